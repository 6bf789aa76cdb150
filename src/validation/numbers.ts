import { ValueError } from '../errors.ts';
import { show } from './options.ts';
import { typedArrayName } from './typedArrays.ts';

/**
 * Throws unless `values` is an array of numbers, plain or typed. NaN and
 * infinity are numbers.
 *
 * @throws {ValueError}
 */
export function requireNumbers(name: string, values: unknown): void {
  const list = requireList(name, values);
  for (let index = 0; index < list.length; index++) {
    if (typeof list[index] === 'number') continue;
    throw new ValueError(
      `${name} must hold numbers; received ${show(list[index])} at index ${index}.`,
    );
  }
}

/**
 * Throws unless `values` is an array of flags: numbers, of which 0 means no and NaN
 * nothing, or booleans.
 *
 * @throws {ValueError}
 */
export function requireFlags(name: string, values: unknown): void {
  const list = requireList(name, values);
  for (let index = 0; index < list.length; index++) {
    const value = list[index];
    const isNumber = typeof value === 'number' && !Number.isNaN(value);
    if (isNumber || typeof value === 'boolean') continue;
    throw new ValueError(
      `${name} must hold flags, 1 for yes and 0 for no; received ${show(value)} at index ${index}.`,
    );
  }
}

/** Numbers as a list, whether they are one or a typed array. Nothing is asked of an iterator of theirs. */
export function listOf(values: ArrayLike<number>): number[] {
  return Array.from({ length: values.length }, (_, index) => values[index] as number);
}

function requireList(name: string, values: unknown): ArrayLike<unknown> {
  if (Array.isArray(values)) return values as readonly unknown[];
  if (typedArrayName(values) !== undefined) return values as ArrayLike<unknown>;
  throw new ValueError(
    `${name} must be an array of numbers, such as [1, 0] or a Float32Array; received ${show(values)}.`,
  );
}
