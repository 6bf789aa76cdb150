// How each kind of layer is computed, by its type: a line for each.
export { conv } from './conv.ts';
export { dense } from './dense.ts';
export { embedding } from './embedding.ts';
