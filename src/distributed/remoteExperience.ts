import type { Agent } from '../agents/agent.ts';
import { UsageError } from '../errors.ts';
import type { Discrete } from '../spaces/discrete.ts';
import type { ObservationSpace } from '../spaces/space.ts';
import { requireActor } from '../training/requireParts.ts';
import type { ExperienceSource } from '../training/experienceSource.ts';
import { ExperienceLanes } from './experienceLanes.ts';
import {
  resolveRemoteExperience,
  type RemoteExperienceOptions,
  type ResolvedRemoteExperience,
} from './remoteExperienceOptions.ts';
import type { ExperienceStatistics } from './statistics.ts';

/**
 * The experience of actors in other threads, or on other machines: `train` takes it in
 * place of an environment, and so does `openRun` of `deepq/node`. The learner steps in no
 * environment then: it learns from blocks of steps as they arrive, at the rate of
 * `samplesPerInsert`, and publishes its weights.
 *
 * A training that goes on from its state goes on with the block after the last one, and the step
 * after the last one: no step is learned from twice, and none is left out that its actor had sent.
 *
 * @throws {OptionsError} If an option is unknown or out of range.
 * @example
 * ```ts no-run
 * import { DQNAgent, train } from 'deepq';
 * import { RemoteExperience, redisLearner } from 'deepq/distributed';
 * import { makeEnvironment } from 'deepq/environments';
 * import { file } from 'deepq/node';
 * import { createClient } from 'redis';
 *
 * const client = await createClient({ url: 'redis://127.0.0.1:6379' }).connect();
 * const agent = new DQNAgent({ environment: makeEnvironment('CartPole-v1') });
 * const channel = redisLearner({ client, run: 'cartpole' });
 * const experience = new RemoteExperience({ agent, channel });
 * await train(agent, experience, {
 *   environmentSteps: 50_000,
 *   checkpoint: {
 *     everyEnvironmentSteps: 5_000,
 *     save: (training) => training.save(file('cartpole.safetensors')),
 *   },
 * }).finish();
 * await experience.finish();
 * ```
 * @see Horgan et al. 2018 (Ape-X), https://arxiv.org/abs/1803.00933
 * @category Distributed
 */
export class RemoteExperience implements ExperienceSource {
  readonly kind = 'experience';
  /** What observations are like. */
  readonly observationSpace: ObservationSpace;
  /** Which actions there are. */
  readonly actionSpace: Discrete;
  /** The options with all defaults filled in. */
  readonly options: ResolvedRemoteExperience;
  #lanes: ExperienceLanes | null = null;
  #isClosed = false;

  constructor(options: RemoteExperienceOptions) {
    this.options = resolveRemoteExperience(options);
    const { observationSpace, actionSpace } = this.options.agent.options.environment;
    this.observationSpace = observationSpace;
    this.actionSpace = actionSpace;
  }

  /** What has arrived so far; `null` before a training has begun. */
  get statistics(): ExperienceStatistics | null {
    return this.#lanes?.statistics ?? null;
  }

  /** @internal */
  createLanes(agent: Agent): ExperienceLanes {
    requireActor(agent, 'createLanes(agent)');
    if (this.#lanes || this.#isClosed) {
      throw new UsageError(
        'A RemoteExperience is for one training; make another one, with a channel of its own.',
      );
    }
    this.#lanes = new ExperienceLanes(agent, this.options);
    return this.#lanes;
  }

  /**
   * The run is over: tells all actors to stop, and closes. A server that is away is waited for, as long
   * as the channel's `unreachableSeconds` say.
   *
   * @throws {DeepQError} If it stays away.
   * @throws {UsageError} If another learner has gone on with the run since: its actors act on.
   */
  async finish(): Promise<void> {
    if (this.#isClosed) return;
    // The last one may be seconds old, and what is over is looked at too.
    this.#lanes?.report();
    const { run, owner } = this.#lanes?.identity ?? {};
    try {
      await this.options.channel.finish(run ?? undefined, owner ?? undefined);
    } finally {
      await this.close();
    }
  }

  /**
   * Gives back connections or threads. Actors on other machines wait for the next learner of this
   * run; see {@link RemoteExperience.finish}.
   */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#lanes?.close();
    await this.options.channel.close();
  }
}
