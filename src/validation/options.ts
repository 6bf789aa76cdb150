import { OptionsError } from '../errors.ts';
import { otherNameHint } from './otherNames.ts';
import { hasOnly, rejectUnknown, type OptionHints } from './rejectUnknown.ts';
import { lettersOf } from './sameName.ts';
import { show } from './show.ts';

export { suggestion } from './rejectUnknown.ts';
export { hintOfCall, show, without } from './show.ts';

/**
 * Throws if `options` is no object, or has a key that is not in `known`: a
 * misspelt option must not be ignored in silence. The error says what the option
 * of another library is called here.
 *
 * @param hints - What to write instead of a key, beyond what `otherNames` says; names that
 *   mean the same stand in one key, separated by spaces.
 * @param call - The call as it is right, for those who gave the values one by one; '' where
 *   it goes without saying.
 * @param nullable - The options that have a meaning for `null`; of all others it is refused.
 */
export function rejectUnknownOptions(
  where: string,
  options: object,
  known: readonly string[],
  hints: Readonly<Record<string, string>> = {},
  call = '',
  nullable: readonly string[] = [],
): void {
  if (hasOnly(options, known)) return;
  const told: OptionHints = {
    call: () => (call === '' ? '' : ` Write ${call}.`),
    key: (key) => {
      const letters = lettersOf(key);
      const isMeant = (name: string): boolean => lettersOf(name) === letters;
      const hint = Object.keys(hints).find((names) => names.split(' ').some(isMeant));
      if (hint !== undefined) return ` (write ${hints[hint]})`;
      return known.some(isMeant) ? '' : otherNameHint(where, key);
    },
  };
  rejectUnknown(where, options, known, told, nullable);
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
