import { isAllowed } from '../protocol/allowedActions.ts';
import { countEqual, evaluate, largestAllowed, pickLargest } from './actionValues.ts';
import type { ActionValues, Policy, PolicyContext } from './policy.ts';
import { requireContext, type ContextUses } from './requireContext.ts';

/**
 * Always takes the allowed action of the largest value; ties are broken
 * uniformly at random. It draws a random number only where there is a tie.
 *
 * @example
 * ```ts
 * import { createRandom, greedy } from 'deepq';
 *
 * const policy = greedy();
 * const context = { random: createRandom(1), environmentSteps: 0, actions: 3 };
 * policy.select(Float32Array.of(0.1, 0.7, 0.2), context); // 1
 * policy.probabilities(Float32Array.of(2, 0, 2), context); // [0.5, 0, 0.5]
 * ```
 * @category Policies
 */
export function greedy(): Policy {
  return new Greedy();
}

/** What choosing takes of a context, and what computing probabilities. */
const TO_SELECT: ContextUses = { random: ['integer'] };
const TO_COMPUTE: ContextUses = {};

class Greedy implements Policy {
  readonly kind = 'greedy';
  readonly options = {};

  select(values: ActionValues, context: PolicyContext): number {
    requireContext(context, TO_SELECT);
    const evaluated = evaluate(values, context);
    return pickLargest(evaluated, context.actionMask, context.random);
  }

  probabilities(values: ActionValues, context: Omit<PolicyContext, 'random'>): Float32Array {
    requireContext(context, TO_COMPUTE);
    const evaluated = evaluate(values, context);
    const { actionMask } = context;
    const largest = largestAllowed(evaluated, actionMask);
    const share = 1 / countEqual(largest, evaluated, actionMask);
    return evaluated.map((value, action) =>
      value === largest && isAllowed(actionMask, action) ? share : 0,
    );
  }

  exploration(): null {
    return null;
  }
}
