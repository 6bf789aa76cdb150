import type { ActionMask } from '../protocol/actionMask.ts';
import { ShapeError, ValueError } from '../errors.ts';
import type { Transition } from '../protocol/transition.ts';
import type { Observation } from '../spaces/space.ts';
import { show } from '../validation/options.ts';

/**
 * An episode that was played and written down, each observation once.
 *
 * @category Offline
 */
export interface RecordedEpisode {
  /** What was seen, the final observation included. Shape `[steps + 1]`. */
  readonly observations: readonly Observation[];
  /** What was done. Shape `[steps]`. */
  readonly actions: ArrayLike<number>;
  /** What it earned. Shape `[steps]`. */
  readonly rewards: ArrayLike<number>;
  /** Whether the task ended with the last step. */
  readonly terminated: boolean;
  /** Whether it was cut short there, as by a time limit; also where the recording broke off. */
  readonly truncated: boolean;
  /**
   * For each observation, which actions were allowed; `null` where all were. Shape
   * `[steps + 1]`.
   *
   * @default all, everywhere
   */
  readonly actionMasks?: readonly (ActionMask | null)[] | undefined;
}

/**
 * The transitions of an episode, in their order.
 *
 * @throws {ShapeError | ValueError} If its parts do not fit each other, or it has no
 *   end; nothing is given out then.
 * @example
 * ```ts
 * import { transitionsOf } from 'deepq';
 *
 * const episode = { observations: [0, 1, 2], actions: [1, 1], rewards: [0, 1] };
 * const [, last] = transitionsOf({ ...episode, terminated: true, truncated: false });
 * last; // { observation: 1, action: 1, reward: 1, nextObservation: 2, terminated: true, … }
 * ```
 * @category Offline
 */
export function transitionsOf(episode: RecordedEpisode): Transition[] {
  requireEpisode(episode);
  const { observations, actions, rewards, terminated, truncated, actionMasks } = episode;
  return Array.from({ length: actions.length }, (_, step) => {
    const isLast = step === actions.length - 1;
    const actionMask = actionMasks?.[step];
    const nextActionMask = actionMasks?.[step + 1];
    return {
      observation: observations[step] as Observation,
      action: actions[step] as number,
      reward: rewards[step] as number,
      nextObservation: observations[step + 1] as Observation,
      terminated: isLast && terminated,
      truncated: isLast && truncated,
      ...(actionMask && { actionMask }),
      ...(nextActionMask && { nextActionMask }),
    };
  });
}

/**
 * Throws unless the parts of an episode fit each other. What its observations,
 * actions and masks must be is for the replay buffer to say.
 */
function requireEpisode(episode: RecordedEpisode): void {
  const given: unknown = episode;
  if (typeof given !== 'object' || given === null) {
    throw new ValueError(
      'A recorded episode is an object { observations, actions, rewards, terminated, truncated }; ' +
        `received ${show(given)}.`,
    );
  }
  const { actions, observations, rewards, terminated, truncated, actionMasks } = episode;
  const steps = requireList('actions', actions);
  if (steps === 0) throw new ShapeError('An episode needs at least one action; received none.');
  requireLength('observations', observations, steps + 1, 'one for each action and the final one');
  requireLength('rewards', rewards, steps, 'one for each action');
  if (actionMasks !== undefined) {
    requireLength('actionMasks', actionMasks, steps + 1, 'one for each observation');
  }
  for (const [name, flag] of Object.entries({ terminated, truncated })) {
    if (typeof (flag as unknown) === 'boolean') continue;
    throw new ValueError(`${name} of an episode must be true or false; received ${show(flag)}.`);
  }
  if (terminated || truncated) return;
  throw new ValueError(
    'An episode must have terminated or been truncated; received false for both. If its recording ' +
      'broke off, it was truncated.',
  );
}

function requireList(name: string, list: unknown): number {
  const isList = Array.isArray(list) || (ArrayBuffer.isView(list) && 'length' in list);
  if (isList) return (list as ArrayLike<unknown>).length;
  throw new ValueError(`${name} of an episode must be an array; received ${show(list)}.`);
}

function requireLength(name: string, list: unknown, length: number, what: string): void {
  const found = requireList(name, list);
  if (found === length) return;
  throw new ShapeError(
    `${name} of an episode must have ${length} elements, ${what}; received ${found}.`,
  );
}
