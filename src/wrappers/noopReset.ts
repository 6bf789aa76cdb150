import { MAX_REPEATS } from '../protocol/frameSkipRange.ts';
import type { State } from '../state/state.ts';
import type {
  Environment,
  ResetOptions,
  ResetResult,
  RgbaImage,
  StepResult,
} from '../protocol/environment.ts';
import type { Random } from '../random/random.ts';
import type { Discrete } from '../spaces/discrete.ts';
import type { Observation, ObservationSpace } from '../spaces/space.ts';
import { rejectUnknownOptions, requireInteger } from '../validation/options.ts';
import { Inner } from './inner.ts';
import { playFirst } from './playFirst.ts';
import { requireAction } from './requireAction.ts';
import { firstStream, streamAfter } from './seededStream.ts';

/**
 * What {@link NoopReset} is made from.
 *
 * @category Wrappers
 */
export interface NoopResetOptions {
  /**
   * The most steps that are taken: a whole number from 1 to 10,000. Each reset
   * draws from 1 to so many.
   *
   * @default 30
   */
  readonly max?: number;
  /**
   * The action that does nothing.
   *
   * @default 0
   */
  readonly action?: number;
}

/**
 * Begins every episode with a random number of steps that do nothing, so that
 * a game whose start is always the same cannot be learned by heart. Their
 * rewards are lost; where the episode ends in between, another one is begun.
 *
 * **Order of wrapping**: inside of {@link FrameSkip}, where it counts frames
 * of the game; outside of {@link TimeLimit} and {@link StickyActions}.
 *
 * @example
 * ```ts
 * import { NoopReset } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * const environment = new NoopReset(makeEnvironment('MountainCar-v0'), { max: 5, action: 1 });
 * environment.reset({ seed: 1 }).observation; // 1 to 5 steps from the start
 * ```
 * @see Mnih et al. 2015, Methods, https://doi.org/10.1038/nature14236
 * @category Wrappers
 */
export class NoopReset<O extends Observation = Observation> implements Environment<O> {
  /** The environment inside. */
  readonly environment: Environment<O>;
  /** The most steps that are taken. */
  readonly max: number;
  /** The action that does nothing. */
  readonly action: number;
  /** That of the environment inside. */
  readonly observationSpace: ObservationSpace;
  /** That of the environment inside. */
  readonly actionSpace: Discrete;
  readonly #inner: Inner<O>;
  #random: Random = firstStream('NoopReset');

  /**
   * @throws {OptionsError} If an option is unknown or out of range.
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`.
   */
  constructor(environment: Environment<O>, options: NoopResetOptions = {}) {
    rejectUnknownOptions('NoopReset', options, ['max', 'action'], { noopMax: 'max', noops: 'max' });
    this.max = requireInteger('NoopReset max', options.max ?? 30, { min: 1, max: MAX_REPEATS });
    this.#inner = new Inner('NoopReset', environment);
    this.action = requireAction('NoopReset action', options.action ?? 0, environment);
    this.environment = environment;
    this.observationSpace = environment.observationSpace;
    this.actionSpace = environment.actionSpace;
    this.#inner.lendMethods(this, {
      save: () => ({ random: { ...this.#random.getState() } }),
      load: (reader) => {
        const random = reader.random('random');
        return () => {
          this.#random = random;
        };
      },
    });
  }

  /**
   * The first observation is that of the last of these steps, and so are the
   * facts of `info` that both `reset` and `step` report.
   *
   * @throws {ValueError} If the seed is not a whole number from 0 to 2³² − 1.
   * @throws {EnvironmentError} If the environment inside returns a promise, or no object.
   */
  reset(options?: ResetOptions): ResetResult<O> {
    const random = streamAfter('NoopReset', options, this.#random);
    const begun = this.#inner.reset(options);
    this.#random = random;
    const steps = 1 + random.integer(this.max);
    return playFirst(this.#inner, repeated(this.action, steps), begun, options);
  }

  /** @throws {EnvironmentError} If the environment inside returns a promise, or no object. */
  step(action: number): StepResult<O> {
    return this.#inner.step(action);
  }

  close(): void {
    this.#inner.close();
  }

  /** The stream, and the state of the environment inside. Absent where the environment inside has none. */
  getState?(): State;

  /** Continues from a state that `getState` returned. Absent where the environment inside has none. */
  setState?(state: State): void;

  /** The picture of the environment inside. Absent where that has none. */
  render?(): RgbaImage;
}

function* repeated(action: number, times: number): Generator<number, void, void> {
  for (let taken = 0; taken < times; taken++) yield action;
}
