import type { Discrete } from '../../spaces/discrete.ts';
import type { Environment } from '../../protocol/environment.ts';

/**
 * One thing that an action may lead to.
 *
 * @category Environments
 */
export interface Transition {
  /** How likely it is. Those of one state and action add up to 1. */
  readonly probability: number;
  /** Where it leads. */
  readonly nextState: number;
  /** What it earns. */
  readonly reward: number;
  /** Whether the episode ends there: the next state is then worth nothing. */
  readonly terminated: boolean;
}

/**
 * An environment with a finite number of states, whose rules can be looked
 * up: what value iteration and policy iteration need.
 *
 * @example
 * ```ts
 * import { FrozenLake, type TabularEnvironment } from 'deepq/environments';
 *
 * // The value of every state under the best policy, with a discount of 0.99.
 * function valueIteration(environment: TabularEnvironment): Float64Array {
 *   const values = new Float64Array(environment.observationSpace.n);
 *   for (let change = 1; change > 1e-9; ) {
 *     change = 0;
 *     for (let state = 0; state < values.length; state++) {
 *       let best = -Infinity;
 *       for (let action = 0; action < environment.actionSpace.n; action++) {
 *         let expected = 0;
 *         for (const outcome of environment.transitions(state, action)) {
 *           const future = outcome.terminated ? 0 : 0.99 * values[outcome.nextState]!;
 *           expected += outcome.probability * (outcome.reward + future);
 *         }
 *         best = Math.max(best, expected);
 *       }
 *       change = Math.max(change, Math.abs(best - values[state]!));
 *       values[state] = best;
 *     }
 *   }
 *   return values;
 * }
 *
 * valueIteration(new FrozenLake())[0]; // 0.542
 * ```
 * @see Sutton and Barto 2018, chapter 4, http://incompleteideas.net/book/the-book-2nd.html
 * @category Environments
 */
export interface TabularEnvironment extends Environment<number> {
  /** The states, which are the observations. */
  readonly observationSpace: Discrete;
  /**
   * What `action` may lead to in `state`: Gymnasium's `P[state][action]`, in
   * its order. Frozen; the same list at every call.
   *
   * @throws {ValueError} If there is no such state or action.
   */
  transitions(state: number, action: number): readonly Transition[];
  /** How likely an episode starts in each state. A new array, shape `[states]`, sum 1. */
  initialStateDistribution(): Float64Array;
}
