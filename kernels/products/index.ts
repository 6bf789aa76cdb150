// The module of the kernels that multiply and add. There are two builds of it,
// one of which fuses the two.
export { matrixVector } from './matrixVector';
export { strip } from './strip';
export { transposedStrip } from './transposedStrip';
// For nobody, but a function that is exported stays one of its own, and the
// compiler does not mix its registers with those of others.
export { fourColumns, tallColumns, tallTile, tile1, tile2, tile3, tile4 } from './tile';
