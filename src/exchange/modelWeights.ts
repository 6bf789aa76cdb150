import type { Tensor } from '@tensorflow/tfjs-core';
import { duelingKernel } from './duelingKernel.ts';
import type { ModelReading } from './readLayersModel.ts';
import { noDuelingHead } from './readStreams.ts';
import type { WeightTensors } from '../networks/weightTensors.ts';

/** The weights of a model, still in it. */
export type ModelTensors = Pick<ModelReading, 'weights' | 'combine'>;

/**
 * The weights of a model that was read, to be copied at once: on some backends
 * the numbers are the model's own.
 *
 * @throws {OptionsError} If it combines two streams by other weights than those
 *   of a dueling head.
 */
export function getModelWeights(reading: ModelTensors): WeightTensors {
  return assemble(
    reading,
    tensorsOf(reading).map((tensor) => tensor.dataSync<'float32'>()),
  );
}

/** As {@link getModelWeights}, without a wait for the GPU. */
export async function getModelWeightsAsync(reading: ModelTensors): Promise<WeightTensors> {
  // All reads start before the first await, so that they show one moment.
  const reads = tensorsOf(reading).map((tensor) => tensor.data<'float32'>());
  return assemble(reading, await Promise.all(reads));
}

function tensorsOf({ weights, combine }: ModelTensors): readonly Tensor[] {
  return [...Object.values(weights), ...(combine ? [combine.kernel] : [])];
}

/** @param values - The numbers of {@link tensorsOf}. */
function assemble(reading: ModelTensors, values: readonly Float32Array[]): WeightTensors {
  const { weights, combine } = reading;
  if (combine) {
    const wanted = duelingKernel(combine.kernel.shape[1] ?? 0);
    const given = values.at(-1);
    // Whoever computes 1 − 1/n in single precision is off by less than this.
    if (!wanted.every((weight, index) => Math.abs(weight - (given?.[index] ?? NaN)) < 1e-6)) {
      throw noDuelingHead(combine.layer, 'joins two streams with other weights');
    }
  }
  return Object.fromEntries(
    Object.entries(weights).map(([name, { shape }], index) => [
      name,
      { shape: [...shape], data: values[index] as Float32Array },
    ]),
  );
}
