import type { State } from '../state/state.ts';
import type {
  Environment,
  ResetOptions,
  ResetResult,
  RgbaImage,
  StepResult,
} from '../protocol/environment.ts';
import type { Discrete } from '../spaces/discrete.ts';
import type { Observation, ObservationSpace } from '../spaces/space.ts';
import { Inner } from './parts/inner.ts';
import { type OwnState, prepareWrapper, saveWrapper } from './parts/lentState.ts';
import { innermost } from '../protocol/lookInside.ts';
import type { StepOutcome } from '../protocol/stepOutcome.ts';

/** An environment that checks a state before it takes it over. */
type Preparable = Environment & { prepareState?(state: State): () => void };

/**
 * The base of all wrappers, and of your own: an environment around another
 * one. A wrapper overrides what it changes and inherits the rest.
 *
 * - {@link Wrapper.observe} makes new observations, {@link Wrapper.reward} new
 *   rewards, {@link Wrapper.act} other actions.
 * - Where spaces change, `observationSpace` or `actionSpace` is declared anew.
 * - What it remembers from step to step is in {@link Wrapper.ownState}.
 * - `reset` and `step` are overridden for everything else. They call
 *   {@link Wrapper.resetInside} and {@link Wrapper.stepInside}.
 *
 * `render`, `getState` with `setState`, and `startStep` with `finishStep` are
 * there where the environment inside has them, and undefined elsewhere.
 *
 * @example
 * ```ts
 * import { type StepOutcome, Wrapper } from 'deepq';
 * import { CartPole } from 'deepq/environments';
 *
 * class MinusOneOnFailure extends Wrapper<Float32Array> {
 *   protected override reward({ reward, terminated }: StepOutcome): number {
 *     return terminated ? -1 : reward;
 *   }
 * }
 *
 * const environment = new MinusOneOnFailure(new CartPole());
 * environment.reset();
 * environment.step(0).reward; // 1
 * ```
 * @see https://gymnasium.farama.org/api/wrappers/
 * @category Wrappers
 */
export abstract class Wrapper<
  In extends Observation = Observation,
  Out extends Observation = In,
> implements Environment<Out> {
  /** The environment inside. */
  readonly environment: Environment<In>;
  /** That of the environment inside, unless a wrapper changes observations. */
  readonly observationSpace: ObservationSpace;
  /** That of the environment inside, unless a wrapper changes actions. */
  readonly actionSpace: Discrete;
  /** What the wrapper itself remembers from step to step, if anything. */
  declare protected readonly ownState?: OwnState;
  readonly #inner: Inner<In, Out>;

  /**
   * @param name - What to call the wrapper in messages. By default the name of
   *   its class, which bundlers may shorten.
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`, or is a group.
   */
  constructor(environment: Environment<In>, name: string = new.target.name) {
    this.#inner = new Inner<In, Out>(name, environment, () => ({
      observe: this.observe ? (observation) => this.observe!(observation) : null,
      reward: this.reward ? (outcome) => this.reward!(outcome) : null,
      act: this.act ? (action) => this.act!(action) : null,
    }));
    this.environment = environment;
    this.observationSpace = environment.observationSpace;
    this.actionSpace = environment.actionSpace;
    this.#lendMethods(environment);
  }

  /** The innermost environment: the world itself, without any wrappers. */
  get unwrapped(): Environment {
    return innermost(this) as Environment;
  }

  /**
   * Begins an episode inside, and shows its first observation.
   *
   * @throws {OptionsError} If there is a bare seed in place of options.
   * @throws {EnvironmentError} If the environment inside returns a promise, or
   *   no object.
   */
  reset(options?: ResetOptions): ResetResult<Out> {
    return this.#inner.showReset(options);
  }

  /**
   * Takes a step inside, and shows what it led to and earned.
   *
   * @throws {ValueError} If `reward` returns no finite number.
   * @throws {EnvironmentError} If the environment inside returns a promise, or
   *   no object.
   */
  step(action: number): StepResult<Out> {
    return this.#inner.showStep(action);
  }

  /** Closes the environment inside. */
  close(): void {
    const inside = this.environment as { readonly close?: unknown };
    if (typeof inside.close === 'function') this.environment.close!();
  }

  /** The picture of the environment inside. */
  render?(): RgbaImage;

  /** The state of the environment inside, and what the wrapper itself remembers. */
  getState?(): State;

  /**
   * Continues from a state that `getState` returned.
   *
   * @throws {CheckpointError} If the state is not one of such a wrapper, or
   *   the environment inside refuses its part; everything then stays as it was.
   */
  setState?(state: State): void;

  /**
   * Checks a state, and returns a function that takes it over and cannot fail.
   *
   * @throws {CheckpointError} As `setState` does; then nothing has changed.
   */
  prepareState?(state: State): () => void;

  /** Begins a step. */
  startStep?(action: number): void;

  /** Finishes a step that was begun. */
  finishStep?(): StepResult<Out>;

  /**
   * Returns what the agent sees in place of `observation`: a new array, or a
   * number. Called once for each result, before `reward`.
   */
  protected observe?(observation: In): Out;

  /** Returns what the agent earns in place of `outcome.reward`. */
  protected reward?(outcome: StepOutcome<In>): number;

  /**
   * Returns the action that is taken inside in place of `action`. Actions are
   * changed here, not in `step`, so that they are when a step is begun, too.
   */
  protected act?(action: number): number;

  /**
   * Begins an episode inside.
   *
   * @throws {OptionsError | EnvironmentError} As {@link Wrapper.reset} does.
   */
  protected resetInside(options?: ResetOptions): ResetResult<In> {
    return this.#inner.reset(options);
  }

  /**
   * Takes a step inside, or finishes the one that was begun.
   *
   * @throws {EnvironmentError} As {@link Wrapper.step} does.
   */
  protected stepInside(action: number): StepResult<In> {
    return this.#inner.step(action);
  }

  /**
   * Begins a step inside. A wrapper whose `step` refuses what the environment
   * inside might take refuses it here as well; then none is begun.
   *
   * @throws {UsageError} If the environment inside has no `startStep`.
   */
  protected startInside(action: number): void {
    this.#inner.startStep(action);
  }

  /**
   * Drops a step that was begun, for a `reset` that goes on inside where it is.
   *
   * @returns Whether the episode inside goes on.
   */
  protected dropStep(): boolean {
    return this.#inner.dropStep();
  }

  /**
   * Gives the wrapper the methods that environments may lack, each only where
   * it can work, so that callers can ask for them. A `render` that a wrapper
   * has written itself stays.
   */
  #lendMethods(inside: Preparable): void {
    // A program in plain JavaScript may have anything under these names.
    const has = (...names: readonly (keyof Preparable)[]): boolean =>
      names.every((name) => typeof inside[name] === 'function');
    if (has('render') && !this.render) this.render = () => inside.render!();
    if (has('startStep', 'finishStep')) {
      this.startStep = (action) => {
        this.startInside(action);
      };
      this.finishStep = () => this.#inner.finishStep((action) => this.step(action));
    }
    if (!has('getState', 'setState')) return;
    this.getState = () => saveWrapper(this.#inner, this.ownState);
    this.setState = (state) => {
      prepareWrapper(this.#inner, this.ownState, state, (part) => {
        // The environment inside may refuse, and takes over first.
        inside.setState!(part);
        return () => undefined;
      })();
    };
    if (!has('prepareState')) return;
    this.prepareState = (state) =>
      prepareWrapper(this.#inner, this.ownState, state, (part) => inside.prepareState!(part));
  }
}
