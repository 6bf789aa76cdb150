import type { ActionMask } from '../../protocol/actionMask.ts';
import { requireReset, requireStep } from '../../protocol/checkStep.ts';
import type { ResetResult } from '../../protocol/environment.ts';
import { isPromise } from '../../protocol/isPromise.ts';
import { readActionMask } from '../../protocol/readActionMask.ts';
import type { TurnTaker } from '../../protocol/turnTaker.ts';
import { createRandom } from '../../random/createRandom.ts';
import type { Observation } from '../../spaces/space.ts';
import { BlockWriter } from '../blocks/blockWriter.ts';
import type { WeightsSnapshot } from '../channel.ts';
import { requireOutcome, requireSnapshot, type Outcome } from '../channelAnswers.ts';
import type { RunSpec } from '../runSpec.ts';
import { SMALL_WEIGHTS_BYTES } from '../smallWeights.ts';
import { ActorPolicy } from './actorPolicy.ts';
import type { ResolvedActorOptions } from './actorOptions.ts';
import { firstPriorities } from './firstPriorities.ts';

/** What one run of an actor goes by. */
export interface ActorMoment {
  readonly session: string;
  readonly spec: RunSpec;
  readonly signal: AbortSignal;
  readonly turns: TurnTaker;
}

/** What an actor has done so far, in all its runs. */
export interface ActorTally {
  environmentSteps: number;
  episodes: number;
  blocks: number;
}

/** The least time between two looks for weights: a fast environment would ask without end. */
const FETCH_MS = 10;
/** The most time: steps of a slow environment would be taken with weights of long ago. */
const MOST_FETCH_MS = 25;
/** The same for large weights. */
const MOST_LARGE_FETCH_MS = 500;
/** The least pause after a fetch of large weights, in times of how long it took. */
const PAUSE_PER_FETCH = 4;
/** At most: a fetch may have waited for a server that was away. */
const MOST_PAUSE_MS = 2_000;
/** The least time between two reports. */
const REPORT_MS = 1_000;

/** An actor in one run, from when it has joined to its end. */
export class ActorRun {
  readonly #options: ResolvedActorOptions;
  readonly #moment: ActorMoment;
  readonly #tally: ActorTally;
  readonly #policy: ActorPolicy;
  readonly #writer: BlockWriter;
  #sequence = 0;
  /** The version of the weights at the first step of the block. */
  #version = 0;
  /** Weights that have arrived, and are used from the next step on. */
  #arrived: WeightsSnapshot | null = null;
  #isFetching = false;
  /** Whether the weights are. */
  #isLarge = false;
  #fetchedMs = -Infinity;
  /** Before that no weights are asked for. */
  #nextFetchMs = -Infinity;
  #reportedMs = -Infinity;
  readonly #beganMs = performance.now();
  #steps = 0;
  #waitedMs = 0;
  #return = 0;
  #length = 0;

  constructor(options: ResolvedActorOptions, moment: ActorMoment, tally: ActorTally) {
    this.#options = options;
    this.#moment = moment;
    this.#tally = tally;
    const { environment, actor, actors, parts, policy, seed } = options;
    const { spec, session } = moment;
    const random = createRandom(seed).fork(`actor ${actor} of ${session}`);
    this.#policy = new ActorPolicy({ spec, environment, actor, actors, parts, policy, random });
    this.#writer = new BlockWriter(environment, { run: spec.run, session, actor });
  }

  /** Acts until the run is over, or another one has begun. */
  async play(): Promise<Outcome> {
    const { channel } = this.#options;
    const { signal } = this.#moment;
    const first = channel.weights(0);
    this.#take(isPromise(first) ? await first : first);
    let outcome: Outcome = 'sent';
    try {
      const { actor, seed } = this.#options;
      const seedOfEpisodes = createRandom(seed).fork(`environment ${actor}`);
      let result: ResetResult | null = await this.#reset(seedOfEpisodes.integer(2 ** 32));
      while (!signal.aborted && !channel.isStopped && outcome === 'sent') {
        const next = this.#step(result ?? (await this.#reset()));
        result = isPromise(next) ? await next : next;
        outcome = await this.#afterStep();
      }
    } finally {
      // Nothing is lost that was done: not where the environment has failed, either.
      if (outcome === 'sent' && this.#writer.steps > 0) outcome = await this.#send();
    }
    return outcome;
  }

  dispose(): void {
    this.#policy.dispose();
  }

  async #reset(seed?: number): Promise<ResetResult> {
    const { environment } = this.#options;
    const first = seed === undefined ? environment.reset() : environment.reset({ seed });
    return requireReset(isPromise(first) ? await first : first);
  }

