/**
 * What needs TensorFlow.js: its engine, for GPUs and for hosts without WebAssembly
 * SIMD, and models in and out. Install `@tensorflow/tfjs-core`,
 * `@tensorflow/tfjs-layers` and a backend beside deepq; no other part of the
 * library needs them.
 *
 * {@link tfjs} is an engine; {@link layersModel} and {@link fromLayersModel} take
 * models in, {@link toLayersModel} gives them out.
 *
 * @module deepq/tfjs
 */
export { tfjs, type TfjsOptions } from './engines/tfjs/tfjs.ts';
export { fromLayersModel, setWeightsFrom, toLayersModel } from './exchange/exchangeModels.ts';
export { layersModel } from './exchange/modelSource.ts';
