// How the GPU computes the kinds of layers: a line for each.
export { conv } from './conv.ts';
export { dense } from './dense.ts';
export { embedding } from './embedding.ts';
export { fractionEmbedding } from './fractionEmbedding.ts';
export { layerNorm } from './layerNorm.ts';
export { averagePool, maxPool } from './pooling.ts';
export { reshape } from './reshape.ts';
