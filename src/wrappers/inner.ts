import { StateReader } from '../state/stateReader.ts';
import type { State } from '../state/state.ts';
import { abandonPromise } from '../protocol/abandonPromise.ts';
import { checkResetOptions } from '../protocol/checkResetOptions.ts';
import type {
  Environment,
  ResetOptions,
  ResetResult,
  StepResult,
} from '../protocol/environment.ts';
import { EnvironmentError } from '../errors.ts';
import type { Observation } from '../spaces/space.ts';
import { receivedInstead } from '../protocol/receivedInstead.ts';
import { show } from '../validation/options.ts';

/** What a wrapper adds to the state of the environment inside. */
export interface OwnState {
  /** The fields to save; `environment` is the name of the state inside. */
  save(): State;
  /**
   * Reads the fields, and returns what takes them over. That is called when
   * the environment inside has taken its part, so that a refusal changes
   * nothing.
   *
   * @throws {CheckpointError} If a field is missing or makes no sense.
   */
  load(reader: StateReader): () => void;
}

/** The methods that an environment may lack. */
type OptionalMethods = Pick<
  Environment,
  'getState' | 'setState' | 'render' | 'startStep' | 'finishStep'
>;

/** What {@link Inner.lendMethods} gives methods to. */
type Wrapper = OptionalMethods & { step(action: number): StepResult };

/**
 * The environment inside a wrapper: what all wrappers do with theirs. Whatever
 * it returns is checked to be an object, and no promise.
 */
export class Inner<O extends Observation> {
  readonly environment: Environment<O>;
  /** The name of the wrapper, for messages. */
  readonly #wrapper: string;
  /** The action of a step that was begun inside; null if there is none. */
  #begun: number | null = null;
  /** Whether the next step is the one that was begun. */
  #finishing = false;

  /** @throws {EnvironmentError} If `environment` has no `reset` or `step`, or is a group. */
  constructor(wrapper: string, environment: Environment<O>) {
    const given = environment as Partial<Environment> | null | undefined;
    if (typeof given?.reset !== 'function' || typeof given.step !== 'function') {
      throw new EnvironmentError(
        `new ${wrapper}(environment, …) needs an environment, with reset and step; ` +
          receivedInstead(environment),
      );
    }
    const { kind, count } = given as { readonly kind?: unknown; readonly count?: unknown };
    if (kind === 'group') {
      throw new EnvironmentError(
        `new ${wrapper}(environment, …) needs one environment; received a group of ${show(count)}. Wrap ` +
          `each copy where it is made: new VectorEnvironment(count, () => new ${wrapper}(…)).`,
      );
    }
    this.environment = environment;
    this.#wrapper = wrapper;
  }

  /**
   * @throws {OptionsError} If there is a bare seed in place of options.
   * @throws {EnvironmentError} If the result is a promise, or no object.
   */
  reset(options: ResetOptions | undefined): ResetResult<O> {
    if (options !== undefined) checkResetOptions(this.#wrapper, options);
    const result = this.environment.reset(options);
    // A seed that is refused drops no step.
    this.#begun = null;
    if (!isResult(result)) throw this.#refusal('reset()', result);
    return result;
  }

  /** @throws {EnvironmentError} If the result is a promise, or no object. */
  step(action: number): StepResult<O> {
    const result = this.#finishing ? this.#finishStep() : this.environment.step(action);
    if (!isResult(result)) throw this.#refusal('step(action)', result);
    return result;
  }

  /** Whether the next step is one that was begun, with the action that it was begun with. */
  get isFinishing(): boolean {
    return this.#finishing;
  }

  /**
   * Drops a step that was begun, for resets that go on inside where they are.
   *
   * @returns Whether the episode inside goes on.
   */
  dropStep(): boolean {
    if (this.#begun === null) return true;
    try {
      const { terminated, truncated } = this.#finishStep();
      return !terminated && !truncated;
    } catch {
      // What nobody waits for, nobody is told; the episode is over.
      return false;
    }
  }

  close(): void {
    this.environment.close?.();
  }

  /**
   * Gives a wrapper the optional methods, each only where it can work, so that
   * callers can ask for them.
   *
   * @param own - What the wrapper has to save. Without it the state of the
   *   wrapper is that of the environment inside.
   * @param requireStep - What throws where `step` of the wrapper would, while
   *   the environment inside might take one: then none is begun in it.
   */
  lendMethods(wrapper: Wrapper, own?: OwnState, requireStep?: () => void): void {
    const { environment } = this;
    if (environment.render) wrapper.render = () => environment.render!();
    if (environment.startStep && environment.finishStep) this.#lendParts(wrapper, requireStep);
    if (!environment.getState || !environment.setState) return;
    const save = (): State => environment.getState!();
    const load = (state: State): void => environment.setState!(state);
    wrapper.getState = own ? () => ({ ...own.save(), environment: save() }) : save;
    wrapper.setState = own
      ? (state) => {
          const reader = new StateReader(this.#wrapper, state);
          const takeOver = own.load(reader);
          // The one inside may refuse: it goes first.
          load(reader.record('environment'));
          takeOver();
        }
      : load;
  }

  /**
   * A step in two parts. The first is that of the environment inside; the
   * second is the whole step of the wrapper, in which the environment inside
   * finishes what it has begun.
   */
  #lendParts(wrapper: Wrapper, requireStep?: () => void): void {
    const { environment } = this;
    wrapper.startStep = (action) => {
      requireStep?.();
      environment.startStep!(action);
      this.#begun = action;
    };
    wrapper.finishStep = () => {
      const action = this.#begun;
      // It has nothing to finish either, and says so.
      if (action === null) return environment.finishStep!();
      this.#finishing = true;
      try {
        return wrapper.step(action);
      } finally {
        this.#finishing = false;
        // What the wrapper has refused to finish would stand in the way of the next.
        this.dropStep();
      }
    };
  }

  #finishStep(): StepResult<O> {
    this.#finishing = false;
    this.#begun = null;
    return this.environment.finishStep!();
  }

  #refusal(call: string, result: unknown): EnvironmentError {
    return new EnvironmentError(
      abandonPromise(result)
        ? `${this.#wrapper} is for synchronous environments, but environment.${call} returned a ` +
            `promise. Do inside the asynchronous environment what ${this.#wrapper} would do.`
        : `environment.${call} must return an object; received ${show(result)}. ` +
            'checkEnvironment(environment) tells what else is amiss.',
    );
  }
}

function isResult(result: object | null | undefined): boolean {
  return typeof result === 'object' && result !== null && !('then' in result);
}

/** A result with another observation. Not spread: it is made at every step. */
export function withObservation<O extends Observation>(
  { reward, terminated, truncated, info }: StepResult,
  observation: O,
): StepResult<O> {
  return { observation, reward, terminated, truncated, info };
}

/**
 * A result with another reward.
 *
 * The reward comes first, unlike in the results of environments, on purpose:
 * objects of the same shape share V8's idea of it, and where environments
 * write whole numbers a fraction of ours would slow every step of theirs.
 */
export function withReward<O extends Observation>(
  { observation, terminated, truncated, info }: StepResult<O>,
  reward: number,
): StepResult<O> {
  return { reward, observation, terminated, truncated, info };
}
