// How each kind of layer is read and written, by its type: a line for each.
export { conv } from './conv.ts';
export { dense } from './dense.ts';
export { embedding } from './embedding.ts';
export { layerNorm } from './layerNorm.ts';
export { averagePool, maxPool } from './pooling.ts';
export { reshape } from './reshape.ts';
