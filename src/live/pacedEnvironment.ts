import type {
  AsyncEnvironment,
  Environment,
  ResetOptions,
  ResetResult,
  RgbaImage,
  StepResult,
} from '../protocol/environment.ts';
import type { Discrete } from '../spaces/discrete.ts';
import type { Observation, ObservationSpace } from '../spaces/space.ts';
import { requireEnvironment } from '../training/requireParts.ts';
import { rejectUnknownOptions } from '../validation/options.ts';
import { requirePace } from '../validation/pace.ts';
import { realTime, type RealTime } from './realTime.ts';
import { wait } from './wait.ts';

/**
 * Options of {@link PacedEnvironment}.
 *
 * @category Environments
 */
export interface PacedEnvironmentOptions {
  /**
   * How many steps fit into a second at most; at least 0.001.
   *
   * @default 30
   */
  readonly stepsPerSecond?: number;
}

/**
 * An environment that takes its steps in real time: a step is answered when its time is over,
 * counted from the one before. What acts in it has that long to think. It answers later, as an
 * `AsyncEnvironment`.
 *
 * To train at a pace, and save in the middle, use `speed` of `RemoteTraining` or
 * `beforeStep` of {@link train} instead: a paced environment has no state that can be saved.
 *
 * @example
 * ```ts
 * import { PacedEnvironment } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * const environment = new PacedEnvironment(makeEnvironment('CartPole-v1'), { stepsPerSecond: 50 });
 * await environment.reset({ seed: 1 });
 * await environment.step(0); // 20 ms later
 * ```
 * @category Environments
 */
export class PacedEnvironment<O extends Observation = Observation> implements AsyncEnvironment<O> {
  /** The environment inside. */
  readonly environment: Environment<O> | AsyncEnvironment<O>;
  readonly observationSpace: ObservationSpace;
  readonly actionSpace: Discrete;
  /** The picture of the environment inside; missing where that has none. */
  declare render?: () => RgbaImage;
  readonly #milliseconds: number;
  readonly #time: RealTime;
  /** When the next step may be answered. */
  #due = -Infinity;

  /**
   * @param time - A clock, for tests.
   * @throws {OptionsError} If an option is unknown or out of range, or `environment` is none.
   */
  constructor(
    environment: Environment<O> | AsyncEnvironment<O>,
    options: PacedEnvironmentOptions = {},
    time: RealTime = realTime,
  ) {
    requireEnvironment('PacedEnvironment(environment): environment', environment);
    rejectUnknownOptions('PacedEnvironment', options, ['stepsPerSecond'], {
      fps: 'stepsPerSecond',
    });
    const { stepsPerSecond = 30 } = options;
    requirePace('stepsPerSecond', stepsPerSecond);
    this.environment = environment;
    this.observationSpace = environment.observationSpace;
    this.actionSpace = environment.actionSpace;
    this.#milliseconds = 1000 / stepsPerSecond;
    this.#time = time;
    const { render } = environment as Partial<Environment>;
    if (typeof render === 'function') this.render = () => render.call(environment);
  }

  async reset(options?: ResetOptions): Promise<ResetResult<O>> {
    const result = await this.environment.reset(options);
    this.#due = this.#time.now() + this.#milliseconds;
    return result;
  }

  async step(action: number): Promise<StepResult<O>> {
    const result = await this.environment.step(action);
    const now = this.#time.now();
    if (now < this.#due) await wait(this.#time, this.#due - now, null);
    // What acts too slowly is not made to hurry afterwards; a late timer is made up for.
    const period = this.#milliseconds;
    this.#due = Math.max(this.#due, this.#time.now() - period) + period;
    return result;
  }

  close(): Promise<void> | void {
    const inside = this.environment as { readonly close?: unknown };
    if (typeof inside.close === 'function') return this.environment.close!();
  }
}
