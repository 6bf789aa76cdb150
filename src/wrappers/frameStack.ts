import type {
  Environment,
  ResetOptions,
  ResetResult,
  StepResult,
} from '../protocol/environment.ts';
import type { Box, BoxDtype } from '../spaces/box.ts';
import { checkObservation } from '../spaces/checkObservation.ts';
import { stackBox } from '../spaces/stackBox.ts';
import { rejectUnknownOptions, requireChoice, requireInteger } from '../validation/options.ts';
import { FrameHistory } from './parts/frameHistory.ts';
import { requireBoxInside } from './parts/spacesInside.ts';
import { withObservation } from '../protocol/changedResults.ts';
import type { OwnState } from './parts/lentState.ts';
import { Wrapper } from './wrapper.ts';

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
> extends Wrapper<O> {
  /** How many observations the agent sees at once. */
  readonly frames: number;
  /** What stands for the observations before the first one. */
  readonly padding: 'repeat' | 'zero';
  /** Shape `[frames, ...shape]`, where the environment inside has `shape`. */
  override readonly observationSpace: Box<BoxDtype>;
  protected override readonly ownState: OwnState;
  readonly #spaceInside: Box<BoxDtype>;
  readonly #history: FrameHistory;

  /**
   * @throws {OptionsError} If an option is unknown or out of range.
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`, or
   *   its observations are not those of a `Box`.
   */
  constructor(environment: Environment<O>, options: FrameStackOptions = {}) {
    super(environment, 'FrameStack');
    rejectUnknownOptions(
      'FrameStack',
      options,
      ['frames', 'padding'],
      {
        'frameStack stackSize stack size count k n numStack nStack numFrames': 'frames',
        paddingType: 'padding',
      },
      'new FrameStack(environment, { frames: 4 })',
    );
    const range = { min: 1, max: 1024 };
    this.frames = requireInteger('FrameStack frames', options.frames ?? 4, range);
    const choices = ['repeat', 'zero'] as const;
    this.padding = requireChoice('FrameStack padding', options.padding ?? 'repeat', choices);
    const space = requireBoxInside('FrameStack', environment);
    this.#spaceInside = space;
    this.observationSpace = stackBox(space, this.frames, this.padding);
    this.#history = new FrameHistory(this.frames, space.size, space.dtype);
    this.ownState = this.#history;
  }

  /** @throws {ValueError | ShapeError} If the observation inside does not fit its space. */
  override reset(options?: ResetOptions): ResetResult<O> {
    const { observation, info } = this.resetInside(options);
    this.#check(observation);
    this.#history.begin(observation, this.padding === 'repeat');
    return { observation: this.#history.stack as O, info };
  }

  /** @throws {ValueError | ShapeError} If the observation inside does not fit its space. */
  override step(action: number): StepResult<O> {
    const result = this.stepInside(action);
    this.#check(result.observation);
    this.#history.push(result.observation);
    return withObservation(result, this.#history.stack as O);
  }

  /** A frame of another size would shift all that follow. */
  #check(observation: O): void {
    checkObservation(this.#spaceInside, observation, 'FrameStack: the observation inside');
  }
}
