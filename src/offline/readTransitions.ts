import { ShapeError, ValueError } from '../errors.ts';
import type { EnvironmentSpaces } from '../protocol/environmentSpaces.ts';
import { requireSpaces } from '../protocol/requireSpaces.ts';
import type { Transition } from '../protocol/transition.ts';
import { checkTransition } from '../replay/checkTransition.ts';
import { rejectUnknownOptions, requireInteger } from '../validation/options.ts';
import { readLines, type TextSource } from './lines.ts';
import { parseRecord } from './parseRecord.ts';

/**
 * Options of {@link readTransitions}.
 *
 * @category Offline
 */
export interface ReadTransitionsOptions {
  /** What the transitions come from; only its two spaces are read. */
  readonly environment: EnvironmentSpaces;
  /**
   * The most characters of a line: a whole number from 1 to 2²⁸. A file that is
   * something else does not fill the memory.
   *
   * @default 67,108,864 (2²⁶)
   */
  readonly maxLineLength?: number;
}

/**
 * Reads recorded transitions from JSONL: each line is one transition, with the fields of
 * {@link Transition}, or one episode, with those of {@link RecordedEpisode}. Lists of
 * numbers stand for arrays; an observation of a `Box` is one list of all its elements.
 * Empty lines are skipped. No more than a line is held in memory.
 *
 * Every transition that comes out fits the spaces, and an episode comes out whole or
 * not at all.
 *
 * @param source - Where the text comes from, such as `createReadStream(path)` in Node,
 *   or `(await fetch(url)).body`.
 * @throws {ValueError | ShapeError} At the first line that is wrong, with its number:
 *   no JSON, a field that is not known or twice there, a list of another length, a number
 *   that is not finite, an action or a mask that does not fit, or a line too long.
 * @throws {OptionsError} If an option is unknown or out of range, or the source is none.
 * @example
 * ```ts
 * import { Discrete, readTransitions } from 'deepq';
 *
 * const environment = { observationSpace: new Discrete(3), actionSpace: new Discrete(2) };
 * const text = '{"observations":[0,1,2],"actions":[1,1],"rewards":[0,1],"terminated":true,"truncated":false}';
 * for await (const { observation, reward } of readTransitions(text, { environment })) {
 *   console.log(observation, reward);
 * }
 * ```
 * @category Offline
 */
export async function* readTransitions(
  source: TextSource,
  options: ReadTransitionsOptions,
): AsyncGenerator<Transition, void, void> {
  rejectUnknownOptions('readTransitions', options, ['environment', 'maxLineLength']);
  const spaces = requireSpaces('readTransitions', options.environment);
  const { maxLineLength = 2 ** 26 } = options;
  requireInteger('maxLineLength', maxLineLength, { min: 1, max: 2 ** 28 });
  for await (const { text, number } of readLines(source, maxLineLength)) {
    if (text.trim() === '') continue;
    yield* atLine(number, () => {
      const transitions = parseRecord(text, spaces.observationSpace);
      for (const transition of transitions) {
        checkTransition(spaces.observationSpace, spaces.actionSpace, transition, 0);
      }
      return transitions;
    });
  }
}

/** Adds the number of the line to what is thrown. */
function atLine<T>(number: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const Failure = error instanceof ShapeError ? ShapeError : ValueError;
    throw new Failure(`Line ${number}: ${error.message}`, { cause: error });
  }
}
