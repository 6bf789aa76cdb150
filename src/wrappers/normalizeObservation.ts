import type { State } from '../state/state.ts';
import type {
  Environment,
  ResetOptions,
  ResetResult,
  RgbaImage,
  StepResult,
} from '../protocol/environment.ts';
import { OptionsError } from '../errors.ts';
import { Box, type BoxDtype } from '../spaces/box.ts';
import type { Discrete } from '../spaces/discrete.ts';
import { checkObservation } from '../spaces/checkObservation.ts';
import {
  rejectUnknownOptions,
  requireBoolean,
  requireNumber,
  show,
} from '../validation/options.ts';
import { Inner, withObservation } from './inner.ts';
import { requireBoxInside } from './requireSpaceInside.ts';
import { RunningStatistics, type ObservationStatistics } from './runningStatistics.ts';

/**
 * What {@link NormalizeObservation} is made from.
 *
 * @category Wrappers
 */
export interface NormalizeObservationOptions {
  /**
   * Added to the variance, so that an element that never changes is not
   * divided by 0. Above 0.
   *
   * @default 1e-8
   */
  readonly epsilon?: number;
  /**
   * Whether observations change the statistics: true in training, false in
   * evaluation. Can be changed later.
   *
   * @default true
   */
  readonly update?: boolean;
  /**
   * Statistics to use, which others may use at the same time: an environment
   * for evaluation takes those of the one for training.
   *
   * @default new RunningStatistics(size)
   */
  readonly statistics?: ObservationStatistics;
}

/**
 * Shifts and scales every element of the observations to mean 0 and variance 1
 * over all observations so far: `(x − mean) / √(variance + epsilon)`.
 *
 * What an agent was shown early, and keeps in its replay buffer, was scaled by
 * other numbers than what it is shown late. The difference is soon small; to
 * have none, let a random policy run for a while and then set `update` to
 * false before training.
 *
 * With `update` two runs from the same seed differ, as the second one begins
 * with the statistics of the first; `checkEnvironment` passes without only.
 *
 * **Order of wrapping**: outermost of the wrappers of observations, or nearly:
 * it is to see what the network is to see.
 *
 * @example
 * ```ts
 * import { NormalizeObservation } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * const environment = new NormalizeObservation(makeEnvironment('CartPole-v1'));
 * const forEvaluation = new NormalizeObservation(makeEnvironment('CartPole-v1'), {
 *   statistics: environment.statistics,
 *   update: false,
 * });
 * environment.reset();
 * const { mean } = environment.statistics; // Float64Array of 4
 * ```
 * @category Wrappers
 */
export class NormalizeObservation implements Environment<Float32Array> {
  /** The environment inside. */
  readonly environment: Environment<Float32Array | Uint8Array>;
  /** Without bounds, of the shape that the environment inside has. */
  readonly observationSpace: Box;
  /** That of the environment inside. */
  readonly actionSpace: Discrete;
  /** Mean and variance so far. Its `getState` saves them alone. */
  readonly statistics: ObservationStatistics;
  /** Whether observations change the statistics. A setting: it is not part of the state. */
  update: boolean;
  readonly #inner: Inner<Float32Array | Uint8Array>;
  readonly #epsilon: number;
  readonly #space: Box<BoxDtype>;

  /**
   * @throws {OptionsError} If an option is unknown or makes no sense.
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`, or
   *   its observations are not those of a `Box`.
   */
  constructor(
    environment: Environment<Float32Array | Uint8Array>,
    options: NormalizeObservationOptions = {},
  ) {
    const where = 'NormalizeObservation';
    rejectUnknownOptions(where, options, ['epsilon', 'update', 'statistics']);
    const { epsilon = 1e-8, update = true, statistics } = options;
    this.#epsilon = requireNumber(`${where} epsilon`, epsilon, { min: 0, exclusiveMin: true });
    this.update = requireBoolean(`${where} update`, update);
    this.#inner = new Inner(where, environment);
    this.#space = requireBoxInside(where, environment);
    const { shape, size } = this.#space;
    this.statistics =
      statistics === undefined ? new RunningStatistics(size) : requireStatistics(statistics, size);
    this.environment = environment;
    this.observationSpace = new Box({ low: -Infinity, high: Infinity, shape });
    this.actionSpace = environment.actionSpace;
    this.#inner.lendMethods(this, {
      save: () => ({ statistics: this.statistics.getState() }),
      load: (reader) => {
        const saved = reader.record('statistics');
        // A rehearsal: they refuse here or not at all, and the environment
        // inside has yet to agree.
        const before = this.statistics.getState();
        this.statistics.setState(saved);
        this.statistics.setState(before);
        return () => {
          this.statistics.setState(saved);
        };
      },
    });
  }

  /**
   * @throws {ShapeError | ValueError} If the observation inside does not fit
   *   its space, or holds NaN or infinity; the statistics stay as they are.
   * @throws {EnvironmentError} If the environment inside returns a promise, or
   *   no object.
   */
  reset(options?: ResetOptions): ResetResult<Float32Array> {
    const { observation, info } = this.#inner.reset(options);
    return { observation: this.#normalized(observation), info };
  }

  /**
   * @throws {ShapeError | ValueError} If the observation inside does not fit
   *   its space, or holds NaN or infinity; the statistics stay as they are.
   * @throws {EnvironmentError} If the environment inside returns a promise, or
   *   no object.
   */
  step(action: number): StepResult<Float32Array> {
    const result = this.#inner.step(action);
    return withObservation(result, this.#normalized(result.observation));
  }

  close(): void {
    this.#inner.close();
  }

  /**
   * The statistics, and the state of the environment inside. Absent where that
   * has none: `statistics.getState()` is always there.
   */
  getState?(): State;

  /**
   * Continues from a state that {@link NormalizeObservation.getState}
   * returned. It changes the statistics for all who share them.
   *
   * @throws {CheckpointError} If the state is not one of such a wrapper, or
   *   the environment inside refuses its part; everything then stays as it was.
   */
  setState?(state: State): void;

  /** The picture of the environment inside. Absent where that has none. */
  render?(): RgbaImage;

  #normalized(observation: Float32Array | Uint8Array): Float32Array {
    // A single NaN would stay in the mean for ever.
    checkObservation(this.#space, observation, 'NormalizeObservation: the observation inside');
    const { statistics } = this;
    if (this.update) statistics.update(observation);
    const { mean, variance } = statistics;
    const normalized = new Float32Array(observation.length);
    for (let index = 0; index < normalized.length; index++) {
      const centered = observation[index]! - mean[index]!;
      normalized[index] = centered / Math.sqrt(variance[index]! + this.#epsilon);
    }
    return normalized;
  }
}

function requireStatistics(statistics: unknown, size: number): ObservationStatistics {
  const given = statistics as Partial<ObservationStatistics> | null;
  if (typeof given?.update !== 'function' || typeof given.getState !== 'function') {
    throw new OptionsError(
      'NormalizeObservation statistics must be those of another such wrapper, or a ' +
        `RunningStatistics; received ${show(statistics)}.`,
    );
  }
  if (given.mean?.length === size) return statistics as ObservationStatistics;
  throw new OptionsError(
    `NormalizeObservation statistics must have ${size} elements, as the observations have; ` +
      `received ${given.mean?.length ?? 'none'}.`,
  );
}
