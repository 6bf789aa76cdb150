import type { ActionMask } from '../protocol/actionMask.ts';
import { ValueError } from '../errors.ts';
import { requireOwnMemory } from '../protocol/checkStep.ts';
import type { Transition } from '../protocol/transition.ts';
import type { Observation } from '../spaces/space.ts';
import { listOf, requireFlags, requireNumbers } from '../validation/numbers.ts';
import { show } from '../validation/options.ts';
import { rejectUnknownFields, TRANSITION } from './parseRecord.ts';
import { transitionsOf, type RecordedEpisode } from './recordedEpisode.ts';

/**
 * A transition as a line of JSONL, for {@link readTransitions}; the line break is its
 * last character. Every number comes back as it was, to the
 * bit, but for −0, which becomes 0.
 *
 * @throws {ValueError} If a number is NaN or infinite, which JSON cannot tell, or a field is
 *   missing, unknown, or of another type.
 * @throws {EnvironmentError} If both observations lie in the same memory.
 * @category Offline
 */
export function transitionLine(transition: Transition): string {
  requireTransition(transition);
  requireOwnMemory(transition.observation, transition.nextObservation);
  const { observation, nextObservation, actionMask, nextActionMask, ...rest } = transition;
  return line({
    observation: observationOf('observation', observation),
    nextObservation: observationOf('nextObservation', nextObservation),
    ...rest,
    ...(actionMask && { actionMask: flagsOf('actionMask', actionMask) }),
    ...(nextActionMask && { nextActionMask: flagsOf('nextActionMask', nextActionMask) }),
  });
}

/**
 * An episode as a line of JSONL, for {@link readTransitions}; the line break is its last
 * character. It takes half the room of its transitions, since each observation is
 * there once.
 *
 * @throws {ShapeError | ValueError} If its parts do not fit each other, or a number is NaN
 *   or infinite, which JSON cannot tell.
 * @throws {EnvironmentError} If an observation lies in the memory of one before it.
 * @category Offline
 */
export function episodeLine(episode: RecordedEpisode): string {
  transitionsOf(episode);
  const { observations, actions, rewards, terminated, truncated, actionMasks } = episode;
  requireOwnMemories(observations);
  return line({
    observations: Array.from(observations, (one, at) => observationOf(`observations[${at}]`, one)),
    actions: numbersOf('actions', actions),
    rewards: numbersOf('rewards', rewards),
    terminated,
    truncated,
    ...(actionMasks && {
      actionMasks: Array.from(
        actionMasks,
        (mask, at) => mask && flagsOf(`actionMasks[${at}]`, mask),
      ),
    }),
  });
}

/** An environment that has two arrays, and writes into them in turn, overwrites what was seen, too. */
function requireOwnMemories(observations: readonly Observation[]): void {
  const seen = new Map<unknown, number>();
  for (const [at, observation] of observations.entries()) {
    if (typeof observation === 'number') continue;
    const earlier = seen.get(observation);
    if (earlier !== undefined) {
      const names = [`observations[${earlier}]`, `observations[${at}]`] as const;
      requireOwnMemory(observations[earlier] as Observation, observation, names);
    }
    seen.set(observation, at);
  }
}

function line(record: object): string {
  return `${JSON.stringify(record, refuseOdd)}\n`;
}

/** What JSON would write as null. */
function refuseOdd(_: string, value: unknown): unknown {
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  throw new ValueError(
    `A record must hold finite numbers; received ${value}. Look where it comes from.`,
  );
}

/** What `readTransitions` would refuse is refused before it is written. */
function requireTransition(transition: Transition): void {
  const { action, reward, terminated, truncated } = Object(transition) as Partial<Transition>;
  if (typeof transition !== 'object' || (transition as unknown) === null) {
    throw new ValueError(
      `transitionLine(transition) needs a transition; received ${show(transition)}. An episode is ` +
        'written by episodeLine.',
    );
  }
  rejectUnknownFields(transition, TRANSITION, 'A transition');
  const { priority = 0, demonstration = false } = transition;
  for (const [name, value] of Object.entries({ action, reward, priority })) {
    if (typeof value === 'number') continue;
    throw new ValueError(`${name} of a transition must be a number; received ${show(value)}.`);
  }
  for (const [name, value] of Object.entries({ terminated, truncated, demonstration })) {
    if (typeof value === 'boolean') continue;
    throw new ValueError(`${name} of a transition must be true or false; received ${show(value)}.`);
  }
}

function observationOf(name: string, observation: Observation): number | number[] {
  return typeof observation === 'number' ? observation : numbersOf(name, observation);
}

function numbersOf(name: string, values: ArrayLike<number>): number[] {
  requireNumbers(name, values);
  requireSome(name, values);
  return listOf(values);
}

function flagsOf(name: string, mask: ActionMask): number[] {
  requireFlags(name, mask);
  requireSome(name, mask);
  return Array.from(mask, (allowed) => (allowed ? 1 : 0));
}

/** An array whose memory was handed to another thread has nothing in it. */
function requireSome(name: string, { length }: ArrayLike<unknown>): void {
  if (length > 0) return;
  throw new ValueError(
    `${name} must hold at least one number; received an array with none, as one is whose ` +
      'memory was handed to another thread. Write the line before, or hand over a copy.',
  );
}
