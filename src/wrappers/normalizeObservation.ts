import type { Environment } from '../protocol/environment.ts';
import { Box, type BoxDtype } from '../spaces/box.ts';
import { checkObservation } from '../spaces/checkObservation.ts';
import { rejectUnknownOptions, requireBoolean, requireNumber } from '../validation/options.ts';
import { requireBoxInside } from './parts/spacesInside.ts';
import { requireSeen, resolveStatistics, statisticsState } from '../statistics/givenStatistics.ts';
import type { ObservationStatistics } from '../statistics/runningStatistics.ts';
import type { OwnState } from './parts/lentState.ts';
import { Wrapper } from './wrapper.ts';

const WHERE = 'NormalizeObservation';
/** The smallest number above 0 that float32 has, 2⁻¹⁴⁹: as a power, bundles that have no use for it would keep it. */
const SMALLEST_FLOAT32 = 1.401298464324817e-45;

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
   * Elements are kept within ± this: of one that never changed while the statistics were made,
   * a small change is thousands of deviations later. Above 0; `Infinity` for no bound.
   *
   * @default Infinity
   */
  readonly clip?: number;
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
 * over all observations so far: `(x − mean) / √(variance + epsilon)`, kept within ± `clip`.
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
export class NormalizeObservation extends Wrapper<Float32Array | Uint8Array, Float32Array> {
  /** From −`clip` to `clip`, of the shape that the environment inside has. */
  override readonly observationSpace: Box;
  /** Mean and variance so far. Its `getState` saves them alone. */
  readonly statistics: ObservationStatistics;
  /** Whether observations change the statistics. A setting: it is not part of the state. */
  update: boolean;
  readonly #epsilon: number;
  readonly #clip: number;
  readonly #space: Box<BoxDtype>;
  protected override readonly ownState: OwnState = statisticsState(WHERE, () => this.statistics);

  /**
   * @throws {OptionsError} If an option is unknown or makes no sense.
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`, or
   *   its observations are not those of a `Box`.
   */
  constructor(
    environment: Environment<Float32Array | Uint8Array>,
    options: NormalizeObservationOptions = {},
  ) {
    super(environment, WHERE);
    rejectUnknownOptions(
      WHERE,
      options,
      ['epsilon', 'clip', 'update', 'statistics'],
      { training: 'update', clipObs: 'clip' },
      'new NormalizeObservation(environment, { update: false })',
    );
    const { epsilon = 1e-8, clip = Infinity, update = true, statistics } = options;
    const above0 = { min: 0, exclusiveMin: true };
    this.#epsilon = requireNumber(`${WHERE} epsilon`, epsilon, above0);
    const bound = clip === Infinity ? clip : requireNumber(`${WHERE} clip`, clip, above0);
    // As float32, which observations are: they are to lie within the bounds of their space. One that
    // is too small for float32 must not become 0, which would make all elements alike.
    this.#clip = Math.max(Math.fround(bound), SMALLEST_FLOAT32);
    this.update = requireBoolean(`${WHERE} update`, update);
    this.#space = requireBoxInside(WHERE, environment);
    const { shape, size } = this.#space;
    this.statistics = resolveStatistics(WHERE, statistics, size);
    this.observationSpace = new Box({ low: -this.#clip, high: this.#clip, shape });
  }

  /**
   * @throws {ShapeError | ValueError} If the observation inside does not fit
   *   its space, or holds NaN or infinity; the statistics stay as they are.
   * @throws {UsageError} If `update` is off and the statistics have seen nothing yet.
   */
  protected override observe(observation: Float32Array | Uint8Array): Float32Array {
    // A single NaN would stay in the mean for ever.
    checkObservation(this.#space, observation, `${WHERE}: the observation inside`);
    const { statistics } = this;
    if (this.update) statistics.update(observation);
    else requireSeen(WHERE, statistics);
    const { mean, variance } = statistics;
    const normalized = new Float32Array(observation.length);
    for (let index = 0; index < normalized.length; index++) {
      const centered = observation[index]! - mean[index]!;
      const scaled = centered / Math.sqrt(variance[index]! + this.#epsilon);
      normalized[index] = Math.min(this.#clip, Math.max(-this.#clip, scaled));
    }
    return normalized;
  }
}
