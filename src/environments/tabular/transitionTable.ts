import type { Random } from '../../random/random.ts';
import type { Transition } from './tabularEnvironment.ts';

/** What an action may lead to in a state, in a fixed order. */
export type TransitionRule = (state: number, action: number) => readonly Transition[];

/**
 * A rule with a memory: each list is made once, when it is first asked for
 * (of a large map most never are), and then frozen. Its arguments are not
 * checked.
 */
export class TransitionTable {
  /** How many states there are. */
  readonly states: number;
  /** How many actions there are. */
  readonly actions: number;
  readonly #rule: TransitionRule;
  readonly #lists: (readonly Transition[] | undefined)[];

  constructor(states: number, actions: number, rule: TransitionRule) {
    this.states = states;
    this.actions = actions;
    this.#rule = rule;
    this.#lists = new Array<undefined>(states * actions);
  }

  /** Everything that the action may lead to. */
  outcomes(state: number, action: number): readonly Transition[] {
    const index = state * this.actions + action;
    return (this.#lists[index] ??= Object.freeze(this.#rule(state, action).map(freeze)));
  }

  /** One of them by chance; draws from the stream only where there are several. */
  sample(state: number, action: number, random: Random): Transition {
    const outcomes = this.outcomes(state, action);
    return outcomes.length === 1
      ? (outcomes[0] as Transition)
      : pickOutcome(outcomes, random.uniform());
  }
}

/**
 * The first outcome up to which the probabilities add up to more than
 * `uniform`, as Gymnasium picks it.
 *
 * @param outcomes - At least one.
 * @param uniform - In `[0, 1)`.
 */
export function pickOutcome(outcomes: readonly Transition[], uniform: number): Transition {
  let sum = 0;
  for (const outcome of outcomes) {
    sum += outcome.probability;
    if (sum > uniform) return outcome;
  }
  // Rounded, the sum may fall short of 1.
  return outcomes[outcomes.length - 1] as Transition;
}

function freeze(outcome: Transition): Transition {
  return Object.freeze(outcome);
}
