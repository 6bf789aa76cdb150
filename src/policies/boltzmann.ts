import type { ActionMask } from '../protocol/actionMask.ts';
import { toSchedule, type ScheduleRange } from '../schedules/resolve.ts';
import { describeSchedule, type Schedule } from '../schedules/schedule.ts';
import type { StateValue } from '../state/state.ts';
import { rejectUnknownOptions } from '../validation/options.ts';
import { isAllowed } from '../protocol/allowedActions.ts';
import { evaluate, largestAllowed } from './actionValues.ts';
import type { ActionValues, Exploration, Policy, PolicyContext } from './policy.ts';
import { requireContext, type ContextUses } from './requireContext.ts';

/**
 * Options of {@link boltzmann}.
 *
 * @category Policies
 */
export interface BoltzmannOptions {
  /**
   * Temperature τ, above 0, in the unit of the action values; or a schedule of
   * it, counted in environment steps. Actions whose values differ by τ differ
   * in probability by the factor e: the lower τ, the greedier.
   */
  readonly temperature: number | Schedule;
}

/**
 * Takes an allowed action with a probability that grows with its value:
 * `softmax(Q / τ)` over the allowed actions. An action that the mask forbids
 * has probability exactly 0.
 *
 * @throws {OptionsError} If `temperature` is neither a finite number above 0
 *   nor a schedule. A schedule that later returns anything else makes the
 *   policy throw a `ValueError`.
 * @example
 * ```ts
 * import { boltzmann, createRandom } from 'deepq';
 *
 * const policy = boltzmann({ temperature: 0.5 });
 * const context = { random: createRandom(1), environmentSteps: 0, actions: 2 };
 * policy.probabilities(Float32Array.of(0, 0.5), context); // about [0.269, 0.731]
 * policy.select(Float32Array.of(0, 0.5), context); // 1, in 73 of 100 cases
 * ```
 * @category Policies
 */
export function boltzmann(options: BoltzmannOptions): Policy {
  rejectUnknownOptions(
    'boltzmann',
    options,
    ['temperature'],
    { 'temp t tau beta': 'temperature' },
    'boltzmann({ temperature: 1 })',
  );
  const { temperature } = options;
  return new Boltzmann(toSchedule('boltzmann.temperature', temperature, positive), {
    temperature: describeSchedule(temperature),
  });
}

const positive: ScheduleRange = {
  requirement: 'a finite number above 0',
  allows: (value) => value > 0 && value < Infinity,
};

/** What choosing takes of a context, and what computing probabilities. */
const TO_SELECT: ContextUses = { random: ['uniform'], steps: true };
const TO_COMPUTE: ContextUses = { steps: true };

class Boltzmann implements Policy {
  readonly kind = 'boltzmann';
  readonly options: Readonly<Record<string, StateValue>>;
  readonly #temperature: Schedule;

  constructor(temperature: Schedule, options: Readonly<Record<string, StateValue>>) {
    this.#temperature = temperature;
    this.options = options;
  }

  select(values: ActionValues, context: PolicyContext): number {
    requireContext(context, TO_SELECT);
    const temperature = this.#temperature(context.environmentSteps);
    const evaluated = evaluate(values, context);
    const { actionMask } = context;
    const largest = largestAllowed(evaluated, actionMask);

    const total = totalWeight(evaluated, actionMask, largest, temperature);
    const threshold = context.random.uniform() * total;
    let passed = 0;
    let chosen = -1;
    for (let action = 0; action < evaluated.length && passed <= threshold; action++) {
      if (!isAllowed(actionMask, action)) continue;
      const weight = boltzmannWeight(evaluated[action]!, largest, temperature);
      // An action whose weight underflows to 0 must not be chosen, not even
      // as the last one where rounding makes the threshold equal the total.
      if (weight > 0) chosen = action;
      passed += weight;
    }
    return chosen;
  }

  probabilities(values: ActionValues, context: Omit<PolicyContext, 'random'>): Float32Array {
    requireContext(context, TO_COMPUTE);
    const temperature = this.#temperature(context.environmentSteps);
    const evaluated = evaluate(values, context);
    const { actionMask } = context;
    const largest = largestAllowed(evaluated, actionMask);
    const total = totalWeight(evaluated, actionMask, largest, temperature);
    return evaluated.map((value, action) =>
      isAllowed(actionMask, action) ? boltzmannWeight(value, largest, temperature) / total : 0,
    );
  }

  exploration(environmentSteps: number): Exploration {
    return { name: 'temperature', value: this.#temperature(environmentSteps) };
  }
}

/** `e^((Q − max Q) / τ)`: at most 1, so that it cannot overflow. */
function boltzmannWeight(value: number, largest: number, temperature: number): number {
  return Math.exp((value - largest) / temperature);
}

function totalWeight(
  values: Float32Array,
  mask: ActionMask | undefined,
  largest: number,
  temperature: number,
): number {
  let total = 0;
  for (let action = 0; action < values.length; action++) {
    if (!isAllowed(mask, action)) continue;
    total += boltzmannWeight(values[action]!, largest, temperature);
  }
  return total;
}
