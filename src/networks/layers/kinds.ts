// The kinds of layers by their types: a line for each.
export { averagePoolKind as averagePool } from './averagePool.ts';
export { convKind as conv } from './conv.ts';
export { denseKind as dense } from './dense.ts';
export { embeddingKind as embedding } from './embedding.ts';
export { fractionEmbeddingKind as fractionEmbedding } from './fractionEmbedding.ts';
export { layerNormKind as layerNorm } from './layerNorm.ts';
export { maxPoolKind as maxPool } from './maxPool.ts';
export { reshapeKind as reshape } from './reshape.ts';
