import type { ActionMask } from '../protocol/actionMask.ts';
import type { State } from '../state/state.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../state/encode.ts';
import { EnvironmentError } from '../errors.ts';
import type { Observation } from '../spaces/space.ts';
import { show } from '../validation/options.ts';
import { abandonPromise } from '../protocol/abandonPromise.ts';
import { allowedAt, countAllowed } from '../protocol/allowedActions.ts';
import type { Environment, Info } from '../protocol/environment.ts';
import { isSameMemory } from '../protocol/checkStep.ts';
import { readActionMask } from '../protocol/readActionMask.ts';
import type { Random } from '../random/random.ts';
import { checkResetResult, checkStepResult } from './checkResults.ts';
import { describeThrown } from './describeThrown.ts';

/** What one call came to, with a copy of the observation. */
export interface Outcome {
  readonly call: string;
  readonly observation: Observation;
  readonly reward: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
}

/** A state, and where its episode was. */
interface SavedState {
  readonly state: State;
  /** The same, as it came back from a checkpoint. */
  readonly loaded: State;
  readonly running: boolean;
  readonly episodeSteps: number;
  readonly actionMask: ActionMask | undefined;
}

/** How many returned observations are watched for later writes. */
const WATCHED = 16;

/** Calls an environment and checks everything that it returns. */
export class WatchedEnvironment {
  readonly #environment: Environment;
  #running = false;
  #episodes = 0;
  #episodeSteps = 0;
  /** What the next action may be. */
  #actionMask: ActionMask | undefined;
  readonly #returned = new WeakSet();
  #recent: { call: string; array: Float32Array | Uint8Array; copy: Float32Array | Uint8Array }[] =
    [];

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** How many actions there are. */
  get actions(): number {
    return this.#environment.actionSpace.n;
  }

  /** Whether the environment says which actions are allowed. */
  isMasked(): boolean {
    return this.#actionMask !== undefined;
  }

  /** An action that is allowed now, by chance. */
  draw(random: Random): number {
    const mask = this.#actionMask;
    const choices = { actions: this.actions, actionMask: mask };
    return allowedAt(random.integer(countAllowed(choices)), mask);
  }

  /** Whether an episode is running. */
  isRunning(): boolean {
    return this.#running;
  }

  /** Whether an episode is running and has come further than its start. */
  isUnderWay(): boolean {
    return this.#running && this.#episodeSteps > 0;
  }

