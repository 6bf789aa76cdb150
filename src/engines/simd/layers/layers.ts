// How each kind of layer is computed, by its type: a line for each.
export { averagePool } from './averagePool.ts';
export { conv } from './conv.ts';
export { dense } from './dense.ts';
export { embedding } from './embedding.ts';
export { fractionEmbedding } from './fractionEmbedding.ts';
export { layerNorm } from './layerNorm.ts';
export { maxPool } from './maxPool.ts';
export { reshape } from './reshape.ts';
