import { checkResetOptions } from '../../protocol/checkResetOptions.ts';
import type {
  Environment,
  ResetOptions,
  ResetResult,
  StepResult,
} from '../../protocol/environment.ts';
import { requireResult } from '../../protocol/synchronousResult.ts';
import { UsageError, ValueError } from '../../errors.ts';
import type { Observation } from '../../spaces/space.ts';
import { show } from '../../validation/options.ts';
import type { StepOutcome } from '../../protocol/stepOutcome.ts';
import { requireInside } from './requireInside.ts';
import { withObservation, withOutcome } from '../../protocol/changedResults.ts';

/** Written as methods, so that a wrapper is assignable to one of wider observations. */
interface HookMethods<In extends Observation, Out extends Observation> {
  observe(observation: In): Out;
  reward(outcome: StepOutcome<In>): number;
  act(action: number): number;
}

/** What a wrapper changes; null where it changes nothing. */
export type Hooks<In extends Observation, Out extends Observation> = {
  readonly [Name in keyof HookMethods<In, Out>]: HookMethods<In, Out>[Name] | null;
};

/**
 * The environment inside a wrapper, and what all wrappers do with theirs.
 *
 * It is an object of its own, since it runs at every step: the objects of all
 * wrappers have the same shape here, which V8 reads faster than the fields of
 * twenty classes.
 */
export class Inner<In extends Observation, Out extends Observation> {
  readonly environment: Environment<In>;
  /** The name of the wrapper, for messages. */
  readonly name: string;
  /** The last observation from inside, kept where rewards may depend on it. */
  observation: In | null = null;
  readonly #findHooks: () => Hooks<In, Out>;
  #hooks: Hooks<In, Out> | null = null;
  /** The action of a step that was begun; null if there is none. */
  #begun: number | null = null;
  /** Whether the next step is the one that was begun. */
  #finishing = false;

  /**
   * @param findHooks - Called once, when they are needed first: they may be
   *   fields, which a class has only after the constructor of its base.
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`, or is a group.
   */
  constructor(name: string, environment: Environment<In>, findHooks: () => Hooks<In, Out>) {
    this.name = name;
    this.environment = requireInside(name, environment);
    this.#findHooks = findHooks;
  }

  get hooks(): Hooks<In, Out> {
    return (this.#hooks ??= this.#findHooks());
  }

  reset(options: ResetOptions | undefined): ResetResult<In> {
    if (options !== undefined) checkResetOptions(this.name, options);
    const result = this.environment.reset(options);
    // A seed that is refused drops no step.
    this.#begun = null;
    requireResult(this, 'reset()', result);
    if (this.hooks.reward) this.observation = result.observation;
    return result;
  }

  step(action: number): StepResult<In> {
    const { hooks } = this;
    const result = this.#finishing
      ? this.#finishInside()
      : this.environment.step(hooks.act ? hooks.act(action) : action);
    requireResult(this, 'step(action)', result);
    if (hooks.reward) this.observation = result.observation;
    return result;
  }

  /** The first observation as the wrapper shows it. */
  showReset(options: ResetOptions | undefined): ResetResult<Out> {
    const result = this.reset(options);
    const { hooks } = this;
    if (!hooks.observe) return result as ResetResult as ResetResult<Out>;
    return { observation: hooks.observe(result.observation), info: result.info };
  }

  /** A step as the wrapper shows it. */
  showStep(action: number): StepResult<Out> {
    const { hooks } = this;
    if (hooks.reward) return this.#showRewarded(action);
    const result = this.step(action);
    if (!hooks.observe) return result as StepResult as StepResult<Out>;
    return withObservation(result, hooks.observe(result.observation));
  }

  #showRewarded(action: number): StepResult<Out> {
    const { hooks, observation } = this;
    if (observation === null) {
      throw new UsageError(
        `${this.name}.step() needs a running episode, but none was started; call reset() first.`,
      );
    }
    const result = this.step(action);
    const { observation: nextObservation, reward, terminated, truncated, info } = result;
    const seen: Observation = hooks.observe ? hooks.observe(nextObservation) : nextObservation;
    const outcome = { action, observation, nextObservation, reward, terminated, truncated, info };
    const paid: unknown = hooks.reward!(outcome);
    if (typeof paid === 'number' && Number.isFinite(paid)) {
      return withOutcome(result, seen as Out, paid);
    }
    throw new ValueError(
      `${this.name}.reward(outcome) must return a finite number; received ${show(paid)} for the ` +
        `reward ${show(reward)}.`,
    );
  }

  startStep(action: number): void {
    const { hooks } = this;
    if (typeof this.environment.startStep !== 'function') {
      throw new UsageError(
        `${this.name} cannot begin a step, since the environment inside has no startStep; ` +
          'call step(action).',
      );
    }
    this.environment.startStep(hooks.act ? hooks.act(action) : action);
    this.#begun = action;
  }

  /**
   * The second part of a step is the whole step of the wrapper, in which the
   * environment inside finishes what it has begun.
   */
  finishStep(step: (action: number) => StepResult<Out>): StepResult<Out> {
    const action = this.#begun;
    // The environment inside has nothing to finish either, and says so.
    if (action === null) return this.environment.finishStep!() as StepResult as StepResult<Out>;
    this.#finishing = true;
    try {
      return step(action);
    } finally {
      this.#finishing = false;
      // A step that the wrapper refused to finish would stand in the way of the next.
      this.dropStep();
    }
  }

  /**
   * Drops a step that was begun, for resets that go on inside where they are.
   *
   * @returns Whether the episode inside goes on.
   */
  dropStep(): boolean {
    if (this.#begun === null) return true;
    try {
      const { terminated, truncated } = this.#finishInside();
      return !terminated && !truncated;
    } catch {
      // The caller has dropped the step and cannot use its error. The episode is over.
      return false;
    }
  }

  #finishInside(): StepResult<In> {
    this.#finishing = false;
    this.#begun = null;
    return this.environment.finishStep!();
  }
}
