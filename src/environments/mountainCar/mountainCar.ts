import { StateReader } from '../../state/stateReader.ts';
import type { State } from '../../state/state.ts';
import { Box } from '../../spaces/box.ts';
import { Discrete } from '../../spaces/discrete.ts';
import { rejectUnknownOptions, requireNumber } from '../../validation/options.ts';
import { drawMountainCar } from './drawMountainCar.ts';
import type {
  Environment,
  ResetOptions,
  ResetResult,
  RgbaImage,
  StepResult,
} from '../../protocol/environment.ts';
import { Episode, NO_INFO } from '../parts/episode.ts';
import { cosine } from '../parts/trigonometry.ts';

/**
 * What {@link MountainCar} is made from.
 *
 * @category Environments
 */
export interface MountainCarOptions {
  /**
   * Decides the first states of the episodes until `reset` is given a seed: a
   * whole number from 0 to 2³² − 1.
   *
   * @default 0
   */
  readonly seed?: number;
  /**
   * How fast the car must be at the goal, at least; per step, and no more than
   * 0.07 can be reached.
   *
   * @default 0
   */
  readonly goalVelocity?: number;
}

// Names and values as in Gymnasium's mountain_car.py; time is in steps.
const MIN_POSITION = -1.2;
const MAX_POSITION = 0.6;
const MAX_SPEED = 0.07;
const GOAL_POSITION = 0.5;
const FORCE = 0.001;
const GRAVITY = 0.0025;
const FIRST_POSITION_LOW = -0.6;
const FIRST_POSITION_HIGH = -0.4;

/**
 * A car in a valley, too weak to drive up the hill: it has to gain speed on
 * the other side first. Gymnasium's `MountainCar-v0`, number for number,
 * without its time limit of 200 steps: `makeEnvironment('MountainCar-v0')`
 * adds that.
 *
 * - **Observation**: position and velocity (per step), as float32. The state
 *   is kept in float64.
 * - **Actions**: 0 accelerates to the left, 1 not at all, 2 to the right.
 * - **Reward**: −1 for every step, the last one included.
 * - **Start**: position uniform in −0.6 to −0.4, at rest.
 * - **Terminated**: at position 0.5 or beyond, and no slower than
 *   `goalVelocity`.
 *
 * @example
 * ```ts
 * import { MountainCar } from 'deepq/environments';
 *
 * const environment = new MountainCar({ seed: 7 });
 * const { observation } = environment.reset();
 * observation.length; // 2
 * const { reward, terminated } = environment.step(2); // -1, false
 * ```
 * @see Moore 1990, https://www.cl.cam.ac.uk/techreports/UCAM-CL-TR-209.pdf
 * @see https://gymnasium.farama.org/environments/classic_control/mountain_car/
 * @category Environments
 */
export class MountainCar implements Environment<Float32Array> {
  /** Position and velocity. */
  readonly observationSpace: Box = new Box({
    low: [MIN_POSITION, -MAX_SPEED],
    high: [MAX_POSITION, MAX_SPEED],
  });
  /** 0 accelerates to the left, 1 not at all, 2 to the right. */
  readonly actionSpace: Discrete = new Discrete(3);
  /** The least velocity at the goal, per step. */
  readonly goalVelocity: number;
  /** Position and velocity. */
  readonly #state = new Float64Array(2);
  readonly #episode: Episode;

  /** @throws {OptionsError} If an option is unknown or out of range. */
  constructor(options: MountainCarOptions = {}) {
    rejectUnknownOptions('MountainCar', options, ['seed', 'goalVelocity']);
    this.goalVelocity = requireNumber('MountainCar goalVelocity', options.goalVelocity ?? 0);
    this.#episode = new Episode('MountainCar', options.seed);
  }

  /**
   * @throws {OptionsError} If an option is unknown, or there is a bare seed in
   *   place of options.
   * @throws {ValueError} If the seed is not a whole number from 0 to 2³² − 1.
   */
  reset(options: ResetOptions = {}): ResetResult<Float32Array> {
    const random = this.#episode.start(options);
    this.#state[0] =
      FIRST_POSITION_LOW + (FIRST_POSITION_HIGH - FIRST_POSITION_LOW) * random.uniform();
    this.#state[1] = 0;
    return { observation: new Float32Array(this.#state), info: NO_INFO };
  }

  /**
   * @throws {UsageError} Before the first `reset`, and after the end of an
   *   episode.
   * @throws {ValueError} If `action` is not 0, 1 or 2.
   */
  step(action: number): StepResult<Float32Array> {
    this.#episode.requireStep(action, 3, '0 (accelerate left), 1 (roll) or 2 (accelerate right)');
    const before = this.#state[0] as number;
    let velocity =
      (this.#state[1] as number) + ((action - 1) * FORCE + cosine(3 * before) * -GRAVITY);
    velocity = Math.min(Math.max(velocity, -MAX_SPEED), MAX_SPEED);
    const position = Math.min(Math.max(before + velocity, MIN_POSITION), MAX_POSITION);
    // The left end is a wall, which stops the car.
    if (position === MIN_POSITION && velocity < 0) velocity = 0;
    this.#state[0] = position;
    this.#state[1] = velocity;

    const terminated = position >= GOAL_POSITION && velocity >= this.goalVelocity;
    if (terminated) this.#episode.end();
    const observation = new Float32Array(2);
    observation[0] = position;
    observation[1] = velocity;
    return { observation, reward: -1, terminated, truncated: false, info: NO_INFO };
  }

  /**
   * Everything that decides what comes next, as plain data: `position`,
   * `velocity`, `running` (whether an episode is under way) and `random`.
   */
  getState(): State {
    const [position, velocity] = this.#state as unknown as readonly [number, number];
    return { position, velocity, ...this.#episode.getState() };
  }

  /**
   * Continues from a state that {@link MountainCar.getState} returned. To start
   * from a state of your own, change the two numbers of such a state.
   *
   * @throws {CheckpointError} If the state is not one of MountainCar; the
   *   environment then stays as it was.
   */
  setState(state: State): void {
    const reader = new StateReader('MountainCar', state);
    const position = reader.number('position');
    const velocity = reader.number('velocity');
    this.#episode.setState(reader);
    this.#state[0] = position;
    this.#state[1] = velocity;
  }

  /**
   * The car in its valley, and the flag at the goal; 600 × 400 pixels.
   *
   * @throws {UsageError} Before the first `reset`.
   */
  render(): RgbaImage {
    this.#episode.requireStarted();
    return drawMountainCar(this.#state[0] as number);
  }
}
