import { OptionsError } from '../errors.ts';
import { show } from '../validation/options.ts';
import type { BoxDtype } from './boxDtype.ts';

/** Half a gigabyte for each bound; no network could take in more. */
const MAX_SIZE = 2 ** 27;

/** No engine knows more. */
const MAX_DIMENSIONS = 32;

/** The shape that bounds of one number for each element imply. */
export function inferShape(
  low: number | ArrayLike<number>,
  high: number | ArrayLike<number>,
): readonly number[] {
  if (typeof low === 'object') return [low.length];
  if (typeof high === 'object') return [high.length];
  throw new OptionsError(
    'new Box({ low, high }) with single numbers needs a shape as well, such as shape: [4].',
  );
}

/** A checked copy: the caller may go on to change the array. */
export function copyShape(shape: unknown): readonly number[] {
  if (!Array.isArray(shape)) {
    throw new OptionsError(
      `Box shape must be an array of lengths, such as [84, 84, 4]; received ${show(shape)}.`,
    );
  }
  const lengths: readonly unknown[] = shape;
  if (lengths.length > MAX_DIMENSIONS) {
    throw new OptionsError(
      `Box shape must have at most ${MAX_DIMENSIONS} dimensions; received ${lengths.length}.`,
    );
  }
  const isLength = (length: unknown): length is number =>
    Number.isSafeInteger(length) && (length as number) >= 1;
  // Array.from, unlike the array itself, has no holes for every() to skip.
  const copy = Array.from(lengths);
  if (!copy.every(isLength)) {
    throw new OptionsError(
      `Box shape must hold positive whole numbers; received [${copy.map(show).join(', ')}].`,
    );
  }
  const size = copy.reduce((product, length) => product * length, 1);
  if (size > MAX_SIZE) {
    throw new OptionsError(
      `Box shape must hold at most ${MAX_SIZE} elements in all; ` +
        `received [${copy.join(', ')}], which is ${size}.`,
    );
  }
  return copy;
}

/** Throws unless a bound is a number, or like an array of numbers. */
export function requireBound(name: 'low' | 'high', bound: unknown): void {
  const isList =
    typeof bound === 'object' &&
    bound !== null &&
    Number.isSafeInteger((bound as { length?: unknown }).length);
  if (!isList) {
    if (typeof bound === 'number') return;
    throw new OptionsError(
      `Box ${name} must be a number, or an array of one for each element; received ${show(bound)}.`,
    );
  }
  const elements = bound as ArrayLike<unknown>;
  // No copy: an object may say that it is longer than there is memory for.
  for (let index = 0; index < elements.length; index++) {
    if (typeof elements[index] === 'number') continue;
    throw new OptionsError(
      `Box ${name} must hold numbers; received ${show(elements[index])} at element ${index}.`,
    );
  }
}

/** One bound for each element, rounded to float32 as observations are. */
export function expand(
  bound: number | ArrayLike<number>,
  size: number,
  name: 'low' | 'high',
): Float32Array {
  const rounded = expandRounded(bound, size, name);
  const given = (index: number): number =>
    typeof bound === 'number' ? bound : (bound[index] ?? NaN);
  const outward = name === 'low' ? -Infinity : Infinity;
  for (const [index, element] of rounded.entries()) {
    if (Number.isNaN(element) || Number.isFinite(element)) continue;
    if (element === outward && given(index) === outward) continue;
    throw new OptionsError(
      `Box ${name} must be ${name === 'low' ? '−Infinity' : 'Infinity'} or at most ±3.4e38, the ` +
        `largest float32; received ${given(index)} at element ${index}.`,
    );
  }
  return rounded;
}

function expandRounded(
  bound: number | ArrayLike<number>,
  size: number,
  name: string,
): Float32Array {
  if (typeof bound === 'number') return allocate(size).fill(bound);
  if (bound.length !== size) {
    throw new OptionsError(
      `Box ${name} has ${bound.length} elements, but its shape holds ${size}; ` +
        'give one number for all, or one for each.',
    );
  }
  return Float32Array.from(bound);
}

function allocate(size: number): Float32Array {
  try {
    return new Float32Array(size);
  } catch (cause) {
    throw new OptionsError(
      `Box shape has ${size} elements, which is more than there is memory for; make it smaller.`,
      { cause },
    );
  }
}

/** Throws unless every low is at most its high, and both suit the dtype. */
export function checkBounds(low: Float32Array, high: Float32Array, dtype: BoxDtype): void {
  low.forEach((lowest, index) => {
    const highest = high[index] ?? Number.NaN;
    if (!(lowest <= highest)) {
      throw new OptionsError(
        `Box low must not exceed high; at element ${index} received low ${lowest} and high ${highest}.`,
      );
    }
    const bytes = [lowest, highest].every((bound) => Number.isInteger(bound) && bound >= 0);
    if (dtype === 'uint8' && !(bytes && highest <= 255)) {
      throw new OptionsError(
        `Box bounds of dtype 'uint8' must be whole numbers from 0 to 255; ` +
          `at element ${index} received ${lowest} to ${highest}.`,
      );
    }
  });
}
