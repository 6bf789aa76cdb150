import { parseArgs, type ParseArgsConfig } from 'node:util';
import { DeepQError } from '../errors.ts';

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
    throw new CommandError((cause as Error).message.replace(/\. To specify a.*$/s, '.'), { cause });
  }
  const { length } = given.positionals;
  const { least, most, what } = positionals;
  if (length >= least && length <= most) return given;
  throw new CommandError(
    length < least
      ? `${what} is missing.`
      : `That is too much: ${given.positionals.slice(most).join(' ')}. Only ${what} is expected.`,
  );
}

/**
 * A whole number of the command line; `1_000` and `1e3` are numbers as well.
 *
 * @throws {CommandError} If it is none, or below `least`.
 */
export function readCount(given: Given, name: string, least = 1): number | undefined {
  const text = readText(given, name);
  if (text === undefined) return undefined;
  const count = Number(text.replaceAll('_', ''));
  if (text.trim() !== '' && Number.isSafeInteger(count) && count >= least) return count;
  throw new CommandError(
    `--${name} needs a whole number of at least ${least}; received '${text}'.`,
  );
}

/** A text of the command line. */
export function readText(given: Given, name: string): string | undefined {
  const value = given.values[name];
  return typeof value === 'string' ? value : undefined;
}
