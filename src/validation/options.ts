import { OptionsError } from '../errors.ts';
import { callHint } from './calls.ts';
import { isSameName, otherNameHint } from './otherNames.ts';
import { show } from './show.ts';

export { show } from './show.ts';

/**
 * Throws if `options` is no object, or has a key that is not in `known`: a
 * misspelt option must not be ignored in silence.
 *
 * @param hints - What to write instead of a key, beyond what `otherNames` says.
 */
export function rejectUnknownOptions(
  where: string,
  options: object,
  known: readonly string[],
  hints: Readonly<Record<string, string>> = {},
): void {
  // A program in plain JavaScript may hand in anything, or nothing.
  const given: unknown = options;
  if (typeof given !== 'object' || given === null || isList(given)) {
    throw new OptionsError(
      `${where} needs an object of options (${known.join(', ')}); received ${show(given)}.` +
        callHint(where),
    );
  }
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) {
      const hint = Object.hasOwn(hints, key)
        ? ` (write ${hints[key]})`
        : (known.every((name) => !isSameName(name, key)) && otherNameHint(where, key)) ||
          suggestion(key, known);
      throw new OptionsError(
        `${where} has no option ${show(key)}${hint}; known options: ${known.join(', ')}.`,
      );
    }
  }
}

/** Whether a value has elements, not options. */
function isList(value: object): boolean {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}

interface Range {
  readonly min?: number;
  readonly max?: number;
  /** Whether `min` itself is out of range. */
  readonly exclusiveMin?: boolean;
}

/** Returns `value` if it is a finite number in the range. */
export function requireNumber(name: string, value: unknown, range: Range = {}): number {
  const ok = typeof value === 'number' && Number.isFinite(value) && inRange(value, range);
  if (ok) return value;
  throw new OptionsError(
    `${name} must be a finite number${describe(range)}; received ${show(value)}.`,
  );
}

/** Returns `value` if it is a whole number in the range. */
export function requireInteger(name: string, value: unknown, range: Range = {}): number {
  const ok = typeof value === 'number' && Number.isSafeInteger(value) && inRange(value, range);
  if (ok) return value;
  throw new OptionsError(
    `${name} must be a whole number${describe(range)}; received ${show(value)}.`,
  );
}

/** Returns `value` if it is a seed: a whole number from 0 to 2³² − 1. */
export function requireSeed(value: unknown, name = 'seed'): number {
  return requireInteger(name, value, { min: 0, max: 2 ** 32 - 1 });
}

/** Returns `value` if it is true or false. */
export function requireBoolean(name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new OptionsError(`${name} must be true or false; received ${show(value)}.`);
}

/** Returns `value` if it is one of `choices`. */
export function requireChoice<T extends string>(
  name: string,
  value: unknown,
  choices: readonly T[],
): T {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  const list = choices.map((choice) => `'${choice}'`).join(' or ');
  throw new OptionsError(`${name} must be ${list}; received ${show(value)}.`);
}

/** Returns `value` if it is a function. */
export function requireFunction<F>(name: string, value: F): F {
  if (typeof value === 'function') return value;
  throw new OptionsError(`${name} must be a function; received ${show(value)}.`);
}

function inRange(value: number, { min = -Infinity, max = Infinity, exclusiveMin }: Range): boolean {
  return (exclusiveMin ? value > min : value >= min) && value <= max;
}

function describe({ min, max, exclusiveMin }: Range): string {
  if (min === undefined && max === undefined) return '';
  if (min === undefined) return ` of at most ${max}`;
  if (max === undefined) return exclusiveMin ? ` above ${min}` : ` of at least ${min}`;
  return exclusiveMin ? ` above ${min} and at most ${max}` : ` from ${min} to ${max}`;
}

/** No option has a name so long; comparing letters takes time in proportion to its length. */
const LONGEST_NAME = 60;

/** A hint at the known name whose letters are nearest, or '' if none is near. */
export function suggestion(key: string, known: readonly string[]): string {
  if (key.length > LONGEST_NAME) return '';
  const near = known
    .map((option) => ({ option, distance: editDistance(key.toLowerCase(), option.toLowerCase()) }))
    .filter(({ distance, option }) => distance <= Math.max(2, option.length / 3))
    .sort((a, b) => a.distance - b.distance)[0];
  return near ? ` (did you mean '${near.option}'?)` : '';
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
