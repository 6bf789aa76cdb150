import { OptionsError } from '../errors.ts';
import { show } from './show.ts';

/** What an error adds to what was wrong; each begins with a space, or is empty. */
export interface OptionHints {
  /** The whole call as it is right. */
  call(): string;
  /** What to write instead of a key that is not known. */
  key(key: string): string;
}

/**
 * As `rejectUnknownOptions`, without its tables of what other libraries call the
 * same: for small functions, which a page may load alone.
 *
 * @param nullable - The options that have a meaning for `null`.
 * @throws {OptionsError} If `options` is no object, has a key that is not in
 *   `known`, has a `null` that means nothing, or inherits a known option.
 */
export function rejectUnknown(
  where: string,
  options: object,
  known: readonly string[],
  hints: OptionHints,
  nullable: readonly string[] = [],
): void {
  rejectUnknownKeys(where, options, known, hints);
  for (const key of known) {
    const isOwn = isOwnOrMissing(options, key);
    if (isOwn && (!isNull(options, key) || nullable.includes(key))) continue;
    const received = isOwn
      ? 'null'
      : `one that is inherited or hidden, and would be lost in a copy; write { ${key}: given.${key} }`;
    throw new OptionsError(
      `${where}: ${key} must be a value, or left out if optional; received ${received}.`,
    );
  }
}

/**
 * As `rejectUnknown`, for functions that read each option where it lies and refuse its `null`
 * themselves: charts, which are to be small.
 *
 * @throws {OptionsError} If `options` is no object, or has a key that is not in `known`.
 */
export function rejectUnknownKeys(
  where: string,
  options: object,
  known: readonly string[],
  hints: OptionHints,
): void {
  // A program in plain JavaScript may hand in anything, or nothing.
  const given: unknown = options;
  if (typeof given !== 'object' || given === null || isList(given)) {
    throw new OptionsError(
      `${where} needs an object of options (${known.join(', ')}); received ${show(given)}.` +
        hints.call(),
    );
  }
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    const hint = hints.key(key) || suggestion(key, known);
    throw new OptionsError(
      `${where} has no option ${show(key)}${hint}; known options: ${known.join(', ')}.`,
    );
  }
}

/** A copy of the options, which some functions make, has what is their own alone: so all take that alone. */
function isOwnOrMissing(options: object, key: string): boolean {
  return Object.prototype.propertyIsEnumerable.call(options, key) || !(key in options);
}

/** Whether an option is null, and not left out. */
function isNull(options: object, key: string): boolean {
  return (options as Readonly<Record<string, unknown>>)[key] === null;
}

/** Whether everything is in order, and nothing is null: where it is, the error with its hints is not wanted. */
export function hasOnly(options: object, known: readonly string[]): boolean {
  return isInOrder(options, known) && known.every((key) => isOwnOrMissing(options, key));
}

/**
 * As `hasOnly`, at the least cost, for calls of which there are millions and which read their options
 * at once, without a copy: there a property that is not enumerable is as good as another. To ask
 * for each name took a fifth of the time of a small network's greedy action.
 */
export function hasOnlyAtACall(options: object, known: readonly string[]): boolean {
  if (!isInOrder(options, known)) return false;
  return isPlain(options) || known.every((key) => isOwnOrMissing(options, key));
}

function isInOrder(options: object, known: readonly string[]): boolean {
  const given: unknown = options;
  if (typeof given !== 'object' || given === null || isList(given)) return false;
  for (const key in given) if (!known.includes(key) || isNull(given, key)) return false;
  return true;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Whether a value has elements, not options. */
function isList(value: object): boolean {
  return Array.isArray(value) || ArrayBuffer.isView(value);
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
