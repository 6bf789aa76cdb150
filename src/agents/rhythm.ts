import type { TargetUpdate, TrainRhythm } from './rhythmOptions.ts';

/** How far an agent has come, with the transition that it has just observed. */
export interface Progress {
  /** Transitions observed. */
  readonly environmentSteps: number;
  /** Episodes that have ended. */
  readonly episodes: number;
  /** Whether the last transition ended one. */
  readonly isEnd: boolean;
}

/** How many updates fall due with the last transition. */
export function updatesFallingDue(train: TrainRhythm, progress: Progress): number {
  if (train === 'never') return 0;
  if ('replayRatio' in train) {
    const { environmentSteps: steps } = progress;
    return updatesUpTo(train.replayRatio, steps) - updatesUpTo(train.replayRatio, steps - 1);
  }
  return isReached(train, progress) ? train.updates : 0;
}

/** The most updates that a single environment step makes due. */
export function mostUpdatesDue(train: TrainRhythm): number {
  if (train === 'never') return 1;
  return 'replayRatio' in train ? Math.ceil(train.replayRatio) : train.updates;
}

/** How many updates a replay ratio comes to in so many environment steps. */
function updatesUpTo(ratio: number, steps: number): number {
  // 0.29 · 100 is a little below 29: what rounding takes away is given back.
  return Math.floor(ratio * steps * (1 + 1e-12));
}

/** Whether a copy of the target falls due with the last transition. */
export function isCopyDue(targetUpdate: TargetUpdate, progress: Progress): boolean {
  return targetUpdate !== 'never' && isReached(targetUpdate, progress);
}

/**
 * By which fraction the target moves after an update: 1 for a copy, 0 where it
 * stays.
 *
 * @param updates - How many updates were made, with this one.
 */
export function targetFraction(targetUpdate: TargetUpdate, updates: number): number {
  if (targetUpdate === 'never') return 0;
  if ('fraction' in targetUpdate) return targetUpdate.fraction;
  if (!('everyUpdates' in targetUpdate)) return 0;
  return updates % targetUpdate.everyUpdates === 0 ? 1 : 0;
}

/** Whether a period of environment steps or episodes, if it is one, is over. */
function isReached(period: object, { environmentSteps, episodes, isEnd }: Progress): boolean {
  const { everyEnvironmentSteps, everyEpisodes } = period as {
    readonly everyEnvironmentSteps?: number;
    readonly everyEpisodes?: number;
  };
  if (everyEnvironmentSteps !== undefined) return environmentSteps % everyEnvironmentSteps === 0;
  return everyEpisodes !== undefined && isEnd && episodes % everyEpisodes === 0;
}
