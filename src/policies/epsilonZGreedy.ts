import type { Random } from '../random/random.ts';
import { toSchedule } from '../schedules/resolve.ts';
import { describeSchedule, type Schedule } from '../schedules/schedule.ts';
import type { StateValue } from '../state/state.ts';
import {
  rejectUnknownOptions,
  requireInteger,
  requireNumber,
  show,
} from '../validation/options.ts';
import { OptionsError } from '../errors.ts';
import { countAllowed, isAllowed } from '../protocol/allowedActions.ts';
import { epsilonGreedy, probability } from './epsilonGreedy.ts';
import type { ActionValues, Exploration, Policy, PolicyContext } from './policy.ts';
import { isTypedArray } from '../validation/typedArrays.ts';
import { requireContext, type ContextUses } from './requireContext.ts';

/**
 * Options of {@link epsilonZGreedy}.
 *
 * @category Policies
 */
export interface EpsilonZGreedyOptions {
  /**
   * The probability of beginning to explore, from 0 to 1; or a schedule of it,
   * counted in environment steps. As it is drawn only where no action is held,
   * more than this share of the steps explores.
   */
  readonly epsilon: number | Schedule;
  /**
   * How fast long holds become rare: n steps have a probability in proportion
   * to `n ** -exponent`. Above 1; the larger, the shorter.
   *
   * @default 2
   */
  readonly exponent?: number;
  /**
   * The longest hold, in steps: n is drawn from 1 to so many.
   *
   * @default 10,000
   */
  readonly maxSteps?: number;
}

/**
 * ε-greedy that holds on to what it explores: with probability ε it takes an
 * allowed action uniformly at random for n steps, n being drawn from a zeta
 * distribution; else the allowed action of the largest value.
 *
 * Single random actions undo each other. Where a goal takes many equal ones in
 * a row (a swing, a corridor), holding finds it much sooner.
 *
 * A held action ends early where the mask forbids it, and at the end of the
 * episode. The agent keeps what is held, for each stream of steps (`context.memory`);
 * in a context without it, as in `evaluate` with `explore: true`, each choice is
 * for one step.
 *
 * @throws {OptionsError} If an option is unknown or out of range.
 * @example
 * ```ts
 * import { createRandom, epsilonZGreedy } from 'deepq';
 *
 * const policy = epsilonZGreedy({ epsilon: 1 });
 * const memory = new Float64Array(policy.memorySize ?? 0);
 * const context = { random: createRandom(1), environmentSteps: 0, actions: 3, memory };
 * const first = policy.select(Float32Array.of(0, 0, 0), context);
 * memory; // [first, how many times it will be taken again]
 * ```
 * @see Dabney et al. 2021, Temporally-Extended ε-Greedy Exploration,
 *   https://openreview.net/forum?id=ONBPHFZ7zG4
 * @category Policies
 */
export function epsilonZGreedy(options: EpsilonZGreedyOptions): Policy {
  rejectUnknownOptions(
    'epsilonZGreedy',
    options,
    ['epsilon', 'exponent', 'maxSteps'],
    {},
    'epsilonZGreedy({ epsilon: 0.1 })',
  );
  const exponent = requireNumber('epsilonZGreedy.exponent', options.exponent ?? 2);
  if (exponent <= 1) {
    throw new OptionsError(
      `epsilonZGreedy.exponent must be above 1, or the holds would never end; received ${show(exponent)}.`,
    );
  }
  const maxSteps = requireInteger('epsilonZGreedy.maxSteps', options.maxSteps ?? 10_000, {
    min: 1,
    max: 2 ** 31 - 1,
  });
  const epsilon = toSchedule('epsilonZGreedy.epsilon', options.epsilon, probability);
  const described = { epsilon: describeSchedule(options.epsilon), exponent, maxSteps };
  return new EpsilonZGreedy(epsilon, exponent, maxSteps, described);
}

/** What choosing takes of a context, and what computing probabilities. */
const TO_SELECT: ContextUses = { random: ['uniform', 'integer'], steps: true };
const TO_COMPUTE: ContextUses = { steps: true };

