/** All that the engine calls. Pointers are byte offsets in the one memory. */
export { findActions, forwardByAction, gradientsByAction } from './actions';
export { activate, activationGradient } from './activation';
export {
  convForward,
  convInputGradient,
  convInputPanels,
  convKernelGradient,
  convKernelRows,
  convPanels,
  packFilters,
  packPatch,
} from './convolution';
export {
  denseColumns,
  denseForward,
  denseInputColumns,
  denseInputGradient,
  denseKernelColumns,
  denseKernelGradient,
} from './dense';
export { centreActions, dueling, duelingGradient, duelingOfTaken, sumOfActions } from './dueling';
export { embeddingForward, embeddingGradient } from './embedding';
export { cosines, fractionProduct, fractionProductGradient } from './fractions';
export { scaleBytes, scaleNumbers } from './input';
export { noisyGradient, noisyWeights } from './noisy';
export { layerNormForward, layerNormGradient } from './layerNorm';
export { adam, adamOfRows, rmsprop, sgd, shrink, towards } from './optimizers';
export {
  averagePoolForward,
  averagePoolGradient,
  maxPoolForward,
  maxPoolGradient,
} from './pooling';
export { transpose, transposeEach } from './pack';
export { interleaveBytes, interleaveImages, interleaveNumbers } from './planes';
export {
  addUp,
  columnSums,
  quickSumOfSquares,
  quickSumOfSquaresOnto,
  someColumnSums,
  squaresOfBlocks,
  sumOfSquares,
  sumOfSquaresOnto,
  sumOfSquaresWide,
} from './reductions';
export { clearRows, sumOfSquaresOfRows, uniqueRows } from './rows';
