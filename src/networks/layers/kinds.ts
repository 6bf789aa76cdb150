// The kinds of layers by their types: a line for each.
export { convKind as conv } from './conv.ts';
export { denseKind as dense } from './dense.ts';
export { embeddingKind as embedding } from './embedding.ts';
