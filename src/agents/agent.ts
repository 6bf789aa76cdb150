import type { Exploration } from '../policies/policy.ts';
import type { UpdateResult } from '../qnetwork/update.ts';
import type { Transition } from '../protocol/transition.ts';
import type { Random } from '../random/random.ts';
import type { Observation } from '../spaces/space.ts';

/**
 * How an agent is to choose.
 *
 * @category Agents
 */
export interface ActOptions {
  /**
   * Whether the exploring policy chooses, or the greedy one.
   *
   * @default true
   */
  readonly explore?: boolean;
  /**
   * Which actions are allowed: non-zero where they are. Shape `[actions]`.
   *
   * @default all
   */
  readonly actionMask?: ArrayLike<number>;
  /**
   * Where random numbers come from (exploration, ties).
   *
   * @default the agent's own stream
   */
  readonly random?: Random;
}

/**
 * How an agent is to choose for several observations at once.
 *
 * @category Agents
 */
export interface ActManyOptions extends Omit<ActOptions, 'actionMask'> {
  /**
   * For each observation, which actions are allowed; `undefined` where all
   * are. Shape `[observations]`.
   *
   * @default all, everywhere
   */
  readonly actionMasks?: readonly (ArrayLike<number> | undefined)[];
}

/**
 * What can choose actions: all that `evaluate` needs.
 *
 * @category Agents
 */
export interface Actor {
  /** Whether `act` works, or only `actAsync`. */
  readonly reads: 'sync' | 'async';
  /** Chooses an action. */
  act(observation: Observation, options?: ActOptions): number;
  /** Chooses an action, on every backend. */
  actAsync(observation: Observation, options?: ActOptions): Promise<number>;
  /**
   * Chooses for several observations at once. `train` calls `act` for each
   * where an agent lacks this.
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
  /** Transitions observed. */
  readonly environmentSteps: number;
  /** Updates made. */
  readonly updates: number;
  /** Updates that the agent's own rhythm asks for now. */
  readonly updatesDue: number;
  /** The exploration parameter at this time, for display. */
  readonly exploration: Exploration | null;
  /** Takes in what came of an action. */
  observe(transition: Transition, stream?: number): void;
  /** Makes one update. */
  learn(): UpdateResult;
  /** Makes one update, on every backend. */
  learnAsync(): Promise<UpdateResult>;
}
