import { ShapeError } from '../errors.ts';
import { show } from '../validation/options.ts';
import { isFloat32Array } from '../validation/typedArrays.ts';

/**
 * Throws unless a gradient of values can be carried on to the outputs that they were made
 * of. It looks at no element.
 *
 * @param perValue - How many outputs a value has; `null` where any whole number will do.
 * @throws {ShapeError} If one is no Float32Array, or their lengths do not fit.
 */
export function checkValueGradient(
  outputs: Float32Array,
  valueGradient: Float32Array,
  outputGradient: Float32Array,
  perValue: number | null,
): void {
  const need = 'addValueGradient(outputs, valueGradient, outputGradient)';
  for (const [name, given] of Object.entries({ outputs, valueGradient, outputGradient })) {
    if (isFloat32Array(given)) continue;
    throw new ShapeError(`${need} needs a Float32Array as ${name}; received ${show(given)}.`);
  }
  const { length } = outputs;
  const each = perValue ?? Math.max(1, Math.floor(length / valueGradient.length));
  if (length === outputGradient.length && length === valueGradient.length * each) return;
  throw new ShapeError(
    `${need} needs ${perValue ?? 'a whole number of'} outputs for each value, and as many of ` +
      `outputGradient; received ${length} outputs, ${valueGradient.length} values and ` +
      `${outputGradient.length} of outputGradient.`,
  );
}
