import type { DQNAgent } from '../agents/dqnAgent.ts';
import { fromTensors } from '../networks/weightTensors.ts';
import type { LearnerChannel } from './channel.ts';
import { SMALL_WEIGHTS_BYTES } from './smallWeights.ts';

/** The least time between two publications of large weights: making bytes of them takes the learner's time. */
const LARGE_MS = 250;

/** Hands the agent's weights out, every so many updates. */
export class Publisher {
  readonly #agent: DQNAgent;
  readonly #channel: LearnerChannel;
  readonly #everyUpdates: number;
  #updates = 0;
  #publishedMs = -Infinity;
  #isBusy = false;
  /** The version that was published last. */
  version = 0;

  constructor(agent: DQNAgent, channel: LearnerChannel, everyUpdates: number) {
    this.#agent = agent;
    this.#channel = channel;
    this.#everyUpdates = everyUpdates;
  }

  /** @param version - What was published last, by this learner or the one that it goes on for. */
  async begin(version: number): Promise<void> {
    this.version = version;
    await this.#publish();
  }

  /** Publishes if it is time. The weights are those of this moment. */
  publishIfDue(): void {
    const since = Math.abs(this.#agent.updates - this.#updates);
    if (since < this.#everyUpdates || this.#isBusy) return;
    const { parameterCount } = this.#agent.network.architecture;
    const isLarge = 4 * parameterCount > SMALL_WEIGHTS_BYTES;
    if (isLarge && performance.now() - this.#publishedMs < LARGE_MS) return;
    this.#isBusy = true;
    const over = (): void => {
      this.#isBusy = false;
    };
    // Weights that are NaN are told of by the next update.
    this.#publish().then(over, over);
  }

  async #publish(): Promise<void> {
    const { network, updates, environmentSteps } = this.#agent;
    this.#updates = updates;
    this.#publishedMs = performance.now();
    const tensors = await network.getWeights(network.actingWeights);
    const values = fromTensors(network.architecture, tensors);
    this.version++;
    this.#channel.publish({ version: this.version, updates, environmentSteps, values });
  }
}
