/** All that the engine calls. Pointers are byte offsets in the one memory. */
export { activate, activationGradient } from './activation';
export { convForward, convInputGradient, convKernelGradient } from './convolution';
export { denseForward, denseInputGradient, denseKernelGradient } from './dense';
export { dueling, duelingGradient } from './dueling';
export { embeddingForward, embeddingGradient } from './embedding';
export { scaleBytes, scaleNumbers } from './input';
export { adam, rmsprop, sgd, towards } from './optimizers';
export {
  averagePoolForward,
  averagePoolGradient,
  maxPoolForward,
  maxPoolGradient,
} from './pooling';
export { interleaveBytes, interleaveNumbers } from './planes';
export { columnSums, sumOfSquares } from './reductions';
