import { planConv } from './conv.ts';
import { planDense } from './dense.ts';
import { planFractionEmbedding } from './fractionEmbedding.ts';
import { planLayerNorm } from './layerNorm.ts';
import type { LayerPlan } from './layerPlan.ts';
import { malformed, MAX_NUMBERS, shapeOf, sizeOf, whole, type Fields } from './malformed.ts';
import { planPooling } from './pooling.ts';

/**
 * Fits a layer to its input. Nothing is allocated.
 *
 * @param states - How many indices there are, if an index goes in.
 * @param fractions - Those that the values are the mean of; empty for none.
 * @throws {CheckpointError} If it is of an unknown type, out of range, or does not suit.
 */
export function planLayer(
  fields: Fields,
  inputShape: readonly number[],
  states: number | null,
  fractions: Float32Array,
): LayerPlan {
  const { type } = fields;
  if ((type === 'embedding') !== (states !== null)) {
    // It is the first layer where observations are indices, and only there.
    throw malformed('an embedding does not suit its input');
  }
  if (states !== null) return planEmbedding(fields, states);
  if (type === 'dense') return planDense(fields, inputShape);
  if (type === 'conv') return planConv(fields, inputShape);
  if (type === 'maxPool' || type === 'averagePool') return planPooling(fields, inputShape);
  if (type === 'layerNorm') return planLayerNorm(fields, inputShape);
  if (type === 'reshape') return planReshape(fields, inputShape);
  if (type === 'fractionEmbedding') return planFractionEmbedding(fields, inputShape, fractions);
  throw malformed('a layer has an unknown type');
}

/** Picks a row of a table. */
function planEmbedding(fields: Fields, states: number): LayerPlan {
  const units = whole(fields, 'units', 1, MAX_NUMBERS);
  return {
    shape: [units],
    work: units,
    tensors: [{ rows: states, columns: units, isKernel: true }],
    build:
      ([table]) =>
      ([index = 0]) =>
        (table as Float32Array).slice(index * units, (index + 1) * units),
  };
}

/** The numbers stay where they are. */
function planReshape(fields: Fields, inputShape: readonly number[]): LayerPlan {
  const shape = shapeOf(fields, 'shape');
  if (sizeOf(shape) !== sizeOf(inputShape)) throw malformed('a reshape does not suit its input');
  return { shape, work: 0, tensors: [], build: () => (x) => x };
}