  /** @returns What to act upon next; null where the episode has ended. */
  #step(from: ResetResult): ResetResult | null | Promise<ResetResult | null> {
    const { observation, info } = from;
    if (this.#arrived) this.#take(this.#arrived);
    if (this.#writer.steps === 0) this.#version = this.#policy.version;
    const mask = copyMask(readActionMask(info, this.#options.environment.actionSpace.n));
    const action = this.#policy.act(observation, mask);
    return isPromise(action)
      ? action.then((chosen) => this.#act(observation, mask, chosen))
      : this.#act(observation, mask, action);
  }

  #act(
    observation: Observation,
    mask: Uint8Array | undefined,
    action: number,
  ): ResetResult | null | Promise<ResetResult | null> {
    const take = (given: unknown): ResetResult | null => {
      const { n } = this.#options.environment.actionSpace;
      const outcome = requireStep(given as Parameters<typeof requireStep>[0]);
      const { observation: nextObservation, reward, terminated, truncated, info } = outcome;
      const nextActionMask = copyMask(readActionMask(info, n, terminated));
      const actionMask = this.#policy.usesActionMasks ? mask : undefined;
      this.#return += reward;
      this.#length++;
      this.#steps++;
      this.#tally.environmentSteps++;
      const isEnd = terminated || truncated;
      this.#writer.add(
        {
          ...{ observation, action, reward, nextObservation, terminated, truncated },
          ...(actionMask && { actionMask }),
          ...(nextActionMask && { nextActionMask }),
        },
        isEnd ? { return: this.#return, length: this.#length } : null,
      );
      this.#policy.observe(isEnd);
      if (!isEnd) return outcome;
      this.#return = this.#length = 0;
      this.#tally.episodes++;
      return null;
    };
    const outcome = this.#options.environment.step(action);
    return isPromise(outcome) ? Promise.resolve(outcome).then(take) : take(outcome);
  }

  /** Sends what is whole, looks for weights, and lets others have a turn. */
  #afterStep(): Outcome | Promise<Outcome> {
    const { spec, turns } = this.#moment;
    const most = this.#isLarge ? MOST_LARGE_FETCH_MS : MOST_FETCH_MS;
    const isLate = performance.now() - this.#fetchedMs >= most;
    if (isLate || this.#steps % spec.fetchEverySteps === 0) this.#fetch();
    if (this.#writer.steps >= spec.blockSteps) return this.#send();
    if (turns.isDue()) return turns.give().then(() => 'sent');
    return 'sent';
  }

  async #send(): Promise<Outcome> {
    const { spec, signal } = this.#moment;
    const priorities =
      spec.priorities &&
      (await firstPriorities(this.#policy.network, this.#writer.transitions, spec.priorities));
    const sequence = this.#sequence++;
    const facts = { sequence, version: this.#version, madeMs: Date.now(), priorities };
    const bytes = this.#writer.finish(facts);
    const began = performance.now();
    const outcome = requireOutcome(await this.#options.channel.send(sequence, bytes, signal));
    const waited = performance.now() - began;
    this.#waitedMs += waited;
    if (waited > FETCH_MS) this.#fetch();
    if (outcome === 'sent') this.#tally.blocks++;
    this.#report();
    if (this.#moment.turns.isDue()) await this.#moment.turns.give();
    return outcome;
  }

  #fetch(): void {
    const now = performance.now();
    if (this.#isFetching || now < this.#nextFetchMs) return;
    this.#fetchedMs = now;
    this.#nextFetchMs = now + FETCH_MS;
    const found = this.#options.channel.weights(this.#policy.version);
    if (!isPromise(found)) {
      this.#take(found);
      return;
    }
    this.#isFetching = true;
    const over = (weights: WeightsSnapshot | null): void => {
      this.#isFetching = false;
      this.#arrived = weights;
      if (!this.#isLarge) return;
      const end = performance.now();
      const pause = Math.min(PAUSE_PER_FETCH * (end - now), MOST_PAUSE_MS);
      this.#nextFetchMs = Math.max(this.#nextFetchMs, end + pause);
    };
    // Those of now will do until the next ones are there.
    Promise.resolve(found).then(over, () => {
      over(null);
    });
  }

  #take(weights: WeightsSnapshot | null): void {
    this.#arrived = null;
    const found = requireSnapshot(weights);
    if (!found) return;
    this.#isLarge = found.values.byteLength > SMALL_WEIGHTS_BYTES;
    this.#policy.setWeights(found);
  }

  #report(): void {
    const now = performance.now();
    if (now - this.#reportedMs < REPORT_MS) return;
    this.#reportedMs = now;
    this.#options.channel.report({
      actor: this.#options.actor,
      environmentSteps: this.#steps,
      stepsPerSecond: this.#steps / Math.max(1e-3, (now - this.#beganMs) / 1000),
      version: this.#policy.version,
      waitedSeconds: this.#waitedMs / 1000,
    });
  }
}

/** The environment may write the next one into the same array. */
function copyMask(mask: ActionMask | undefined): Uint8Array | undefined {
  return mask && Uint8Array.from(mask, (allowed) => (allowed ? 1 : 0));
}
