import type { DQNAgent } from '../agents/dqnAgent.ts';
import type { State } from '../state/state.ts';
import { RateLimiter } from './rateLimiter.ts';

/** What {@link UpdateRate} is made from. */
export interface UpdateRateOptions {
  /** How often each transition is to be drawn on average; `null` for the agent's own rhythm. */
  readonly samplesPerInsert: number | null;
  /** How many samples may be drawn ahead of inserts. */
  readonly tolerance: number;
  /** The agent that learns. */
  readonly agent: Pick<DQNAgent, 'replay' | 'options'>;
}

/** How many updates are due for the steps that came in, where a rate says so. */
export class UpdateRate {
  /** The updates that are counted already, or were made before there was anything to count. */
  counted = 0;
  readonly #limiter: RateLimiter | null;
  readonly #agent: UpdateRateOptions['agent'];

  constructor({ samplesPerInsert, tolerance, agent }: UpdateRateOptions) {
    this.#limiter = samplesPerInsert === null ? null : new RateLimiter(samplesPerInsert, tolerance);
    this.#agent = agent;
  }

  /** Samples that are owed; below 0 where more were drawn, and 0 without a rate. */
  get owed(): number {
    return this.#limiter?.owed ?? 0;
  }

  /**
   * What is owed; and more, within the tolerance, where nothing else is to do.
   *
   * @param updates - What the agent has made of them so far, whoever asked it to.
   * @param isIdle - Whether nothing else is to do.
   * @returns `undefined` without a rate.
   */
  due(updates: number, isIdle: () => boolean): number | undefined {
    const limiter = this.#limiter;
    if (!limiter) return undefined;
    const { batchSize } = this.#agent.options;
    if (updates !== this.counted) limiter.sampled((updates - this.counted) * batchSize);
    this.counted = updates;
    if (!this.#isReady) return 0;
    if (limiter.isDue(batchSize)) return 1;
    return isIdle() && limiter.canSample(batchSize) ? 1 : 0;
  }

  /** As the agent counts: what comes before there is enough to learn from makes nothing due. */
  inserted(): void {
    if (this.#isReady) this.#limiter?.inserted();
  }

  /** `null` without a rate. */
  getState(): State | null {
    return this.#limiter?.getState() ?? null;
  }

  /** @returns What takes the state over; one of another rate, or of none, changes nothing. */
  prepareState(state: State | null): () => void {
    return (state && this.#limiter?.prepareState(state)) ?? (() => undefined);
  }

  get #isReady(): boolean {
    const { replay, options } = this.#agent;
    return replay.size >= Math.max(options.batchSize, options.learningStarts);
  }
}
