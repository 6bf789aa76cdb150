import { bytesOf } from './fileLayout.ts';
import { fromHalf } from './half.ts';
import type { Precision } from './header.ts';
import type { TensorPlan } from './layerPlan.ts';
import { malformed } from './malformed.ts';

/**
 * Reads arrays of weights, whose lengths have been checked against the file.
 *
 * @param data - From the first array on.
 * @throws {CheckpointError} If a weight is NaN or infinite.
 */
export function readWeights(
  data: DataView,
  tensors: readonly TensorPlan[],
  precision: Precision,
): Float32Array[] {
  let start = 0;
  return tensors.map((tensor) => {
    const weights = readTensor(data, start, tensor, precision);
    start += bytesOf(tensor, precision);
    for (const weight of weights) {
      if (!Number.isFinite(weight)) throw malformed('a weight is NaN or infinite');
    }
    return weights;
  });
}

function readTensor(
  data: DataView,
  start: number,
  { rows, columns, isKernel }: TensorPlan,
  precision: Precision,
): Float32Array {
  const weights = new Float32Array(rows * columns);
  for (let index = 0; index < weights.length; index++) {
    if (precision === 'float16') {
      weights[index] = fromHalf(data.getUint16(start + 2 * index, true));
    } else if (precision === 'int8' && isKernel) {
      const scale = data.getFloat32(start + 4 * (index % columns), true);
      weights[index] = scale * data.getInt8(start + 4 * columns + index);
    } else weights[index] = data.getFloat32(start + 4 * index, true);
  }
  return weights;
}
