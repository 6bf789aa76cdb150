import { toSchedule, type ScheduleRange } from '../schedules/resolve.ts';
import { describeSchedule, type Schedule } from '../schedules/schedule.ts';
import type { StateValue } from '../state/state.ts';
import { rejectUnknownOptions } from '../validation/options.ts';
import { allowedAt, countAllowed, isAllowed } from '../protocol/allowedActions.ts';
import { greedy } from './greedy.ts';
import type { ActionValues, Exploration, Policy, PolicyContext } from './policy.ts';
import { requireContext, type ContextUses } from './requireContext.ts';

/**
 * Options of {@link epsilonGreedy}.
 *
 * @category Policies
 */
export interface EpsilonGreedyOptions {
  /**
   * The probability of exploring, from 0 to 1; or a schedule of it, counted
   * in environment steps.
   */
  readonly epsilon: number | Schedule;
}

/**
 * With probability ε takes an allowed action uniformly at random, otherwise
 * the allowed action of the largest value (ties broken uniformly at random).
 *
 * Exploring includes the best action: with n allowed actions it is taken with
 * probability `1 − ε + ε / n`. Where it explores, values that were
 * given as a function are not computed, which makes the first steps of
 * training cheap.
 *
 * @throws {OptionsError} If `epsilon` is neither a number from 0 to 1 nor a
 *   schedule. A schedule that later returns anything else makes the policy
 *   throw a `ValueError`.
 * @example
 * ```ts
 * import { createRandom, epsilonGreedy, linear } from 'deepq';
 *
 * const policy = epsilonGreedy({ epsilon: linear({ from: 1, to: 0.1, over: 10_000 }) });
 * const context = { random: createRandom(1), environmentSteps: 10_000, actions: 2 };
 * policy.exploration(10_000); // { name: 'epsilon', value: 0.1 }
 * policy.probabilities(Float32Array.of(3, 5), context); // about [0.05, 0.95]
 * policy.select(() => Float32Array.of(3, 5), context); // 1, in 95 of 100 cases
 * ```
 * @see Mnih et al. 2015, algorithm 1, https://doi.org/10.1038/nature14236
 * @category Policies
 */
export function epsilonGreedy(options: EpsilonGreedyOptions): Policy {
  rejectUnknownOptions(
    'epsilonGreedy',
    options,
    ['epsilon'],
    {},
    'epsilonGreedy({ epsilon: 0.1 })',
  );
  const { epsilon } = options;
  return new EpsilonGreedy(toSchedule('epsilonGreedy.epsilon', epsilon, probability), {
    epsilon: describeSchedule(epsilon),
  });
}

/** What may be a probability. */
export const probability: ScheduleRange = {
  requirement: 'a number from 0 to 1',
  allows: (value) => value >= 0 && value <= 1,
};

/** What choosing takes of a context, and what computing probabilities. */
const TO_SELECT: ContextUses = { random: ['uniform', 'integer'], steps: true };
const TO_COMPUTE: ContextUses = { steps: true };

class EpsilonGreedy implements Policy {
  readonly kind = 'epsilonGreedy';
  readonly options: Readonly<Record<string, StateValue>>;
  readonly #epsilon: Schedule;
  readonly #greedy: Policy = greedy();

  constructor(epsilon: Schedule, options: Readonly<Record<string, StateValue>>) {
    this.#epsilon = epsilon;
    this.options = options;
  }

  select(values: ActionValues, context: PolicyContext): number {
    requireContext(context, TO_SELECT);
    const epsilon = this.#epsilon(context.environmentSteps);
    // Drawn even where ε is 0 or 1, so that how much of the stream is used
    // does not hang on ε.
    const explores = context.random.uniform() < epsilon;
    if (!explores) return this.#greedy.select(values, context);
    return allowedAt(context.random.integer(countAllowed(context)), context.actionMask);
  }

  probabilities(values: ActionValues, context: Omit<PolicyContext, 'random'>): Float32Array {
    requireContext(context, TO_COMPUTE);
    const epsilon = this.#epsilon(context.environmentSteps);
    const share = epsilon / countAllowed(context);
    const best =
      epsilon < 1 ? this.#greedy.probabilities(values, context) : new Float32Array(context.actions);
    return best.map((probability, action) =>
      isAllowed(context.actionMask, action) ? (1 - epsilon) * probability + share : 0,
    );
  }

  exploration(environmentSteps: number): Exploration {
    return { name: 'epsilon', value: this.#epsilon(environmentSteps) };
  }
}
