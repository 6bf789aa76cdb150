import { expect, test } from 'vitest';
import { CartPole } from '../../src/environments/cartPole/cartPole.ts';
import { OptionsError, ValueError } from '../../src/errors.ts';
import { TransformReward } from '../../src/wrappers/transformReward.ts';
import { paying, rewardsOf } from './rewards.ts';

test('puts every reward through the function', () => {
  const transform = (reward: number): number => reward / 10 - 1;
  expect(rewardsOf(new TransformReward(paying([5, 0, -20]), { transform }))).toEqual([
    -0.5, -1, -3,
  ]);
});

test('is told of the whole step', () => {
  const told: unknown[] = [];
  const environment = new TransformReward(paying([5, 7]), {
    transform: (reward, outcome) => {
      told.push([reward, outcome]);
      return outcome.terminated ? -1 : reward;
    },
  });
  const first = environment.reset().observation;
  const results = [environment.step(0), environment.step(0)];
  expect(results.map(({ reward }) => reward)).toEqual([5, -1]);
  const seen = [first, ...results.map(({ observation }) => observation)];
  const rest = { action: 0, truncated: false };
  const [one, two] = results.map(({ info }) => info);
  expect(told).toEqual([
    [
      5,
      {
        ...{ ...rest, observation: seen[0], nextObservation: seen[1] },
        ...{ reward: 5, terminated: false, info: one },
      },
    ],
    [
      7,
      {
        ...{ ...rest, observation: seen[1], nextObservation: seen[2] },
        ...{ reward: 7, terminated: true, info: two },
      },
    ],
  ]);
});

test('a reward by action, and one for failure, are a line each', () => {
  const byAction = [0, 0, 5];
  const assault = new TransformReward(new CartPole(), {
    transform: (reward, { action }) => reward + byAction[action + 1]!,
  });
  assault.reset({ seed: 1 });
  expect([assault.step(0).reward, assault.step(1).reward]).toEqual([1, 6]);

  const pole = new TransformReward(new CartPole(), {
    transform: (reward, { terminated }) => (terminated ? -1 : reward),
  });
  pole.reset({ seed: 1 });
  let result = pole.step(1);
  while (!result.terminated) {
    expect(result.reward).toBe(1);
    result = pole.step(1);
  }
  expect(result.reward).toBe(-1);
});

test.each([[Number.NaN], [Infinity], ['1'], [undefined]])(
  'refuses %o, which is no finite number',
  (reward) => {
    const transform = (): number => reward as number;
    const environment = new TransformReward(paying([3]), { transform });
    environment.reset();
    const step = (): unknown => environment.step(0);
    expect(step).toThrow(ValueError);
    environment.reset();
    expect(step).toThrow('transform must return a finite number; received');
  },
);

test.each<[unknown, string]>([
  [{}, 'TransformReward transform must be a function; received undefined'],
  [{ transform: 2 }, 'must be a function; received 2'],
  [{ reward: () => 1 }, "TransformReward has no option 'reward'"],
  [() => 1, 'TransformReward needs an object of options (transform); received a function'],
])('refuses %o', (options, message) => {
  const make = (): unknown => new TransformReward(paying([1]), options as never);
  expect(make).toThrow(OptionsError);
  expect(make).toThrow(message);
});
