import { OptionsError, ValueError } from '../errors.ts';
import type { EnvironmentSpaces } from '../protocol/environmentSpaces.ts';
import { requireSpaces } from '../protocol/requireSpaces.ts';
import type { Transition } from '../protocol/transition.ts';
import { checkTransition } from '../replay/checkTransition.ts';
import type { Replay } from '../replay/replay.ts';
import { isIterableOfParts } from '../validation/iterable.ts';
import { rejectUnknownOptions, requireBoolean, show } from '../validation/options.ts';
import { transitionsOf, type RecordedEpisode } from './recordedEpisode.ts';

/**
 * Options of {@link fillReplay}.
 *
 * @category Offline
 */
export interface FillReplayOptions {
  /**
   * Whether they are demonstrations: kept for good, and told apart in batches. The
   * replay must hold nothing else yet.
   *
   * @default as each transition says
   */
  readonly demonstrations?: boolean;
}

/** Transitions or episodes, from an array or as they come in. */
export type Recorded =
  Iterable<Transition | RecordedEpisode> | AsyncIterable<Transition | RecordedEpisode>;

/**
 * Puts recorded transitions into a replay buffer, such as `agent.replay`. The agent counts
 * no environment steps for them, and no updates fall due.
 *
 * An episode that does not fit the spaces of a {@link ReplayBuffer} is refused as a
 * whole; what came before it is in the replay buffer then.
 *
 * @param recorded - Such as an array, or what {@link readTransitions} and
 *   {@link readHdf5} return.
 * @returns How many transitions were added. If they are more than the capacity, the
 *   oldest have made room.
 * @throws {OptionsError} If an option is unknown, or there is nothing to go through.
 * @throws {ValueError | ShapeError | UsageError} As `add` of the replay buffer.
 * @example
 * ```ts
 * import { DQNAgent, fillReplay, readTransitions } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 * import { createReadStream } from 'node:fs';
 *
 * async function load(agent: DQNAgent, path: string): Promise<number> {
 *   const { environment } = agent.options;
 *   return fillReplay(agent.replay, readTransitions(createReadStream(path), { environment }));
 * }
 * ```
 * @category Offline
 */
export async function fillReplay(
  replay: Pick<Replay, 'add'>,
  recorded: Recorded,
  options: FillReplayOptions = {},
): Promise<number> {
  rejectUnknownOptions('fillReplay', options, ['demonstrations'], {
    demonstration: 'demonstrations',
  });
  const { demonstrations } = options;
  if (demonstrations !== undefined) requireBoolean('demonstrations', demonstrations);
  requireParts(replay, recorded);
  let count = 0;
  for await (const one of recorded) {
    const transitions = isEpisode(one) ? transitionsOf(one) : [one];
    // Of an episode that is refused, nothing is to be stored.
    if (transitions.length > 1) checkAll(replay, transitions);
    for (const transition of transitions) {
      replay.add(
        demonstrations === undefined
          ? transition
          : { ...transition, demonstration: demonstrations },
      );
      count++;
    }
  }
  return count;
}

/** Checks what a `ReplayBuffer` would refuse; other replays say nothing of their spaces. */
function checkAll(replay: object, transitions: readonly Transition[]): void {
  const { observationSpace, actionSpace } = replay as Partial<EnvironmentSpaces>;
  if (!observationSpace || !actionSpace) return;
  for (const one of transitions) checkTransition(observationSpace, actionSpace, one, 0);
}

function isEpisode(one: Transition | RecordedEpisode): one is RecordedEpisode {
  if (typeof one === 'object' && (one as unknown) !== null) return 'observations' in one;
  throw new ValueError(
    `Recorded are objects: transitions or episodes; received ${show(one)}. ` +
      'Lines of text are read by readTransitions.',
  );
}

function requireParts(replay: Pick<Replay, 'add'>, recorded: Recorded): void {
  const { add, actionSpace } = Object(replay) as Partial<Replay & EnvironmentSpaces>;
  // A replay of one's own need not tell its spaces; what is told must be some.
  if (actionSpace !== undefined) {
    requireSpaces('fillReplay(replay, recorded): replay', replay as Replay & EnvironmentSpaces);
  }
  if (typeof add !== 'function') {
    throw new OptionsError(
      'fillReplay(replay, recorded) needs a replay buffer, such as agent.replay; ' +
        `received ${show(replay)}.`,
    );
  }
  const { [Symbol.asyncIterator]: later } = Object(recorded) as Partial<AsyncIterable<unknown>>;
  if (typeof later === 'function' || isIterableOfParts(recorded)) return;
  throw new OptionsError(
    'fillReplay(replay, recorded) needs an array or another iterable of transitions or episodes; ' +
      `received ${show(recorded)}.`,
  );
}
