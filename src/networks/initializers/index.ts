/**
 * How the weights of layers begin: what `kernelInitializer` and
 * `biasInitializer` of `mlp`, `cnn` and `embedding` take.
 *
 * @module
 */
export { constant, normal, truncatedNormal, uniform, zeros } from './fixed.ts';
export {
  fanInUniform,
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  leCunNormal,
  leCunUniform,
  orthogonal,
} from './scaled.ts';
