import type { ActionMask } from '../protocol/actionMask.ts';
import type { Exploration } from '../policies/policy.ts';
import type { UpdateResult } from '../qnetwork/update.ts';
import type { EnvironmentSpaces } from '../protocol/environmentSpaces.ts';
import type { Transition } from '../protocol/transition.ts';
import type { Random } from '../random/random.ts';
import type { Observation } from '../spaces/space.ts';
import type { State } from '../state/state.ts';

/**
 * How an agent is to choose.
 *
 * @category Agents
 */
export interface ActOptions {
  /**
   * Whether the agent chooses as in training, or greedily.
   *
   * @default true
   */
  readonly explore?: boolean;
  /**
   * Which actions are allowed: non-zero where they are. Shape `[actions]`.
   *
   * @default all
   */
  readonly actionMask?: ActionMask | undefined;
  /**
   * Where random numbers come from (exploration, ties).
   *
   * @default the agent's own stream
   */
  readonly random?: Random;
  /**
   * Which of several streams of steps the choice belongs to, as in `observe`: a
   * whole number from 0 on. What a policy remembers, such as an action that it
   * holds, stays in its stream, and ends with the episode there.
   *
   * @default 0; none where `random` is given
   */
  readonly stream?: number;
}

/**
 * How an agent is to choose for several observations at once.
 *
 * @category Agents
 */
export interface ActManyOptions extends Omit<ActOptions, 'actionMask' | 'stream'> {
  /**
   * For each observation, which actions are allowed; `undefined` where all
   * are. Shape `[observations]`.
   *
   * @default all, everywhere
   */
  readonly actionMasks?: readonly (ActionMask | undefined)[];
  /**
   * For each observation, which stream of steps it belongs to. Shape
   * `[observations]`.
   *
   * @default 0, 1, 2, …; none where `random` is given
   */
  readonly streams?: readonly number[];
}

/**
 * What can choose actions: all that `evaluate` needs.
 *
 * @category Agents
 */
export interface Actor {
  /** Whether `act` works, or only `actAsync`. */
  readonly reads: 'sync' | 'async';
  /**
   * What it was made for. `train` and `evaluate` refuse an environment of other spaces;
   * bounds may differ.
   */
  readonly spaces?: EnvironmentSpaces;
  /**
   * Chooses an action.
   *
   * @throws {OptionsError} If an option is unknown.
   * @throws {ShapeError | ValueError} If the observation is not one of the
   *   environment's space, or is NaN or infinite.
   * @throws {BackendError} On a backend that can only be read asynchronously;
   *   use `actAsync` there.
   */
  act(observation: Observation, options?: ActOptions): number;
  /** As `act`, on every backend. */
  actAsync(observation: Observation, options?: ActOptions): Promise<number>;
  /**
   * Chooses an action for each of several observations: as `act` for one after
   * the other, but with a single forward pass. `train` calls `act` for each where
   * an agent lacks this.
   *
   * @returns Shape `[observations]`.
   * @throws {ShapeError | ValueError} As `act`; or if there is no observation,
   *   or not a mask or a stream for each.
   * @throws {BackendError} On a backend that can only be read asynchronously;
   *   use `actManyAsync` there.
   */
  actMany?(observations: readonly Observation[], options?: ActManyOptions): number[];
  /** As `actMany`, on every backend. */
  actManyAsync?(observations: readonly Observation[], options?: ActManyOptions): Promise<number[]>;
}

/**
 * What can be trained: all that `train` needs. `DQNAgent` is one; bring your
 * own by implementing this.
 *
 * @category Agents
 */
export interface Agent extends Actor {
  /** Transitions observed so far. */
  readonly environmentSteps: number;
  /** Updates made so far. */
  readonly updates: number;
  /** Updates that the agent's own rhythm asks for now. */
  readonly updatesDue: number;
  /** The exploration parameter at this time, such as `{ name: 'epsilon', value: 0.1 }`. */
  readonly exploration: Exploration | null;
  /**
   * Why no update has fallen due so far, in words; `null` where some have, or
   * none is meant to. `train` reports it in its last event.
   */
  readonly notLearning?: string | null;
  /**
   * Whether it learns from the masks of the states that actions were chosen in, as
   * Munchausen heads do. `train` puts them into transitions then; not to others, as they
   * would be kept in vain.
   */
  readonly usesActionMasks?: boolean;
  /**
   * Takes in what came of an action: stores the transition, and renews the target
   * network if that is due by environment steps or episodes.
   *
   * @param stream - Which of several environments it comes from.
   * @throws {ShapeError | ValueError} If the transition does not fit the
   *   spaces, or holds NaN or infinity; nothing changes then.
   */
  observe(transition: Transition, stream?: number): void;
  /**
   * An episode begins in a stream, whether or not the one before it has ended.
   * `train` calls it for each environment when it begins.
   */
  beginEpisode?(stream?: number): void;
  /**
   * Makes one update on a batch from the replay buffer.
   *
   * @throws {UsageError} If there is not enough data yet.
   * @throws {DivergenceError} If the loss became NaN or infinite.
   * @throws {BackendError} On a backend that can only be read asynchronously;
   *   use `learnAsync` there.
   */
  learn(): UpdateResult;
  /** As `learn`, on every backend. */
  learnAsync(): Promise<UpdateResult>;
  /** A copy of all that the agent has learned and stored, for {@link Training.getState}. */
  getState?(): Promise<State>;
  /**
   * As `getState`, but at once, and of memory that changes with the next transition, so
   * that {@link Training.save} needs no copy; `null` where the agent must be waited for.
   */
  viewState?(): State | null;
  /** Continues from a state that `getState` returned. */
  setState?(state: State): void;
  /** How it was made, as plain JSON: {@link Training.save} writes it along, for `restoreAgent`. */
  describe?(): State;
}
