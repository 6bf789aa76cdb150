import type { ActionMask } from '../protocol/actionMask.ts';
import type { Actor } from '../agents/agent.ts';
import type { AsyncEnvironment, Environment } from '../protocol/environment.ts';
import { requireReset, requireStep } from '../protocol/checkStep.ts';
import { readActionMask } from '../protocol/readActionMask.ts';
import { createRandom } from '../random/createRandom.ts';
import { EpisodeRandom } from '../random/episodeRandom.ts';
import type { Random } from '../random/random.ts';
import type { Observation } from '../spaces/space.ts';
import { occupy } from '../training/inUse.ts';
import { requireActor, requireEnvironment, requireSuited } from '../training/requireParts.ts';
import { imageOf } from './imageOf.ts';
import { realTime, type RealTime } from './realTime.ts';
import { wait } from './wait.ts';
import type { WatchedEpisode, WatchFrame } from './watchFrame.ts';
import { resolveWatch, type ResolvedWatch, type WatchOptions } from './watchOptions.ts';

/**
 * Has an agent play at a pace that people can follow, greedily, and shows each step. Actions
 * that `info.actionMask` rules out are not taken. The agent stays as it is, so that it can be
 * watched while it is trained; give it an environment of its own.
 *
 * @returns The episodes that came to their end, also where the signal came before the last.
 * @throws {OptionsError} If an option is unknown or out of range, or `agent` cannot act.
 * @throws {UsageError} If another loop is at work with the environment.
 * @throws {EnvironmentError} If the environment does not return a proper result.
 * @example
 * ```ts
 * import { DQNAgent, watch } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * const environment = makeEnvironment('CartPole-v1');
 * const agent = new DQNAgent({ environment, seed: 1 });
 * await watch(agent, environment, {
 *   framesPerSecond: 200,
 *   onFrame: ({ image, episodeReturn }) => console.log(image!.width, episodeReturn),
 * });
 * agent.dispose();
 * ```
 * @category Training
 */
export async function watch(
  agent: Actor,
  environment: Environment | AsyncEnvironment,
  options: WatchOptions,
): Promise<readonly WatchedEpisode[]> {
  return watchIn(realTime, agent, environment, options);
}

/** As `watch`, by a clock of the caller's. */
export async function watchIn(
  time: RealTime,
  agent: Actor,
  environment: Environment | AsyncEnvironment,
  options: WatchOptions,
): Promise<readonly WatchedEpisode[]> {
  const resolved = resolveWatch(options);
  requireActor(agent, 'watch(agent, environment, options)');
  requireEnvironment('environment', environment);
  requireSuited(agent, 'environment', environment);
  const random = createRandom(resolved.seed).fork('watch');
  const seed = random.fork('environment').integer(2 ** 32);
  const release = occupy('watch', { environment });
  const player = new Player(time, agent, environment, resolved, random.fork('policy'));
  const episodes: WatchedEpisode[] = [];
  try {
    while (episodes.length < resolved.episodes && !resolved.signal?.aborted) {
      const number = episodes.length + 1;
      const played = await player.play(number, number === 1 ? { seed } : {});
      if (played) episodes.push(played);
    }
  } finally {
    release();
  }
  return episodes;
}

class Player {
  readonly #time: RealTime;
  readonly #agent: Actor;
  readonly #environment: Environment | AsyncEnvironment;
  readonly #options: ResolvedWatch;
  readonly #random: Random;
  /** When the next frame is due. */
  #due = -Infinity;

  constructor(
    time: RealTime,
    agent: Actor,
    environment: Environment | AsyncEnvironment,
    options: ResolvedWatch,
    random: Random,
  ) {
    this.#time = time;
    this.#agent = agent;
    this.#environment = environment;
    this.#options = options;
    this.#random = random;
  }

  /** Plays an episode; null where the signal came before its end. */
  async play(episode: number, seed: { readonly seed?: number }): Promise<WatchedEpisode | null> {
    const environment = this.#environment;
    const { signal, maxEpisodeSteps } = this.#options;
    const random = new EpisodeRandom(this.#random);
    let { observation, info } = requireReset(await environment.reset(seed));
    let [episodeReturn, episodeLength, isOver] = [0, 0, false];
    let action: number | null = null;
    for (;;) {
      await this.#show({ episode, episodeReturn, episodeLength, observation, action, isOver });
      if (isOver) return { return: episodeReturn, length: episodeLength };
      if (signal?.aborted) return null;
      const actionMask = readActionMask(info, environment.actionSpace.n);
      action = await this.#choose(observation, actionMask, random);
      // Whoever plays by hand may stop instead of choosing.
      if (signal?.aborted) return null;
      const step = requireStep(await environment.step(action));
      episodeReturn += step.reward;
      episodeLength++;
      isOver = step.terminated || step.truncated || episodeLength === maxEpisodeSteps;
      ({ observation, info } = step);
    }
  }

  #choose(
    observation: Observation,
    actionMask: ActionMask | undefined,
    random: Random,
  ): Promise<number> {
    const { explore } = this.#options;
    const options = { explore, random, ...(actionMask && { actionMask }) };
    if (this.#agent.reads === 'async') return this.#agent.actAsync(observation, options);
    return Promise.resolve(this.#agent.act(observation, options));
  }

  /** Shows a frame, and waits until the next one is due. */
  async #show(frame: Omit<WatchFrame, 'image'>): Promise<void> {
    const { framesPerSecond, onFrame, signal } = this.#options;
    const image = imageOf(this.#environment);
    await onFrame({ image, ...frame });
    const now = this.#time.now();
    const period = 1000 / framesPerSecond;
    // A late timer is made up for; one frame that took long does not have others come sooner.
    const due = this.#due === -Infinity ? now : Math.max(this.#due, now - period);
    this.#due = due + period;
    await wait(this.#time, Math.max(0, this.#due - now), signal);
  }
}
