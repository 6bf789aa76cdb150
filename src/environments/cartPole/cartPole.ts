import { StateReader } from '../../state/stateReader.ts';
import type { State } from '../../state/state.ts';
import { Box } from '../../spaces/box.ts';
import { Discrete } from '../../spaces/discrete.ts';
import { rejectUnknownOptions } from '../../validation/options.ts';
import { drawCartPole } from './drawCartPole.ts';
import type {
  Environment,
  ResetOptions,
  ResetResult,
  RgbaImage,
  StepResult,
} from '../../protocol/environment.ts';
import { Episode, NO_INFO } from '../parts/episode.ts';
import { cosine, sine } from '../parts/trigonometry.ts';

/**
 * What {@link CartPole} is made from.
 *
 * @category Environments
 */
export interface CartPoleOptions {
  /**
   * Decides the first states of the episodes until `reset` is given a seed: a
   * whole number from 0 to 2³² − 1.
   *
   * @default 0
   */
  readonly seed?: number;
}

// Names and values as in Gymnasium's cartpole.py; metres, kilograms, seconds.
const GRAVITY = 9.8;
const CART_MASS = 1.0;
const POLE_MASS = 0.1;
const TOTAL_MASS = POLE_MASS + CART_MASS;
/** Half the pole's length. */
const LENGTH = 0.5;
const POLE_MASS_LENGTH = POLE_MASS * LENGTH;
const FORCE = 10.0;
const TIME_STEP = 0.02;
const POSITION_LIMIT = 2.4;
/** 12 degrees. */
const ANGLE_LIMIT = (12 * 2 * Math.PI) / 360;
const FIRST_STATE_LIMIT = 0.05;

/**
 * A pole stands on a cart; push the cart left or right so that it does not
 * fall. Gymnasium's `CartPole-v1`, number for number, without its time limit
 * of 500 steps: `makeEnvironment('CartPole-v1')` adds that.
 *
 * - **Observation**: cart position (m), cart velocity (m/s), pole angle (rad),
 *   pole angular velocity (rad/s), as float32. The state is kept in float64.
 * - **Actions**: 0 pushes left, 1 pushes right.
 * - **Reward**: 1 for every step, the last one included.
 * - **Start**: each number uniform in ±0.05.
 * - **Terminated**: position beyond ±2.4, or angle beyond ±12 degrees.
 *
 * @example
 * ```ts
 * import { CartPole } from 'deepq/environments';
 *
 * const environment = new CartPole({ seed: 7 });
 * const { observation } = environment.reset();
 * observation.length; // 4
 * const { reward, terminated } = environment.step(1);
 * ```
 * @see Barto, Sutton and Anderson 1983, https://doi.org/10.1109/TSMC.1983.6313077
 * @see https://gymnasium.farama.org/environments/classic_control/cart_pole/
 * @category Environments
 */
export class CartPole implements Environment<Float32Array> {
  /**
   * Position, velocity, angle, angular velocity; the bounds are twice the
   * limits, so that the final observation is inside them.
   */
  readonly observationSpace: Box = new Box({
    low: [-2 * POSITION_LIMIT, -Infinity, -2 * ANGLE_LIMIT, -Infinity],
    high: [2 * POSITION_LIMIT, Infinity, 2 * ANGLE_LIMIT, Infinity],
  });
  /** 0 pushes left, 1 pushes right. */
  readonly actionSpace: Discrete = new Discrete(2);
  /** Position, velocity, angle, angular velocity. */
  readonly #state = new Float64Array(4);
  readonly #episode: Episode;

  /** @throws {OptionsError} If an option is unknown or out of range. */
  constructor(options: CartPoleOptions = {}) {
    rejectUnknownOptions('CartPole', options, ['seed']);
    this.#episode = new Episode('CartPole', options.seed);
  }

