import { ValueError } from '../errors.ts';
import type { Transition } from '../protocol/transition.ts';
import type { Observation } from '../spaces/space.ts';
import { transitionsOf, type RecordedEpisode } from './recordedEpisode.ts';

/**
 * A transition as a line of JSONL, for {@link readTransitions}; the line break is its
 * last character. Every number comes back as it was, to the
 * bit, but for −0, which becomes 0.
 *
 * @throws {ValueError} If a number is NaN or infinite, which JSON cannot tell.
 *
 * @category Offline
 */
export function transitionLine(transition: Transition): string {
  const { observation, nextObservation, actionMask, nextActionMask, ...rest } = transition;
  return line({
    observation: listOf(observation),
    nextObservation: listOf(nextObservation),
    ...rest,
    ...(actionMask && { actionMask: flagsOf(actionMask) }),
    ...(nextActionMask && { nextActionMask: flagsOf(nextActionMask) }),
  });
}

/**
 * An episode as a line of JSONL, for {@link readTransitions}; the line break is its last
 * character. It takes half the room of its transitions, since each observation is
 * there once.
 *
 * @throws {ShapeError | ValueError} If its parts do not fit each other, or a number is NaN
 *   or infinite, which JSON cannot tell.
 * @category Offline
 */
export function episodeLine(episode: RecordedEpisode): string {
  transitionsOf(episode);
  const { observations, actions, rewards, terminated, truncated, actionMasks } = episode;
  return line({
    observations: observations.map(listOf),
    actions: Array.from(actions),
    rewards: Array.from(rewards),
    terminated,
    truncated,
    ...(actionMasks && { actionMasks: actionMasks.map((mask) => mask && flagsOf(mask)) }),
  });
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

function listOf(observation: Observation): number | number[] {
  return typeof observation === 'number' ? observation : Array.from(observation);
}

function flagsOf(mask: ArrayLike<number>): number[] {
  return Array.from(mask, (allowed) => (allowed ? 1 : 0));
}
