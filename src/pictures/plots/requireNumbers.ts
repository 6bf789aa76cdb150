import { ValueError } from '../../errors.ts';
import { show } from '../../validation/options.ts';

/**
 * Throws unless `values` is an array, or like one, of numbers. NaN and
 * infinity are numbers: they stand for gaps.
 *
 * @param largest - No finite number may be further from 0 than this.
 * @throws {ValueError}
 */
export function requireNumbers(
  name: string,
  values: unknown,
  largest: number = Number.MAX_VALUE,
): void {
  if (!isArrayLike(values)) {
    throw new ValueError(
      `${name} must be an array of numbers; received ${show(values)}. ` +
        'Pass such as [1, 2, 3] or a Float32Array.',
    );
  }
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (typeof value === 'number' && !(Math.abs(value) > largest && Number.isFinite(value))) {
      continue;
    }
    throw new ValueError(
      typeof value === 'number'
        ? `${name} must not go beyond ±${largest}; received ${value} at index ${index}. ` +
            'Scale the values down, or put NaN where there is to be a gap.'
        : `${name} must hold numbers; received ${show(value)} at index ${index}. ` +
            'Convert it with Number(…), or put NaN where there is to be a gap.',
    );
  }
}

function isArrayLike(values: unknown): values is ArrayLike<unknown> {
  if (typeof values !== 'object' || values === null) return false;
  const { length } = values as { readonly length?: unknown };
  return Number.isSafeInteger(length) && (length as number) >= 0;
}
