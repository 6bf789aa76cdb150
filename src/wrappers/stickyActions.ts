import type {
  Environment,
  ResetOptions,
  ResetResult,
  StepResult,
} from '../protocol/environment.ts';
import type { Observation } from '../spaces/space.ts';
import { StateReader } from '../state/stateReader.ts';
import { rejectUnknownOptions, requireNumber } from '../validation/options.ts';
import { requireAction } from './parts/spacesInside.ts';
import { SeededStream } from '../protocol/seededStream.ts';
import type { OwnState } from './parts/lentState.ts';
import { Wrapper } from './wrapper.ts';

/**
 * What {@link StickyActions} is made from.
 *
 * @category Wrappers
 */
export interface StickyActionsOptions {
  /**
   * How likely the last action is taken again in place of the new one: from 0
   * to 1.
   *
   * @default 0.25
   */
  readonly probability?: number;
  /**
   * The action that an episode begins with, as if it had been the last one.
   *
   * @default 0
   */
  readonly action?: number;
}

/**
 * Now and then takes the last action again in place of the new one, as if the
 * joystick stuck. A world without chance cannot be learned by heart then.
 *
 * What sticks is the action that was really taken, so that one may stick for
 * several steps.
 *
 * **Order of wrapping**: inside of {@link FrameSkip}, so that it may stick in
 * the middle of a step, as in the Arcade Learning Environment; outside of
 * {@link TimeLimit}.
 *
 * @example
 * ```ts
 * import { StickyActions } from 'deepq';
 * import { CartPole } from 'deepq/environments';
 *
 * const environment = new StickyActions(new CartPole(), { probability: 1 });
 * environment.reset();
 * environment.step(1); // as if it were 0
 * ```
 * @see Machado et al. 2018, section 5, https://arxiv.org/abs/1709.06009
 * @category Wrappers
 */
export class StickyActions<O extends Observation = Observation> extends Wrapper<O> {
  /** How likely the last action is taken again. */
  readonly probability: number;
  /** The action that an episode begins with. */
  readonly action: number;
  readonly #stream = new SeededStream('StickyActions');
  /** What was really taken in the last step. */
  #last: number;
  /** What is really taken in the step that is under way. */
  #taken: number;
  protected override readonly ownState: OwnState = {
    getState: () => ({ ...this.#stream.getState(), last: this.#last }),
    prepareState: (state) => {
      const reader = new StateReader('StickyActions', state);
      const takeOverStream = this.#stream.prepareState(state);
      const last = reader.integer('last', { min: 0, max: this.actionSpace.n - 1 });
      return () => {
        takeOverStream();
        this.#last = last;
      };
    },
  };

  /**
   * @throws {OptionsError} If an option is unknown or out of range.
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`.
   */
  constructor(environment: Environment<O>, options: StickyActionsOptions = {}) {
    const where = 'StickyActions';
    super(environment, where);
    rejectUnknownOptions(
      where,
      options,
      ['probability', 'action'],
      { stickyActions: 'probability' },
      'new StickyActions(environment, { probability: 0.25 })',
    );
    const { probability = 0.25, action = 0 } = options;
    this.probability = requireNumber(`${where} probability`, probability, { min: 0, max: 1 });
    this.action = requireAction(`${where} action`, action, environment);
    this.#last = this.action;
    this.#taken = this.action;
  }

  /** @throws {ValueError} If the seed is not a whole number from 0 to 2³² − 1. */
  override reset(options?: ResetOptions): ResetResult<O> {
    const result = this.#stream.reset(options, () => this.resetInside(options));
    this.#last = this.action;
    return result;
  }

  override step(action: number): StepResult<O> {
    return this.#undoIfRefused(() => {
      const result = this.stepInside(action);
      this.#last = this.#taken;
      return result;
    });
  }

  protected override startInside(action: number): void {
    this.#undoIfRefused(() => {
      super.startInside(action);
    });
  }

  protected override act(action: number): number {
    // What is no action is for the environment inside to refuse, and costs no draw.
    const sticks =
      this.actionSpace.contains(action) && this.#stream.random.uniform() < this.probability;
    this.#taken = sticks ? this.#last : action;
    return this.#taken;
  }

  /** A step that is refused has drawn nothing; one that was begun before goes on as it was. */
  #undoIfRefused<R>(step: () => R): R {
    const before = this.#taken;
    try {
      return this.#stream.drawFor(step);
    } catch (error) {
      this.#taken = before;
      throw error;
    }
  }
}
