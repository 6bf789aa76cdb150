import type { ActionMask } from '../protocol/actionMask.ts';
import type { Random } from '../random/random.ts';
import type { StateValue } from '../state/state.ts';

/**
 * The estimated value of every action, `[actions]`; or a function that
 * computes it, called only if the policy needs it.
 *
 * @category Policies
 */
export type ActionValues = Float32Array | (() => Float32Array);

/**
 * What a {@link Policy} may look at beside the action values.
 *
 * @category Policies
 */
export interface PolicyContext {
  /** Where the policy's random numbers come from. */
  readonly random: Random;
  /** Environment steps taken so far: the counter of the policy's schedules. */
  readonly environmentSteps: number;
  /** How many actions there are. */
  readonly actions: number;
  /**
   * Which actions are allowed: non-zero where they are. Shape `[actions]`.
   *
   * @default all
   */
  readonly actionMask?: ActionMask | undefined;
  /**
   * What the policy remembers of this episode, for policies with a
   * `memorySize`; they write into it. Whoever acts keeps one for each stream of
   * steps, and fills it with zeros where an episode begins. Shape `[memorySize]`.
   *
   * @default nothing is remembered
   */
  readonly memory?: Float64Array | undefined;
}

/**
 * How much a policy explores at some time.
 *
 * @category Policies
 */
export interface Exploration {
  /** Such as `'epsilon'` or `'temperature'`. */
  readonly name: string;
  /** What it is at that time, such as 0.1. */
  readonly value: number;
}

/**
 * Turns action values into an action. Policies hold no state: schedules are
 * functions of the context's counter, randomness comes from its generator, and
 * what outlasts a choice is written into its `memory`.
 *
 * @category Policies
 */
export interface Policy {
  /** Names it in checkpoints, such as `'epsilonGreedy'`, so that it can be made again from there. */
  readonly kind?: string;
  /** What it was made from, as plain data. */
  readonly options?: Readonly<Record<string, StateValue>>;
  /**
   * How many numbers the policy remembers from one choice to the next of the
   * same episode: the length of the context's `memory`.
   *
   * @default 0
   */
  readonly memorySize?: number;
  /**
   * Whether a memory can be one that this policy has written, for memories that
   * come from a checkpoint.
   *
   * @default every memory can
   */
  acceptsMemory?(memory: Float64Array, actions: number): boolean;
  /**
   * Picks an action.
   *
   * @throws {ValueError} If the value of an allowed action is looked at and is
   *   NaN or infinite, the mask allows nothing, or a schedule returns a number
   *   out of range.
   * @throws {ShapeError} If the values or the mask are not `[actions]`.
   */
  select(values: ActionValues, context: PolicyContext): number;
  /**
   * The probability of every action. Shape `[actions]`, sum 1.
   *
   * @throws As `select`.
   */
  probabilities(values: ActionValues, context: Omit<PolicyContext, 'random'>): Float32Array;
  /**
   * The exploration parameter at this time (ε, or Boltzmann's temperature),
   * for display.
   */
  exploration(environmentSteps: number): Exploration | null;
}
