import { StateReader } from '../../state/stateReader.ts';
import type { State } from '../../state/state.ts';
import { Box } from '../../spaces/box.ts';
import { Discrete } from '../../spaces/discrete.ts';
import { rejectUnknownOptions, requireChoice, requireNumber } from '../../validation/options.ts';
import { AcrobotDynamics, type AcrobotEquations } from './acrobotDynamics.ts';
import { drawAcrobot } from './drawAcrobot.ts';
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
 * What {@link Acrobot} is made from.
 *
 * @category Environments
 */
export interface AcrobotOptions {
  /**
   * Decides the first states of the episodes, and the noise, until `reset` is
   * given a seed: a whole number from 0 to 2³² − 1.
   *
   * @default 0
   */
  readonly seed?: number;
  /**
   * `'book'` or `'paper'`: whose equations of motion. Results in the literature
   * are with those of the book.
   *
   * @default 'book'
   */
  readonly equations?: AcrobotEquations;
  /**
   * Noise on every action: a torque drawn uniformly from ± this many newton
   * metres is added. From 0 to 10.
   *
   * @default 0
   */
  readonly torqueNoise?: number;
}

// As in Gymnasium's acrobot.py; radians, seconds, newton metres.
const MAX_VELOCITY_1 = 4 * Math.PI;
const MAX_VELOCITY_2 = 9 * Math.PI;
const FIRST_STATE_LIMIT = 0.1;
/** With more the links turn millions of times in a step, or beyond all numbers. */
const MAX_TORQUE_NOISE = 10;
/** What the numbers of the state are called, and how large they can be. */
const LIMITS = [
  ['angle1', Math.PI],
  ['angle2', Math.PI],
  ['velocity1', MAX_VELOCITY_1],
  ['velocity2', MAX_VELOCITY_2],
] as const;

/**
 * Two links hang from a fixed joint; a torque on the joint between them is to
 * swing the tip up, a link's length above the fixed joint. Gymnasium's
 * `Acrobot-v1`, number for number, without its time limit of 500 steps:
 * `makeEnvironment('Acrobot-v1')` adds that.
 *
 * - **Observation**: cosine and sine of the first link's angle (0 hangs down),
 *   cosine and sine of the second link's angle against the first, and the two
 *   angular velocities (rad/s), as float32. The state, with the angles
 *   themselves, is kept in float64.
 * - **Actions**: a torque of 0: −1, 1: 0, 2: +1 newton metre, for 0.2 s.
 * - **Reward**: −1 for every step, but 0 for one that terminates.
 * - **Start**: both angles and velocities uniform in ±0.1.
 * - **Terminated**: the tip is above the line,
 *   `−cos(angle1) − cos(angle1 + angle2) > 1`.
 *
 * @example
 * ```ts
 * import { Acrobot } from 'deepq/environments';
 *
 * const environment = new Acrobot({ seed: 7 });
 * const { observation } = environment.reset();
 * observation.length; // 6
 * const { reward, terminated } = environment.step(2); // -1, false
 * ```
 * @see Sutton 1996, https://papers.nips.cc/paper/1109
 * @see https://gymnasium.farama.org/environments/classic_control/acrobot/
 * @category Environments
 */
export class Acrobot implements Environment<Float32Array> {
  /** Cosine and sine of both angles, and both angular velocities. */
  readonly observationSpace: Box = new Box({
    low: [-1, -1, -1, -1, -MAX_VELOCITY_1, -MAX_VELOCITY_2],
    high: [1, 1, 1, 1, MAX_VELOCITY_1, MAX_VELOCITY_2],
  });
  /** A torque of −1, 0 or +1 newton metre. */
  readonly actionSpace: Discrete = new Discrete(3);
  /** Whose equations of motion. */
  readonly equations: AcrobotEquations;
  /** The most that noise adds to a torque, in newton metres. */
  readonly torqueNoise: number;
  /** Two angles and their velocities. */
  readonly #state = new Float64Array(4);
  readonly #dynamics: AcrobotDynamics;
  readonly #episode: Episode;

