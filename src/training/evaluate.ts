import type { Actor } from '../agents/agent.ts';
import type { AsyncEnvironment, Environment } from '../protocol/environment.ts';
import { createRandom } from '../random/createRandom.ts';
import { EpisodeRandom } from '../random/episodeRandom.ts';
import type { Random } from '../random/random.ts';
import {
  rejectUnknownOptions,
  requireBoolean,
  requireInteger,
  requireSeed,
} from '../validation/options.ts';
import type { Evaluation } from './events.ts';
import { summarizeEpisodes } from './statistics.ts';
import { readActionMask } from '../protocol/readActionMask.ts';
import { requireReset, requireStep } from '../protocol/checkStep.ts';
import { isPromise } from '../protocol/isPromise.ts';
import { occupy } from './inUse.ts';
import { requireActor, requireEnvironment, requireSignal, requireSuited } from './requireParts.ts';
import { createTurnTaker, type TurnTaker } from '../protocol/turnTaker.ts';

/**
 * Options of {@link evaluate}.
 *
 * @category Training
 */
export interface EvaluateOptions {
  /**
   * How many episodes to play.
   *
   * @default 20
   */
  readonly episodes?: number;
  /**
   * Decides the episodes and how ties are broken: the same seed gives the same
   * result. A whole number from 0 to 2³² − 1.
   *
   * @default 0
   */
  readonly seed?: number;
  /**
   * Whether the agent explores as in training, or acts greedily.
   *
   * @default false
   */
  readonly explore?: boolean;
  /**
   * The most steps of an episode: a whole number of at least 1. One that goes on is
   * cut off there, and counted as `unfinished` in the result, with a `warning`. The
   * default is that of Atari games, half an hour of play; environments that end their
   * episodes sooner, as by a {@link TimeLimit}, never meet it.
   *
   * @default 108,000
   */
  readonly maxEpisodeSteps?: number;
  /** Stops at the next step, by throwing the signal's reason. */
  readonly signal?: AbortSignal;
}

/** The most steps of an episode, unless an option says otherwise. */
export const MAX_EPISODE_STEPS = 108_000;

/**
 * Plays episodes without learning. Actions that `info.actionMask` of the
 * environment rules out are not taken. The agent stays as it is: its random stream
 * is not touched, nor what its policy remembers. Hand in an environment of its
 * own, as the episodes would cut into one that is being trained in.
 *
 * @returns Returns (sums of rewards, not discounted) and lengths.
 * @throws {OptionsError} If an option is unknown or out of range, or `agent` cannot act.
 * @throws {UsageError} If the environment, inside all wrappers, is that of a training
 *   that is running or paused, or of another evaluation.
 * @throws {EnvironmentError} If the environment does not return a proper
 *   result.
 * @example
 * ```ts
 * import { DQNAgent, evaluate } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * const environment = makeEnvironment('CartPole-v1');
 * const agent = new DQNAgent({ environment });
 * const { mean, standardDeviation } = await evaluate(agent, environment, { episodes: 5 });
 * agent.dispose();
 * ```
 * @category Training
 */
export async function evaluate(
  agent: Actor,
  environment: Environment | AsyncEnvironment,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const known = ['episodes', 'seed', 'explore', 'maxEpisodeSteps', 'signal'];
  rejectUnknownOptions(
    'evaluate',
    options,
    known,
    {
      maxSteps: 'maxEpisodeSteps',
    },
    'evaluate(agent, environment, { episodes: 20 })',
  );
  const { signal } = options;
  requireActor(agent);
  const explore = requireBoolean('explore', options.explore ?? false);
  requireEnvironment('environment', environment);
  requireSuited(agent, 'environment', environment);
  if (signal !== undefined) requireSignal(signal);
  const episodes = requireInteger('episodes', options.episodes ?? 20, { min: 1 });
  const { maxEpisodeSteps = MAX_EPISODE_STEPS } = options;
  requireInteger('maxEpisodeSteps', maxEpisodeSteps, { min: 1 });
  const random = createRandom(requireSeed(options.seed ?? 0)).fork('evaluate');
  const environmentSeed = random.fork('environment').integer(2 ** 32);
  const how: Playing = { explore, random: random.fork('policy'), maxEpisodeSteps, signal };
  const returns: number[] = [];
  const lengths: number[] = [];
  let unfinished = 0;
  const release = occupy('evaluate', { environment });
  const turns = createTurnTaker();
  try {
    for (let episode = 0; episode < episodes; episode++) {
      const seed = episode === 0 ? { seed: environmentSeed } : {};
      const played = await playEpisode(agent, environment, seed, how, turns);
      returns.push(played.total);
      lengths.push(played.length);
      if (!played.isOver) unfinished++;
    }
  } finally {
    turns.close();
    release();
  }
  return summarizeEpisodes(returns, lengths, unfinished, maxEpisodeSteps);
}

/** How episodes are played. */
interface Playing {
  readonly explore: boolean;
  readonly random: Random;
  readonly maxEpisodeSteps: number;
  readonly signal: AbortSignal | undefined;
}

async function playEpisode(
  agent: Actor,
  environment: Environment | AsyncEnvironment,
  seed: { readonly seed?: number },
  { explore, random: draws, maxEpisodeSteps, signal }: Playing,
  turns: TurnTaker,
): Promise<{ total: number; length: number; isOver: boolean }> {
  const random = new EpisodeRandom(draws);
  const isAsync = agent.reads === 'async';
  const first = environment.reset(seed);
  let { observation, info } = requireReset(isPromise(first) ? await first : first);
  const { n } = environment.actionSpace;
  let total = 0;
  for (let length = 1; ; length++) {
    signal?.throwIfAborted();
    const actionMask = readActionMask(info, n);
    const choice = actionMask ? { explore, random, actionMask } : { explore, random };
    const action = isAsync
      ? await agent.actAsync(observation, choice)
      : agent.act(observation, choice);
    const pending = environment.step(action);
    const step = requireStep(isPromise(pending) ? await pending : pending);
    total += step.reward;
    if (step.terminated || step.truncated) return { total, length, isOver: true };
    if (length === maxEpisodeSteps) return { total, length, isOver: false };
    ({ observation, info } = step);
    if (turns.isDue()) await turns.give();
  }
}
