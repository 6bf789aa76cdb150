import type { Environment } from '../../src/protocol/environment.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { Discrete } from '../../src/spaces/discrete.ts';

/** What an action comes to. */
export interface Outcome {
  /** They come one after the other, again and again: their mean is exact. */
  readonly rewards: readonly number[];
  /** The state after it; `null`: the episode terminates. */
  readonly next: number | null;
}

/** A world so small that its values can be computed by hand. */
export interface Probe {
  readonly name: string;
  /** By state, then by action. An episode begins in any state alike. */
  readonly outcomes: readonly (readonly Outcome[])[];
  /** By state, which actions are allowed; all without it. */
  readonly masks?: readonly (readonly number[])[];
  /** An episode is truncated after so many steps. */
  readonly limit?: number;
}

const to = (next: number | null, ...rewards: readonly number[]): Outcome => ({ rewards, next });

/** Every action of the only state pays ½ and ends the episode. */
export const constant: Probe = { name: 'constant', outcomes: [[to(null, 0.5), to(null, 0.5)]] };

/** What is seen decides what it pays. */
export const observed: Probe = {
  name: 'observation-dependent',
  outcomes: [
    [to(null, 1), to(null, 1)],
    [to(null, -0.5), to(null, -0.5)],
  ],
};

/** Four states, one after the other; the last one pays 1. */
export const chain: Probe = {
  name: 'discounted chain',
  outcomes: [0, 1, 2, 3].map((state) => {
    const outcome = state === 3 ? to(null, 1) : to(state + 1, 0);
    return [outcome, outcome];
  }),
};

/** What an action is worth depends on what is done later. */
export const choices: Probe = {
  name: 'policy-dependent',
  outcomes: [
    [to(1, 0), to(2, 0.2)],
    [to(null, 1), to(null, -1)],
    [to(null, 0.3), to(null, 0.1)],
  ],
};

/** It goes on for ever, and is cut short after three steps. */
export const endless: Probe = {
  name: 'truncation',
  outcomes: [[to(0, 0.3), to(0, 0.3)]],
  limit: 3,
};

/** In state 1 all but the worst action is ruled out, and nothing is ever known of the others. */
export const masked: Probe = {
  name: 'masks',
  outcomes: [
    [to(1, 0), to(1, 0.1), to(null, -0.4)],
    [to(null, -1), to(null, 0.5), to(null, 0.5)],
  ],
  masks: [
    [1, 1, 1],
    [1, 0, 0],
  ],
};

/** Three times out of four it pays ½, else −½; and a sure thing beside it. */
export const stochastic: Probe = {
  name: 'stochastic',
  outcomes: [[to(null, 0.5, 0.5, -0.5, 0.5), to(null, 0.125)]],
};

export const probes: readonly Probe[] = [
  constant,
  observed,
  chain,
  choices,
  endless,
  masked,
  stochastic,
];

/** The world as an environment. */
export function probeEnvironment({ outcomes, masks, limit }: Probe): Environment<number> {
  let random = createRandom(0);
  let state = 0;
  let steps = 0;
  const taken = new Map<Outcome, number>();
  const info = (): Record<string, unknown> => (masks ? { actionMask: masks[state] } : {});
  return {
    observationSpace: new Discrete(outcomes.length),
    actionSpace: new Discrete(outcomes[0]!.length),
    reset({ seed } = {}) {
      if (seed !== undefined) random = createRandom(seed);
      state = random.integer(outcomes.length);
      steps = 0;
      return { observation: state, info: info() };
    },
    step(action) {
      const outcome = outcomes[state]![action]!;
      const count = taken.get(outcome) ?? 0;
      taken.set(outcome, count + 1);
      steps++;
      const terminated = outcome.next === null;
      // Where an episode terminates, a state is shown that is worth something.
      state = outcome.next ?? 0;
      return {
        observation: state,
        reward: outcome.rewards[count % outcome.rewards.length]!,
        terminated,
        truncated: !terminated && steps === limit,
        info: info(),
      };
    },
  };
}

/** What the values are computed for. */
export interface Learner {
  readonly discount: number;
  /** Rewards in a sum; the actions after the first one are drawn evenly. */
  readonly steps?: number;
  /** Of Munchausen Q-learning. */
  readonly soft?: { readonly alpha: number; readonly temperature: number; readonly least: number };
}

/**
 * The values that a learner comes to, by state and action; `null` where an action is
 * never taken. Written from the definitions, with none of the library's code.
 */
export function valuesOf(probe: Probe, learner: Learner): (number | null)[][] {
  const { outcomes, masks } = probe;
  const { discount, steps = 1, soft } = learner;
  const allowed = (state: number): number[] =>
    outcomes[state]!.map((_, action) => action).filter((action) => masks?.[state]?.[action] ?? 1);
  const mean = (numbers: readonly number[]): number =>
    numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  let values = outcomes.map((actions) => actions.map(() => 0));
  const of = (state: number): number[] => allowed(state).map((action) => values[state]![action]!);
  /** τ log Σ exp(q / τ), or the maximum. */
  const worth = (state: number): number => {
    const best = Math.max(...of(state));
    if (!soft) return best;
    const sum = of(state).reduce((all, q) => all + Math.exp((q - best) / soft.temperature), 0);
    return best + soft.temperature * Math.log(sum);
  };
  const target = (state: number, action: number, left: number): number => {
    const { rewards, next } = outcomes[state]![action]!;
    if (next === null) return mean(rewards);
    const later =
      left === 1 ? worth(next) : mean(allowed(next).map((then) => target(next, then, left - 1)));
    return mean(rewards) + discount * later;
  };
  const bonus = (state: number, action: number): number => {
    if (!soft) return 0;
    const logPolicy = values[state]![action]! - worth(state);
    return soft.alpha * Math.min(Math.max(logPolicy, soft.least), 0);
  };
  for (let round = 0; round < 500; round++) {
    values = outcomes.map((actions, state) =>
      actions.map((_, action) => target(state, action, steps) + bonus(state, action)),
    );
  }
  return values.map((row, state) =>
    row.map((value, action) => (allowed(state).includes(action) ? value : null)),
  );
}