  /** @throws {OptionsError} If an option is unknown or out of range. */
  constructor(options: AcrobotOptions = {}) {
    rejectUnknownOptions('Acrobot', options, ['seed', 'equations', 'torqueNoise']);
    const { equations = 'book', torqueNoise = 0 } = options;
    this.equations = requireChoice('Acrobot equations', equations, ['book', 'paper']);
    this.torqueNoise = requireNumber('Acrobot torqueNoise', torqueNoise, {
      min: 0,
      max: MAX_TORQUE_NOISE,
    });
    this.#dynamics = new AcrobotDynamics(this.equations);
    this.#episode = new Episode('Acrobot', options.seed);
  }

  /**
   * @throws {OptionsError} If an option is unknown, or there is a bare seed in
   *   place of options.
   * @throws {ValueError} If the seed is not a whole number from 0 to 2³² − 1.
   */
  reset(options: ResetOptions = {}): ResetResult<Float32Array> {
    const random = this.#episode.start(options);
    for (let index = 0; index < 4; index++) {
      // Gymnasium rounds first states to float32.
      this.#state[index] = Math.fround(FIRST_STATE_LIMIT * (2 * random.uniform() - 1));
    }
    return { observation: this.#observe(), info: NO_INFO };
  }

  /**
   * @throws {UsageError} Before the first `reset`, and after the end of an
   *   episode.
   * @throws {ValueError} If `action` is not 0, 1 or 2.
   */
  step(action: number): StepResult<Float32Array> {
    this.#episode.requireStep(action, 3, '0 (torque −1), 1 (none) or 2 (torque +1)');
    const state = this.#state;
    const noise =
      this.torqueNoise > 0 ? this.torqueNoise * (2 * this.#episode.random.uniform() - 1) : 0;
    this.#dynamics.advance(state, action - 1 + noise);
    const angle1 = wrapAngle(state[0] as number);
    const angle2 = wrapAngle(state[1] as number);
    state[0] = angle1;
    state[1] = angle2;
    state[2] = clip(state[2] as number, MAX_VELOCITY_1);
    state[3] = clip(state[3] as number, MAX_VELOCITY_2);

    const terminated = -cosine(angle1) - cosine(angle2 + angle1) > 1;
    if (terminated) this.#episode.end();
    const reward = terminated ? 0 : -1;
    return { observation: this.#observe(), reward, terminated, truncated: false, info: NO_INFO };
  }

  /**
   * Everything that decides what comes next, as plain data: `angle1`,
   * `angle2`, `velocity1`, `velocity2`, `running` (whether an episode is under
   * way) and `random`.
   */
  getState(): State {
    const [angle1, angle2, velocity1, velocity2] = this.#state as unknown as Vector4;
    return { angle1, angle2, velocity1, velocity2, ...this.#episode.getState() };
  }

  /**
   * Continues from a state that {@link Acrobot.getState} returned. To start
   * from a state of your own, change the four numbers of such a state.
   *
   * @throws {CheckpointError} If the state is not one of Acrobot; the
   *   environment then stays as it was.
   */
  setState(state: State): void {
    const reader = new StateReader('Acrobot', state);
    const numbers = LIMITS.map(([name, limit]) => {
      const value = reader.number(name);
      if (Math.abs(value) <= limit) return value;
      throw reader.error(`${name} must be from ${-limit} to ${limit}; received ${value}`);
    });
    this.#episode.setState(reader);
    this.#state.set(numbers);
  }

  /**
   * The two links, and the line that the tip is to reach; 500 × 500 pixels.
   *
   * @throws {UsageError} Before the first `reset`.
   */
  render(): RgbaImage {
    this.#episode.requireStarted();
    return drawAcrobot(this.#state[0] as number, this.#state[1] as number);
  }

  #observe(): Float32Array {
    const [angle1, angle2, velocity1, velocity2] = this.#state as unknown as Vector4;
    const observation = new Float32Array(6);
    observation[0] = cosine(angle1);
    observation[1] = sine(angle1);
    observation[2] = cosine(angle2);
    observation[3] = sine(angle2);
    observation[4] = velocity1;
    observation[5] = velocity2;
    return observation;
  }
}

type Vector4 = readonly [number, number, number, number];

/** The same angle from −π to π. */
function wrapAngle(angle: number): number {
  let wrapped = angle;
  // By whole turns, as Gymnasium does: a remainder would differ in the last bit.
  while (wrapped > Math.PI) wrapped -= 2 * Math.PI;
  while (wrapped < -Math.PI) wrapped += 2 * Math.PI;
  return wrapped;
}

function clip(value: number, limit: number): number {
  return Math.min(Math.max(value, -limit), limit);
}
