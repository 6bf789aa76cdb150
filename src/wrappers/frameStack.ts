import type { State } from '../state/state.ts';
import type {
  Environment,
  ResetOptions,
  ResetResult,
  RgbaImage,
  StepResult,
} from '../protocol/environment.ts';
import { Box, type BoxDtype } from '../spaces/box.ts';
import type { Discrete } from '../spaces/discrete.ts';
import { checkObservation } from '../spaces/checkObservation.ts';
import { rejectUnknownOptions, requireChoice, requireInteger } from '../validation/options.ts';
import { FrameHistory } from './frameHistory.ts';
import { Inner, withObservation } from './inner.ts';
import { requireBoxInside } from './requireSpaceInside.ts';

/**
 * What {@link FrameStack} is made from.
 *
 * @category Wrappers
 */
export interface FrameStackOptions {
  /**
   * How many observations the agent sees at once: a whole number of at least 1.
   *
   * @default 4
   */
  readonly frames?: number;
  /**
   * What stands for the observations before the first one of an episode:
   * that one, repeated (as Gymnasium has it), or zeros (as Stable-Baselines3).
   *
   * @default 'repeat'
   */
  readonly padding?: 'repeat' | 'zero';
}

/**
 * Shows the agent the last observations together, oldest first, so that it
 * can see what moves: pictures of shape `[84, 84]` become `[4, 84, 84]`.
 *
 * An observation is a view: frames that follow one another share memory, so
 * that stacking copies one frame a step, not four. No frame is ever written
 * again. A view that you keep keeps the memory of up to 64 frames, and
 * `observation.buffer` holds more than the observation: use `slice()` for a
 * copy of one's own, to keep or to send to a worker.
 *
 * **Order of wrapping**: outermost, around whatever makes the single frames.
 *
 * @example
 * ```ts
 * import { FrameStack } from 'deepq';
 * import { CartPole } from 'deepq/environments';
 *
 * const environment = new FrameStack(new CartPole(), { frames: 3 });
 * environment.observationSpace.shape; // [3, 4]
 * environment.reset().observation.length; // 12
 * ```
 * @see Mnih et al. 2015, Methods, https://doi.org/10.1038/nature14236
 * @category Wrappers
 */
export class FrameStack<
  O extends Float32Array | Uint8Array = Float32Array | Uint8Array,
> implements Environment<O> {
  /** The environment inside. */
  readonly environment: Environment<O>;
  /** How many observations the agent sees at once. */
  readonly frames: number;
  /** What stands for the observations before the first one. */
  readonly padding: 'repeat' | 'zero';
  /** Shape `[frames, ...shape]`, where the environment inside has `shape`. */
  readonly observationSpace: Box<BoxDtype>;
  /** That of the environment inside. */
  readonly actionSpace: Discrete;
  readonly #inner: Inner<O>;
  readonly #spaceInside: Box<BoxDtype>;
  readonly #history: FrameHistory;

  /**
   * @throws {OptionsError} If an option is unknown or out of range.
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`, or
   *   its observations are not those of a `Box`.
   */
  constructor(environment: Environment<O>, options: FrameStackOptions = {}) {
    rejectUnknownOptions('FrameStack', options, ['frames', 'padding'], {
      frameStack: 'frames',
      stackSize: 'frames',
      stack: 'frames',
      size: 'frames',
      count: 'frames',
      paddingType: 'padding',
    });
    const range = { min: 1, max: 1024 };
    this.frames = requireInteger('FrameStack frames', options.frames ?? 4, range);
    const choices = ['repeat', 'zero'] as const;
    this.padding = requireChoice('FrameStack padding', options.padding ?? 'repeat', choices);
    this.#inner = new Inner('FrameStack', environment);
    const space = requireBoxInside('FrameStack', environment);
    this.#spaceInside = space;
    this.environment = environment;
    this.observationSpace = stackedSpace(space, this.frames, this.padding);
    this.actionSpace = environment.actionSpace;
    this.#history = new FrameHistory(this.frames, space.size, space.dtype);
    this.#inner.lendMethods(this, {
      save: () => ({
        frames: { shape: [this.frames, space.size], data: this.#history.stack.slice() },
      }),
      load: (reader) => {
        const shape = [this.frames, space.size];
        const stack =
          space.dtype === 'uint8'
            ? reader.tensor('frames', Uint8Array, shape)
            : reader.tensor('frames', Float32Array, shape);
        return () => {
          this.#history.setStack(stack);
        };
      },
    });
  }

  /**
   * @throws {ValueError | ShapeError} If the observation inside does not fit its space.
   * @throws {EnvironmentError} If the environment inside returns a promise, or no object.
   */
  reset(options?: ResetOptions): ResetResult<O> {
    const { observation, info } = this.#inner.reset(options);
    this.#check(observation);
    this.#history.begin(observation, this.padding === 'repeat');
    return { observation: this.#history.stack as O, info };
  }

  /**
   * @throws {ValueError | ShapeError} If the observation inside does not fit its space.
   * @throws {EnvironmentError} If the environment inside returns a promise, or no object.
   */
  step(action: number): StepResult<O> {
    const result = this.#inner.step(action);
    this.#check(result.observation);
    this.#history.push(result.observation);
    return withObservation(result, this.#history.stack as O);
  }

  close(): void {
    this.#inner.close();
  }

  /** The stack, and the state of the environment inside. Absent where that has none. */
  getState?(): State;

  /** Continues from a state that `getState` returned. Absent where the environment inside has none. */
  setState?(state: State): void;

  /** The picture of the environment inside. Absent where that has none. */
  render?(): RgbaImage;

  /** A frame of another size would shift all that follow. */
  #check(observation: O): void {
    checkObservation(this.#spaceInside, observation, 'FrameStack: the observation inside');
  }
}

function stackedSpace(
  { shape, dtype, low, high, size }: Box<BoxDtype>,
  frames: number,
  padding: 'repeat' | 'zero',
): Box<BoxDtype> {
  const bounds = (of: Float32Array, widen: (a: number, b: number) => number): Float32Array => {
    const stacked = new Float32Array(frames * size);
    // Zeros may be out of the bounds of a single frame; they are never the newest.
    for (let frame = 0; frame < frames; frame++) {
      const padded = padding === 'zero' && frame < frames - 1;
      stacked.set(padded ? of.map((bound) => widen(bound, 0)) : of, frame * size);
    }
    return stacked;
  };
  return new Box<BoxDtype>({
    low: bounds(low, Math.min),
    high: bounds(high, Math.max),
    shape: [frames, ...shape],
    dtype,
  });
}
