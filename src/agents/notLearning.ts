import type { Replay } from '../replay/replay.ts';
import type { ResolvedDQNAgentOptions } from './dqnAgentOptions.ts';
import { plural } from './rhythmOptions.ts';

/** What the reason is found from: an agent. */
interface Waiting {
  readonly options: Pick<ResolvedDQNAgentOptions, 'batchSize' | 'learningStarts' | 'train'>;
  readonly replay: Replay;
  readonly environmentSteps: number;
  readonly episodes: number;
}

/**
 * Why no updates fall due, in words; null where the agent has what it needs, or
 * is not meant to learn by itself.
 *
 * @param needed - Transitions that an update needs in the replay buffer.
 */
export function describeNotLearning(agent: Waiting, needed: number): string | null {
  const { options, replay, environmentSteps, episodes } = agent;
  const { train, batchSize, learningStarts } = options;
  if (train === 'never') return null;
  if (replay.size < needed) {
    // A buffer that is not full holds every transition that was observed, unless it began anew.
    const isNew = environmentSteps > replay.size && replay.size < replay.capacity;
    return (
      `The replay buffer holds ${plural(replay.size, 'transition')}, and learning starts at ${needed} ` +
      `(learningStarts ${learningStarts}, batchSize ${batchSize}). ` +
      (isNew
        ? `The agent has taken ${environmentSteps} steps: its checkpoint was saved or loaded without the ` +
          'replay buffer. Save and load it too, or take more steps at a time.'
        : 'Take more steps, or lower learningStarts.')
    );
  }
  if ('everyEpisodes' in train) {
    if (episodes >= train.everyEpisodes) return null;
    return (
      `Updates fall due every ${plural(train.everyEpisodes, 'episode')}, and ` +
      `${plural(episodes, 'episode')} ended. Lower train.everyEpisodes, or take more steps.`
    );
  }
  if ('replayRatio' in train) {
    if (environmentSteps * train.replayRatio >= 1) return null;
    return (
      `An update falls due every ${Math.ceil(1 / train.replayRatio)} environment steps, and ` +
      `${environmentSteps} were taken. Raise train.replayRatio, or take more steps.`
    );
  }
  if (environmentSteps >= train.everyEnvironmentSteps) return null;
  return (
    `Updates fall due every ${plural(train.everyEnvironmentSteps, 'environment step')}, and ` +
    `${environmentSteps} were taken. Lower train.everyEnvironmentSteps, or take more steps.`
  );
}
