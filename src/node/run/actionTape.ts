import type { AsyncEnvironment, Environment, ResetOptions } from '../../protocol/environment.ts';
import { isPromise } from '../../protocol/isPromise.ts';
import type { State } from '../../state/state.ts';
import { StateReader } from '../../state/stateReader.ts';
import type { EvaluationEvent } from '../../training/events.ts';

/** What was done from the beginning of an evaluation to the end of its best episode. */
export interface PlayedActions {
  /** When it was, in environment steps of the agent. */
  readonly environmentSteps: number;
  /** That of the first `reset`; `null` for none. */
  readonly seed: number | null;
  /** How many actions each episode took. The last episode is the best one. */
  readonly lengths: readonly number[];
  /** Those of all these episodes, one after the other. */
  readonly actions: Int32Array;
  /** The sum of rewards of the best episode. */
  readonly return: number;
}

/** Whatever an evaluation may be played in. */
type Playable = Environment | AsyncEnvironment;

/** The most actions that are kept: later episodes of an evaluation are not looked at. */
export const MOST_ACTIONS = 100_000;

/**
 * Remembers the actions of the last evaluation, so that its best episode can be played
 * again and drawn. That costs next to nothing while it is played: a number a step.
 */
export class ActionTape {
  /** Plays as the environment inside does. Its state is that of the environment inside, too. */
  readonly environment: Playable;
  #seed: number | null = null;
  #lengths: number[] = [];
  #actions: number[] = [];

  constructor(inside: Playable) {
    this.environment = this.#watch(inside);
  }

  /**
   * The best episode of the evaluation that was played last.
   *
   * @returns `null` where it took too many actions to keep.
   */
  best({ environmentSteps, evaluation }: EvaluationEvent): PlayedActions | null {
    const { returns } = evaluation;
    let [best, end, endOfBest] = [-1, 0, 0];
    for (const [episode, length] of this.#lengths.entries()) {
      end += length;
      if (end > MOST_ACTIONS) break;
      const isBetter = best < 0 || (returns[episode] ?? -Infinity) > (returns[best] as number);
      if (isBetter) [best, endOfBest] = [episode, end];
    }
    const total = returns[best];
    if (total === undefined) return null;
    return {
      environmentSteps,
      seed: this.#seed,
      lengths: this.#lengths.slice(0, best + 1),
      actions: Int32Array.from(this.#actions.slice(0, endOfBest)),
      return: total,
    };
  }

  #watch(inside: Playable): Playable {
    const began = <R>(result: R, options: ResetOptions | undefined): R => {
      // The first episode of an evaluation is the only one with a seed.
      if (options?.seed !== undefined) {
        this.#seed = options.seed;
        [this.#lengths, this.#actions] = [[], []];
      }
      this.#lengths.push(0);
      return result;
    };
    const stepped = <R>(result: R, action: number): R => {
      this.#lengths[this.#lengths.length - 1]! += 1;
      if (this.#actions.length < MOST_ACTIONS) this.#actions.push(action);
      return result;
    };
    const either = <R>(result: R, then: (result: R) => R): R =>
      isPromise(result) ? ((result as Promise<R>).then(then) as R) : then(result);
    const watched = {
      // What is inside can be found, as with any wrapper.
      environment: inside,
      observationSpace: inside.observationSpace,
      actionSpace: inside.actionSpace,
      reset: (options?: ResetOptions) =>
        either<unknown>(inside.reset(options), (result) => began(result, options)),
      step: (action: number) =>
        either<unknown>(inside.step(action), (result) => stepped(result, action)),
    };
    return Object.assign(watched, methodsOf(inside as Environment));
  }
}

/** Methods that an environment may lack, each only where it is. */
function methodsOf(inside: Environment): Partial<Environment> {
  return {
    ...(typeof inside.render === 'function' && { render: () => inside.render!() }),
    ...(typeof inside.getState === 'function' && { getState: () => inside.getState!() }),
    ...(typeof inside.setState === 'function' && {
      setState: (state: State) => {
        inside.setState!(state);
      },
    }),
  };
}

/** Played actions as plain data, for a checkpoint. */
export function saveActions(played: PlayedActions | null): State | null {
  if (!played) return null;
  const { actions, lengths, ...rest } = played;
  return {
    ...rest,
    lengths: { shape: [lengths.length], data: Int32Array.from(lengths) },
    actions: { shape: [actions.length], data: actions },
  };
}

/**
 * Reads what {@link saveActions} gave.
 *
 * @throws {CheckpointError} If it makes no sense.
 */
export function readActions(state: State): PlayedActions {
  const reader = new StateReader("run's best episode", state);
  const lengths = [...reader.tensor('lengths', Int32Array, [null])];
  const actions = reader.tensor('actions', Int32Array, [null]).slice();
  const sum = lengths.reduce((before, length) => before + length, 0);
  if (sum !== actions.length || lengths.some((length) => length < 0)) {
    throw reader.error(`its episodes have ${sum} actions, and there are ${actions.length}`);
  }
  return {
    environmentSteps: reader.count('environmentSteps'),
    seed: state['seed'] === null ? null : reader.integer('seed', { min: 0, max: 2 ** 32 - 1 }),
    lengths,
    actions,
    return: reader.number('return'),
  };
}
