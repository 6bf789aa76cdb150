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
import { rejectUnknownOptions, requireNumber } from '../validation/options.ts';
import { Inner } from './inner.ts';
import { requireAction } from './requireAction.ts';
import { drawingFrom, firstStream, streamAfter } from './seededStream.ts';

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
export class StickyActions<O extends Observation = Observation> implements Environment<O> {
  /** The environment inside. */
  readonly environment: Environment<O>;
  /** How likely the last action is taken again. */
  readonly probability: number;
  /** The action that an episode begins with. */
  readonly action: number;
  /** That of the environment inside. */
  readonly observationSpace: ObservationSpace;
  /** That of the environment inside. */
  readonly actionSpace: Discrete;
  readonly #inner: Inner<O>;
  #random: Random = firstStream('StickyActions');
  #last: number;

  /**
   * @throws {OptionsError} If an option is unknown or out of range.
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`.
   */
  constructor(environment: Environment<O>, options: StickyActionsOptions = {}) {
    const where = 'StickyActions';
    rejectUnknownOptions(where, options, ['probability', 'action'], {
      stickyActions: 'probability',
    });
    const { probability = 0.25, action = 0 } = options;
    this.probability = requireNumber(`${where} probability`, probability, { min: 0, max: 1 });
    this.#inner = new Inner(where, environment);
    this.action = requireAction(`${where} action`, action, environment);
    this.#last = this.action;
    this.environment = environment;
    this.observationSpace = environment.observationSpace;
    this.actionSpace = environment.actionSpace;
    this.#inner.lendMethods(this, {
      save: () => ({ random: { ...this.#random.getState() }, last: this.#last }),
      load: (reader) => {
        const random = reader.random('random');
        const last = reader.integer('last', { min: 0, max: this.actionSpace.n - 1 });
        return () => {
          this.#random = random;
          this.#last = last;
        };
      },
    });
    const startStep = this.startStep?.bind(this);
    if (startStep) {
      // What is begun inside has to be what sticks.
      this.startStep = (action) => {
        drawingFrom(this.#random, () => {
          startStep(this.#draw(action));
        });
      };
    }
  }

  /**
   * @throws {ValueError} If the seed is not a whole number from 0 to 2³² − 1.
   * @throws {EnvironmentError} If the environment inside returns a promise, or no object.
   */
  reset(options?: ResetOptions): ResetResult<O> {
    const random = streamAfter('StickyActions', options, this.#random);
    const result = this.#inner.reset(options);
    this.#random = random;
    this.#last = this.action;
    return result;
  }

  /**
   * @throws {ValueError} If `action` is not in the action space.
   * @throws {EnvironmentError} If the environment inside returns a promise, or no object.
   */
  step(action: number): StepResult<O> {
    return drawingFrom(this.#random, () => {
      const taken = this.#inner.isFinishing ? action : this.#draw(action);
      const result = this.#inner.step(taken);
      this.#last = taken;
      return result;
    });
  }

  /** Begins a step. Absent where the environment inside takes whole steps only. */
  startStep?(action: number): void;

  /** Finishes a step that was begun. Absent where the environment inside takes whole steps only. */
  finishStep?(): StepResult<O>;

  close(): void {
    this.#inner.close();
  }

  /** The stream, the last action, and the state of the environment inside. Absent where the environment inside has none. */
  getState?(): State;

  /** Continues from a state that `getState` returned. Absent where the environment inside has none. */
  setState?(state: State): void;

  /** The picture of the environment inside. Absent where that has none. */
  render?(): RgbaImage;

  #draw(action: number): number {
    // What is no action is for the environment inside to refuse, and costs no draw.
    if (!this.actionSpace.contains(action)) return action;
    return this.#random.uniform() < this.probability ? this.#last : action;
  }
}
