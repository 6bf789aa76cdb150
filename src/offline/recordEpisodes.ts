import type { ActionMask } from '../protocol/actionMask.ts';
import { EnvironmentError } from '../errors.ts';
import type { Actor } from '../agents/agent.ts';
import { requireOwnArray, requireReset, requireStep } from '../protocol/checkStep.ts';
import type { AsyncEnvironment, Environment } from '../protocol/environment.ts';
import { isPromise } from '../protocol/isPromise.ts';
import { readActionMask } from '../protocol/readActionMask.ts';
import { createTurnTaker } from '../protocol/turnTaker.ts';
import { createRandom } from '../random/createRandom.ts';
import { EpisodeRandom } from '../random/episodeRandom.ts';
import type { Random } from '../random/random.ts';
import type { Observation } from '../spaces/space.ts';
import { MAX_EPISODE_STEPS } from '../training/evaluate.ts';
import { occupy } from '../training/inUse.ts';
import {
  requireActor,
  requireEnvironment,
  requireSignal,
  requireSuited,
} from '../training/requireParts.ts';
import {
  rejectUnknownOptions,
  requireBoolean,
  requireInteger,
  requireSeed,
  show,
} from '../validation/options.ts';
import { typedArrayName } from '../validation/typedArrays.ts';
import type { RecordedEpisode } from './recordedEpisode.ts';

/**
 * Options of {@link recordEpisodes}.
 *
 * @category Offline
 */
export interface RecordEpisodesOptions {
  /** How many episodes to play: a whole number of at least 1. */
  readonly episodes: number;
  /**
   * Decides the episodes, and what the actor draws: a whole number from 0 to 2³² − 1.
   *
   * @default 0
   */
  readonly seed?: number;
  /**
   * Whether the actor explores as in training, or acts greedily.
   *
   * @default false
   */
  readonly explore?: boolean;
  /**
   * The most steps of an episode: a whole number of at least 1. One that goes on is
   * recorded as truncated there.
   *
   * @default 108,000
   */
  readonly maxEpisodeSteps?: number;
  /** Stops at the next step, by throwing the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Plays episodes and gives them out one by one, to be written down by
 * {@link episodeLine} or put into a replay buffer by {@link fillReplay}. The actor stays as
 * it is, as in {@link evaluate}; of several thousand episodes only one is in memory.
 *
 * @param actor - An agent, or anything with `act(observation, options)` and `actAsync`,
 *   such as a rule, or a person at a page.
 * @throws {OptionsError} If an option is unknown or out of range, or the actor cannot act, or was
 *   made for other spaces than those of the environment.
 * @throws {UsageError} If the environment is in use by a training.
 * @throws {EnvironmentError} If the environment does not return a proper result.
 * @example
 * ```ts
 * import { DQNAgent, episodeLine, recordEpisodes } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * const environment = makeEnvironment('CartPole-v1');
 * const agent = new DQNAgent({ environment });
 * let text = '';
 * for await (const episode of recordEpisodes(agent, environment, { episodes: 2, explore: true })) {
 *   text += episodeLine(episode);
 * }
 * agent.dispose();
 * ```
 * @category Offline
 */
export async function* recordEpisodes(
  actor: Actor,
  environment: Environment | AsyncEnvironment,
  options: RecordEpisodesOptions,
): AsyncGenerator<RecordedEpisode, void, void> {
  const known = ['episodes', 'seed', 'explore', 'maxEpisodeSteps', 'signal'];
  rejectUnknownOptions('recordEpisodes', options, known, { maxSteps: 'maxEpisodeSteps' });
  requireActor(actor, 'recordEpisodes(actor, environment, options)');
  requireEnvironment('environment', environment);
  requireSuited(actor, 'environment', environment);
  const { signal, maxEpisodeSteps = MAX_EPISODE_STEPS } = options;
  const episodes = requireInteger('episodes', options.episodes, { min: 1 });
  requireInteger('maxEpisodeSteps', maxEpisodeSteps, { min: 1 });
  const explore = requireBoolean('explore', options.explore ?? false);
  if (signal !== undefined) requireSignal(signal);
  const random = createRandom(requireSeed(options.seed ?? 0)).fork('record');
  const seed = random.fork('environment').integer(2 ** 32);
  const play = { explore, random: random.fork('policy'), maxEpisodeSteps, signal };
  const release = occupy('recordEpisodes', { environment });
  try {
    for (let episode = 0; episode < episodes; episode++) {
      yield await playEpisode(actor, environment, episode === 0 ? { seed } : {}, play);
    }
  } finally {
    release();
  }
}

interface Play {
  readonly explore: boolean;
  readonly random: Random;
  readonly maxEpisodeSteps: number;
  readonly signal: AbortSignal | undefined;
}

async function playEpisode(
  actor: Actor,
  environment: Environment | AsyncEnvironment,
  seed: { readonly seed?: number },
  { explore, random: draws, maxEpisodeSteps, signal }: Play,
): Promise<RecordedEpisode> {
  const random = new EpisodeRandom(draws);
  const isAsync = actor.reads === 'async';
  const { n } = environment.actionSpace;
  const turns = createTurnTaker();
  try {
    const first = environment.reset(seed);
    let { observation, info } = requireReset(isPromise(first) ? await first : first);
    const observations: Observation[] = [copyOf(observation)];
    const masks: (ActionMask | null)[] = [];
    const actions: number[] = [];
    const rewards: number[] = [];
    for (;;) {
      signal?.throwIfAborted();
      const actionMask = readActionMask(info, n);
      masks.push(actionMask ? Array.from(actionMask) : null);
      const how = { explore, random, ...(actionMask && { actionMask }) };
      const action = isAsync ? await actor.actAsync(observation, how) : actor.act(observation, how);
      const pending = environment.step(action);
      const step = requireStep(isPromise(pending) ? await pending : pending);
      requireOwnArray(observation, step.observation);
      ({ observation, info } = step);
      actions.push(action);
      rewards.push(step.reward);
      observations.push(copyOf(observation));
      const isCut = actions.length === maxEpisodeSteps && !step.terminated;
      if (step.terminated || step.truncated || isCut) {
        const after = readActionMask(info, n, step.terminated);
        masks.push(after ? Array.from(after) : null);
        const isMasked = masks.some((mask) => mask !== null);
        const { terminated } = step;
        const truncated = step.truncated || isCut;
        const episode = { observations, actions, rewards, terminated, truncated };
        return isMasked ? { ...episode, actionMasks: masks } : episode;
      }
      if (turns.isDue()) await turns.give();
    }
  } finally {
    turns.close();
  }
}

function copyOf(observation: Observation): Observation {
  if (typeof observation === 'number') return observation;
  const name = typedArrayName(observation);
  if (name === 'Float32Array' || name === 'Uint8Array') return observation.slice();
  throw new EnvironmentError(
    'An observation must be a number, a Float32Array or a Uint8Array; the environment returned ' +
      `${show(observation)}. checkEnvironment(environment) says what else it does not do.`,
  );
}