  /**
   * @throws {OptionsError} If an option is unknown, or there is a bare seed in
   *   place of options.
   * @throws {ValueError} If the seed is not a whole number from 0 to 2³² − 1.
   */
  reset(options: ResetOptions = {}): ResetResult<Float32Array> {
    const random = this.#episode.start(options);
    for (let index = 0; index < 4; index++) {
      this.#state[index] = FIRST_STATE_LIMIT * (2 * random.uniform() - 1);
    }
    return { observation: new Float32Array(this.#state), info: NO_INFO };
  }

  /**
   * @throws {UsageError} Before the first `reset`, and after the end of an
   *   episode.
   * @throws {ValueError} If `action` is neither 0 nor 1.
   */
  step(action: number): StepResult<Float32Array> {
    this.#episode.requireStep(action, 2, '0 (push left) or 1 (push right)');
    const state = this.#state;
    const velocity = state[1] as number;
    const angle = state[2] as number;
    const angularVelocity = state[3] as number;
    const force = action === 1 ? FORCE : -FORCE;
    const cosAngle = cosine(angle);
    const sinAngle = sine(angle);

    // The order of operations is Gymnasium's: it decides the last bit.
    // Derivation: https://coneural.org/florian/papers/05_cart_pole.pdf
    const push =
      (force + POLE_MASS_LENGTH * (angularVelocity * angularVelocity) * sinAngle) / TOTAL_MASS;
    const angularAcceleration =
      (GRAVITY * sinAngle - cosAngle * push) /
      (LENGTH * (4.0 / 3.0 - (POLE_MASS * (cosAngle * cosAngle)) / TOTAL_MASS));
    const acceleration = push - (POLE_MASS_LENGTH * angularAcceleration * cosAngle) / TOTAL_MASS;

    // Explicit Euler: positions move by the velocities from before the step.
    const nextPosition = (state[0] as number) + TIME_STEP * velocity;
    const nextAngle = angle + TIME_STEP * angularVelocity;
    state[0] = nextPosition;
    state[1] = velocity + TIME_STEP * acceleration;
    state[2] = nextAngle;
    state[3] = angularVelocity + TIME_STEP * angularAcceleration;

    const terminated =
      nextPosition < -POSITION_LIMIT ||
      nextPosition > POSITION_LIMIT ||
      nextAngle < -ANGLE_LIMIT ||
      nextAngle > ANGLE_LIMIT;
    if (terminated) this.#episode.end();
    const observation = new Float32Array(4);
    observation[0] = nextPosition;
    observation[1] = state[1];
    observation[2] = nextAngle;
    observation[3] = state[3];
    return { observation, reward: 1, terminated, truncated: false, info: NO_INFO };
  }

  /**
   * Everything that decides what comes next, as plain data: `position`,
   * `velocity`, `angle`, `angularVelocity`, `running` (whether an episode is
   * under way) and `random`.
   */
  getState(): State {
    const [position, velocity, angle, angularVelocity] = this.#state as unknown as Vector4;
    return { position, velocity, angle, angularVelocity, ...this.#episode.getState() };
  }

  /**
   * Continues from a state that {@link CartPole.getState} returned. To start
   * from a state of your own, change the four numbers of such a state.
   *
   * @throws {CheckpointError} If the state is not one of CartPole; the
   *   environment then stays as it was.
   */
  setState(state: State): void {
    const reader = new StateReader('CartPole', state);
    const numbers = ['position', 'velocity', 'angle', 'angularVelocity'].map((name) =>
      reader.number(name),
    );
    this.#episode.setState(reader);
    this.#state.set(numbers);
  }

  /**
   * The cart on its track and the pole on the cart; 600 × 400 pixels.
   *
   * @throws {UsageError} Before the first `reset`.
   */
  render(): RgbaImage {
    this.#episode.requireStarted();
    return drawCartPole(this.#state[0] as number, this.#state[2] as number);
  }
}

type Vector4 = readonly [number, number, number, number];