  reset(seed?: number): Outcome {
    const call = `environment.reset(${seed === undefined ? '' : `{ seed: ${seed} }`})`;
    let result: unknown;
    try {
      result = seed === undefined ? this.#environment.reset() : this.#environment.reset({ seed });
    } catch (cause) {
      throw new EnvironmentError(
        `${call} threw ${describeThrown(cause)}. It must start a new episode at any time, with or ` +
          'without a seed.',
        { cause },
      );
    }
    checkResetResult(call, result, this.#environment.observationSpace);
    this.#readMask(result.info);
    this.#running = true;
    this.#episodes++;
    this.#episodeSteps = 0;
    const observation = this.#keep(call, result.observation);
    return { call, observation, reward: 0, terminated: false, truncated: false };
  }

  step(action: number): Outcome {
    const call = `environment.step(${action})`;
    let result: unknown;
    try {
      result = this.#environment.step(action);
    } catch (cause) {
      throw new EnvironmentError(this.#whyItThrew(call, cause), { cause });
    }
    checkStepResult(call, result, this.#environment.observationSpace);
    this.#episodeSteps++;
    const { reward, terminated, truncated } = result;
    this.#readMask(result.info, terminated);
    this.#running = !(terminated || truncated);
    return {
      call,
      observation: this.#keep(call, result.observation),
      reward,
      terminated,
      truncated,
    };
  }

  /** A step in an episode that has ended: it must throw, or end again. */
  stepAfterEnd(action: number): void {
    let result: unknown;
    try {
      result = this.#environment.step(action);
    } catch {
      return;
    }
    const { terminated, truncated }: Record<string, unknown> = { ...(result as object) };
    if (terminated === true || truncated === true) return;
    throw new EnvironmentError(
      `a step after the end went on: environment.step(${action}) after the end of an episode must ` +
        'throw, or return terminated or truncated as true again; received neither, as if the ' +
        'episode had not ended. Remember that it ended, and throw until reset() is called.',
    );
  }

  /** Whether the environment has `getState` and `setState`. */
  get resumable(): boolean {
    const saves = hasMethod(this.#environment, 'getState');
    const restores = hasMethod(this.#environment, 'setState');
    if (saves !== restores) {
      throw new EnvironmentError(
        'environment must have both getState and setState, or neither; received only ' +
          `${saves ? 'getState' : 'setState'}. Add the other one.`,
      );
    }
    return saves;
  }

  /** The state, as it is and as it comes back from a checkpoint. */
  getState(): SavedState {
    const given: unknown = this.#callState('getState()', () => this.#environment.getState?.());
    if (abandonPromise(given)) {
      throw new EnvironmentError(
        'environment.getState() must return the state itself; received a promise. ' +
          'Make it an ordinary function, without async.',
      );
    }
    if (typeof given !== 'object' || given === null) {
      throw new EnvironmentError(
        `environment.getState() must return an object of plain data; received ${show(given)}. ` +
          'Return everything that later steps depend on, such as { position, random: random.getState() }.',
      );
    }
    const state = given as State;
    return {
      state,
      loaded: throughCheckpoint(state),
      running: this.#running,
      episodeSteps: this.#episodeSteps,
      actionMask: this.#actionMask,
    };
  }

  /** @param loaded - Whether it is to be the state that came back from a checkpoint. */
  setState(saved: SavedState, { loaded }: { readonly loaded: boolean }): void {
    const state = loaded ? saved.loaded : saved.state;
    // What it returns is looked at nowhere, but with a promise it would come too late.
    const result: unknown = this.#callState('setState(state)', () =>
      this.#environment.setState?.(state),
    );
    if (abandonPromise(result)) {
      throw new EnvironmentError(
        'environment.setState(state) must be done when it returns; received a promise. ' +
          'Make it an ordinary function, without async.',
      );
    }
    this.#running = saved.running;
    this.#episodeSteps = saved.episodeSteps;
    this.#actionMask = saved.actionMask;
  }

  #callState<T>(call: string, work: () => T): T {
    try {
      return work();
    } catch (cause) {
      throw new EnvironmentError(
        `environment.${call} threw ${describeThrown(cause)}. It must work in the middle of an episode, ` +
          'with a state that getState() returned.',
        { cause },
      );
    }
  }

  #whyItThrew(call: string, cause: unknown): string {
    if (this.#episodes > 1 && this.#episodeSteps === 0) {
      return (
        `reset() did not start a new episode: ${call} right after it threw ${describeThrown(cause)}. ` +
        'reset() must put back everything that the last episode changed, its end included.'
      );
    }
    return (
      `${call} threw ${describeThrown(cause)}, in a running episode. ` +
      (this.#actionMask
        ? 'It must accept every action that info.actionMask allows until the episode ends.'
        : `It must accept every action from 0 to ${this.actions - 1} until the episode ends, unless ` +
          'info.actionMask of reset and step says that it is not allowed.')
    );
  }

  /** Checks the mask, if there is one, and keeps a copy: it may be written over. */
  #readMask(info: Info, isEnd = false): void {
    const mask = readActionMask(info, this.actions, isEnd);
    this.#actionMask = mask && Array.from(mask);
  }

  /** Checks that no array is used twice, and returns a copy. */
  #keep(call: string, observation: Observation): Observation {
    for (const { call: earlier, array, copy } of this.#recent) {
      const isWritten = firstDifference(array, copy) !== -1;
      const isSame = array === observation || (!isWritten && isSameMemory(array, observation));
      if (!isWritten && !isSame) continue;
      throw new EnvironmentError(
        isSame
          ? `${call} returned the same array as ${earlier} before it; every observation must be a ` +
              'new array, since it may still be in use. Return a copy: observation.slice().'
          : `${call} wrote to the array that ${earlier} had returned before; a returned observation ` +
              'must stay as it is, since it may still be in use. Return a copy, or a new array.',
      );
    }
    if (typeof observation === 'number') return observation;
    if (this.#returned.has(observation)) {
      throw new EnvironmentError(
        `${call} returned the same array as an earlier call; every observation must be a new ` +
          'array, since it may still be in use. Return a copy: observation.slice().',
      );
    }
    this.#returned.add(observation);
    const copy = observation.slice();
    this.#recent = [...this.#recent.slice(1 - WATCHED), { call, array: observation, copy }];
    return copy;
  }
}

/** What becomes of a state on its way into a checkpoint and back. */
function throughCheckpoint(state: State): State {
  const kind = 'environment';
  try {
    return decodeCheckpoint(encodeCheckpoint({ kind, state }), { kind });
  } catch (cause) {
    throw new EnvironmentError(
      `environment.getState() returned a state that cannot be saved: ${describeThrown(cause)}`,
      { cause },
    );
  }
}

/**
 * Whether an environment has a method that it may go without.
 *
 * @throws {EnvironmentError} If it has something else by that name.
 */
export function hasMethod(
  environment: Environment,
  name: 'getState' | 'setState' | 'render',
): boolean {
  const members: Readonly<Partial<Record<typeof name, unknown>>> = environment;
  const member = members[name];
  if (member === undefined || typeof member === 'function') return member !== undefined;
  throw new EnvironmentError(
    `environment.${name} must be a function, where there is one; received ${show(member)}.`,
  );
}

/** The first index at which the two differ; −1 if they are equal. */
export function firstDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    if (a[index] !== b[index]) return index;
  }
  return -1;
}