/** Where the memory of a stream has the action that is held. */
const ACTION = 0;
/** Where it has how many times more the action is taken; 0 if none is held. */
const STEPS = 1;

class EpsilonZGreedy implements Policy {
  readonly kind = 'epsilonZGreedy';
  readonly options: Readonly<Record<string, StateValue>>;
  readonly memorySize = 2;
  readonly #epsilon: Schedule;
  readonly #exponent: number;
  readonly #maxSteps: number;
  readonly #explore: Policy = epsilonGreedy({ epsilon: 1 });
  readonly #exploit: Policy = epsilonGreedy({ epsilon: 0 });
  readonly #mixed: Policy;

  constructor(
    epsilon: Schedule,
    exponent: number,
    maxSteps: number,
    options: Readonly<Record<string, StateValue>>,
  ) {
    this.options = options;
    this.#epsilon = epsilon;
    this.#exponent = exponent;
    this.#maxSteps = maxSteps;
    this.#mixed = epsilonGreedy({ epsilon });
  }

  acceptsMemory(memory: Float64Array, actions: number): boolean {
    if (!isTypedArray(memory, 'Float64Array')) return false;
    const [action, steps] = memory as unknown as [number, number];
    return isCount(action) && action < actions && isCount(steps);
  }

  select(values: ActionValues, context: PolicyContext): number {
    requireContext(context, TO_SELECT);
    const { memory, random } = context;
    const left = memory ? (memory[STEPS] as number) : 0;
    if (memory && left > 0) {
      // A mask that is none must not shorten the hold.
      countAllowed(context);
      memory[STEPS] = left - 1;
      const held = memory[ACTION] as number;
      if (isHoldable(held, context)) return held;
      memory[STEPS] = 0;
    }
    const explores = random.uniform() < this.#epsilon(context.environmentSteps);
    if (!explores) return this.#exploit.select(values, context);
    const action = this.#explore.select(values, context);
    if (memory) {
      memory[ACTION] = action;
      memory[STEPS] = drawZeta(random, this.#exponent, this.#maxSteps) - 1;
    }
    return action;
  }

  probabilities(values: ActionValues, context: Omit<PolicyContext, 'random'>): Float32Array {
    requireContext(context, TO_COMPUTE);
    const { memory } = context;
    const held = memory && memory[STEPS] !== 0 ? (memory[ACTION] as number) : null;
    if (held === null || !isHoldable(held, context)) {
      return this.#mixed.probabilities(values, context);
    }
    const probabilities = new Float32Array(context.actions);
    probabilities[held] = 1;
    return probabilities;
  }

  exploration(environmentSteps: number): Exploration {
    return { name: 'epsilon', value: this.#epsilon(environmentSteps) };
  }
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isHoldable(
  action: number,
  { actions, actionMask }: Omit<PolicyContext, 'random'>,
): boolean {
  return action < actions && isAllowed(actionMask, action);
}

/**
 * Draws a whole number n from 1 to `max` with a probability in proportion to
 * `n ** -exponent`.
 *
 * By rejection: the whole part of a Pareto draw below `max + 1` is of nearly
 * that distribution, and is kept with the ratio of the two.
 *
 * @see Devroye 1986, Non-Uniform Random Variate Generation, X.6.1
 */
export function drawZeta(random: Random, exponent: number, max: number): number {
  const power = exponent - 1;
  // 2 is then less likely than any double can say.
  if (power > 1000) return 1;
  const atOne = 2 ** power;
  // The share of the Pareto distribution that lies below max + 1.
  const share = -Math.expm1(-power * Math.log1p(max));
  for (;;) {
    const pareto = Math.exp(-Math.log1p(-share * random.uniform()) / power);
    // Rounding may carry the largest draws past max.
    const n = Math.min(Math.floor(pareto), max);
    const v = random.uniform();
    // The ratio less 1, of which nothing would be left if it were subtracted.
    const above = Math.expm1(power * Math.log1p(1 / n));
    if ((v * n * above) / Math.expm1(power * Math.LN2) <= (1 + above) / atOne) return n;
  }
}
