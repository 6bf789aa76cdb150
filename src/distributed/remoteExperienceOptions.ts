import { DQNAgent } from '../agents/dqnAgent.ts';
import { OptionsError } from '../errors.ts';
import type { State } from '../state/state.ts';
import {
  rejectUnknownOptions,
  requireChoice,
  requireInteger,
  requireNumber,
  show,
} from '../validation/options.ts';
import type { EnvironmentSpaces } from '../protocol/environmentSpaces.ts';
import { requireSpaces } from '../protocol/requireSpaces.ts';
import { MAX_STEPS } from './blocks/format.ts';
import { hasMethods, LEARNER_METHODS, type LearnerChannel } from './channel.ts';

/**
 * Options of {@link RemoteExperience}.
 *
 * @category Distributed
 */
export interface RemoteExperienceOptions {
  /** The agent that is trained: its weights are published. */
  readonly agent: DQNAgent;
  /** What connects it with its actors. */
  readonly channel: LearnerChannel;
  /**
   * How often each transition is drawn on average, above 0: updates per step × batch size. The
   * side that is ahead waits.
   *
   * @default what `agent.options.train` comes to; for rhythms by episodes, that rhythm itself
   */
  readonly samplesPerInsert?: number;
  /**
   * How many samples the learner may be ahead while it waits for experience, at least 0.
   *
   * @default a batch, or a tenth of what `learningStarts` transitions come to if that is more
   */
  readonly tolerance?: number;
  /**
   * By how many versions the weights of a block may be behind those that were published last, at
   * least 0; blocks of older ones are dropped, and counted.
   *
   * @default Infinity
   */
  readonly maxVersionLag?: number;
  /**
   * Updates between two publications of the weights, at least 1. There are no more of them than one each
   * 4 ms; and of weights of more than 128 KiB, four a second.
   *
   * @default 10
   */
  readonly publishEveryUpdates?: number;
  /**
   * Steps of a block, from 1 to 65,536. Short ones come sooner; long ones cost less each.
   *
   * @default 50
   */
  readonly blockSteps?: number;
  /**
   * Steps of an actor between two looks for new weights, at least 1. Where steps are slow it looks
   * sooner: each 25 ms, and each 0.5 s for weights of more than 128 KiB.
   *
   * @default 100
   */
  readonly fetchEverySteps?: number;
  /**
   * How actors explore: `'apex'`, actor i of N with an ε of its own, 0.4^(1 + 7i/(N − 1)), and a
   * single one as the agent does; or all of them as the `'agent'` does, such as by noisy layers.
   *
   * @default 'apex'
   */
  readonly exploration?: 'apex' | 'agent';
  /**
   * When blocks are acknowledged, and can be forgotten: once a checkpoint that holds them was
   * written by `training.save`, or as soon as they are learned from.
   *
   * @default 'saved' where blocks outlive the learner, as in Redis; else 'applied'
   */
  readonly acknowledge?: 'saved' | 'applied';
  /**
   * Plain data of your own for the actors, such as how the environment is made.
   *
   * @default {}
   */
  readonly about?: State;
}

/** {@link RemoteExperienceOptions} with every default filled in; `null`: the agent's own rhythm. */
export interface ResolvedRemoteExperience extends Required<
  Omit<RemoteExperienceOptions, 'samplesPerInsert'>
> {
  /** Transitions sampled for each that is added; `null` for no limit. */
  readonly samplesPerInsert: number | null;
}

const known = [
  'agent',
  'channel',
  'samplesPerInsert',
  'tolerance',
  'maxVersionLag',
  'publishEveryUpdates',
  'blockSteps',
  'fetchEverySteps',
  'exploration',
  'acknowledge',
  'about',
] as const satisfies readonly (keyof RemoteExperienceOptions)[];

/** @throws {OptionsError} If an option is unknown or out of range. */
export function resolveRemoteExperience(
  options: RemoteExperienceOptions,
): ResolvedRemoteExperience {
  rejectUnknownOptions('RemoteExperience', options, known);
  const { agent, channel } = options;
  if (!((agent as unknown) instanceof DQNAgent)) {
    throw new OptionsError(`RemoteExperience agent must be a DQNAgent; received ${show(agent)}.`);
  }
  const { environment } = Object(agent.options) as Partial<DQNAgent['options']>;
  requireSpaces('RemoteExperience agent', environment as EnvironmentSpaces);
  if (!hasMethods(channel, LEARNER_METHODS)) {
    throw new OptionsError(
      "RemoteExperience channel must be a learner's end of a channel, such as redisLearner({ client, " +
        `run }); received ${show(channel)}.`,
    );
  }
  const { batchSize, learningStarts } = agent.options;
  const samplesPerInsert = options.samplesPerInsert ?? samplesByRhythm(agent);
  if (samplesPerInsert !== null) {
    requireNumber('samplesPerInsert', samplesPerInsert, { min: 0, exclusiveMin: true });
  }
  const usual = Math.max(batchSize, 0.1 * learningStarts * (samplesPerInsert ?? 0));
  const { maxVersionLag = Infinity, about = {} } = options;
  if (maxVersionLag !== Infinity) requireInteger('maxVersionLag', maxVersionLag, { min: 0 });
  if (typeof about !== 'object' || (about as unknown) === null || Array.isArray(about)) {
    throw new OptionsError(`about must be plain data, such as {}; received ${show(about)}.`);
  }
  const acknowledge = options.acknowledge ?? (channel.isDurable ? 'saved' : 'applied');
  return {
    ...{ agent, channel, samplesPerInsert, maxVersionLag, about },
    tolerance: requireNumber('tolerance', options.tolerance ?? usual, { min: 0 }),
    publishEveryUpdates: atLeastOne('publishEveryUpdates', options.publishEveryUpdates ?? 10),
    blockSteps: requireInteger('blockSteps', options.blockSteps ?? 50, { min: 1, max: MAX_STEPS }),
    fetchEverySteps: atLeastOne('fetchEverySteps', options.fetchEverySteps ?? 100),
    exploration: requireChoice('exploration', options.exploration ?? 'apex', ['apex', 'agent']),
    acknowledge: requireChoice('acknowledge', acknowledge, ['saved', 'applied']),
  };
}

function atLeastOne(name: string, value: number): number {
  return requireInteger(name, value, { min: 1 });
}

/** What the agent's rhythm of updates comes to in samples per step; `null` where it has none by steps. */
function samplesByRhythm({ options: { train, batchSize } }: DQNAgent): number | null {
  if (train === 'never') return null;
  if ('replayRatio' in train) return train.replayRatio * batchSize;
  if ('everyEpisodes' in train) return null;
  return (train.updates / train.everyEnvironmentSteps) * batchSize;
}
