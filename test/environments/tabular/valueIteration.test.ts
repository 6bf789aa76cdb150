import { describe, expect, test } from 'vitest';
import { CliffWalking } from '../../../src/environments/cliffWalking/cliffWalking.ts';
import { FrozenLake } from '../../../src/environments/frozenLake/frozenLake.ts';
import type { TabularEnvironment } from '../../../src/environments/tabular/tabularEnvironment.ts';
import { Taxi } from '../../../src/environments/taxi/taxi.ts';
import { createRandom } from '../../../src/random/createRandom.ts';

/** Of each action in a state: what it earns, and what is worth where it leads to. */
function actionValues(
  environment: TabularEnvironment,
  state: number,
  values: Float64Array,
): number[] {
  return Array.from({ length: environment.actionSpace.n }, (_, action) =>
    environment
      .transitions(state, action)
      .reduce(
        (sum, { probability, nextState, reward, terminated }) =>
          sum + probability * (reward + (terminated ? 0 : values[nextState]!)),
        0,
      ),
  );
}

/** The values of all states with 0, 1, … `steps` steps to go, undiscounted. */
function backwardInduction(environment: TabularEnvironment, steps: number): Float64Array[] {
  const horizons = [new Float64Array(environment.observationSpace.n)];
  for (let left = 1; left <= steps; left++) {
    const values = horizons[left - 1]!;
    horizons.push(values.map((_, state) => Math.max(...actionValues(environment, state, values))));
  }
  return horizons;
}

const meanAtStart = (environment: TabularEnvironment, values: Float64Array): number =>
  environment
    .initialStateDistribution()
    .reduce((sum, probability, state) => sum + probability * values[state]!, 0);

/** The mean return of the best policy that knows how many steps are left, as it is played. */
function play(
  environment: TabularEnvironment,
  horizons: readonly Float64Array[],
  episodes: number,
): number {
  let total = 0;
  for (let episode = 0; episode < episodes; episode++) {
    let { observation } = environment.reset();
    for (let left = horizons.length - 1; left > 0; left--) {
      const values = actionValues(environment, observation, horizons[left - 1]!);
      const result = environment.step(values.indexOf(Math.max(...values)));
      total += result.reward;
      observation = result.observation;
      if (result.terminated) break;
    }
  }
  return total / episodes;
}

describe('value iteration on the transitions', () => {
  test('of Taxi finds the best mean return, 7.93, and its policy earns it', () => {
    const environment = new Taxi({ seed: 1 });
    const horizons = backwardInduction(environment, 60);
    const values = horizons[60]!;

    // No start is farther from its destination than 18 steps: it has converged.
    expect(values).toEqual(horizons[59]);
    expect(meanAtStart(environment, values)).toBeCloseTo(7.93, 10);
    // The deviation of a single return is 2.6.
    expect(Math.abs(play(environment, horizons, 3000) - 7.93)).toBeLessThan(0.15);
  });

  // The optima that Gymnasium's registration states.
  test.each([
    ['4x4', 100, 0.74],
    ['8x8', 200, 0.91],
  ] as const)(
    'of the slippery lake %s finds the best share of episodes of %i steps that reach the goal, %f',
    (mapName, steps, optimum) => {
      const environment = new FrozenLake({ mapName, seed: 1 });
      const horizons = backwardInduction(environment, steps);
      const best = meanAtStart(environment, horizons[steps]!);

      expect(best).toBeCloseTo(optimum, 2);
      // The deviation of the mean is at most 0.014.
      expect(Math.abs(play(environment, horizons, 1000) - best)).toBeLessThan(0.04);
    },
  );

  test('of the cliff finds the way along the edge', () => {
    const environment = new CliffWalking();
    const horizons = backwardInduction(environment, 60);

    expect(meanAtStart(environment, horizons[60]!)).toBe(-13);
    expect(play(environment, horizons, 1)).toBe(-13);
  });
});

test('a random policy earns less than the values say', () => {
  const environment = new Taxi();
  const horizons = backwardInduction(environment, 60);
  const random = createRandom(1);
  for (let episode = 0; episode < 20; episode++) {
    const { observation } = environment.reset();
    let total = 0;
    for (let step = 0; step < 60; step++) {
      const result = environment.step(random.integer(6));
      total += result.reward;
      if (result.terminated) break;
    }
    expect(total).toBeLessThanOrEqual(horizons[60]![observation]!);
  }
});
