import { parseArgs, type ParseArgsConfig } from 'node:util';
import { DeepQError } from '../errors.ts';
import { show, suggestion } from '../validation/options.ts';

/** One of the commands. */
export interface Command {
  readonly name: string;
  /** In a few words, for the list. */
  readonly summary: string;
  readonly help: string;
  /** @returns The code that the process ends with. */
  run(words: readonly string[]): Promise<number>;
}

/** The command line is wrong. */
export class CommandError extends DeepQError {
  static override readonly className = 'CommandError';
}

/** What the words of a command line say. */
export interface Given {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
}

/**
 * Reads the words of a command line.
 *
 * @throws {CommandError} If an option is unknown, or there are too few or too many words.
 */
export function readWords(
  words: readonly string[],
  options: NonNullable<ParseArgsConfig['options']>,
  positionals: { readonly least: number; readonly most: number; readonly what: string },
): Given {
  let given: Given;
  try {
    given = parseArgs({ args: [...words], options, allowPositionals: true, strict: true });
  } catch (cause) {
    throw new CommandError(problemOf(cause as Error, Object.keys(options)), { cause });
  }
  const { length } = given.positionals;
  const { least, most, what } = positionals;
  if (given.positionals.includes('')) {
    throw new CommandError(`${what} is empty; there may be a variable without a value.`);
  }
  if (length >= least && length <= most) return given;
  throw new CommandError(
    length < least
      ? `${what} is missing.`
      : `That is too much: ${given.positionals.slice(most).join(' ')}. Only ${what} is expected.`,
  );
}

/** What is wrong, with a hint where the name of an option is nearly right. */
function problemOf({ message }: Error, names: readonly string[]): string {
  const unknown = /^Unknown option '(-[^']*)'/.exec(message)?.[1];
  if (unknown === undefined) return message.replace(/\. To specify a.*$/s, '.');
  const known = names.map((name) => `--${name}`);
  return `Unknown option '${unknown}'${suggestion(unknown, known)}.`;
}

/** More than anybody means: what is listed or started so often fills the memory. */
export const MOST_RUNS = 10_000;

/**
 * A whole number of the command line; `1_000` and `1e3` are numbers as well.
 *
 * @throws {CommandError} If it is none, below `least` or above `most`.
 */
export function readCount(
  given: Given,
  name: string,
  least = 1,
  most: number = Number.MAX_SAFE_INTEGER,
): number | undefined {
  const text = readText(given, name);
  if (text === undefined) return undefined;
  const count = Number(text.replaceAll('_', ''));
  if (text.trim() !== '' && Number.isSafeInteger(count) && count >= least && count <= most)
    return count;
  const range = most < Number.MAX_SAFE_INTEGER ? ` and at most ${most}` : '';
  throw new CommandError(
    `--${name} needs a whole number of at least ${least}${range}; received ${show(text)}.`,
  );
}

/**
 * A text of the command line.
 *
 * @throws {CommandError} If it is empty, as `--out "$OUT"` is where there is no OUT.
 */
export function readText(given: Given, name: string): string | undefined {
  const value = given.values[name];
  if (value === '') throw new CommandError(`--${name} is empty; give it a value, or leave it out.`);
  return typeof value === 'string' ? value : undefined;
}
