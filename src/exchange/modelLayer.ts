import type { SymbolicTensor } from '@tensorflow/tfjs-layers';

/** A layer of a TensorFlow.js model. */
export type ModelLayer = SymbolicTensor['sourceLayer'];
