import { expect, test } from 'vitest';
import { OptionsError, ValueError } from '../../src/errors.ts';
import { TransformReward } from '../../src/wrappers/transformReward.ts';
import { paying, rewardsOf } from './rewards.ts';

test('puts every reward through the function', () => {
  const transform = (reward: number): number => reward / 10 - 1;
  expect(rewardsOf(new TransformReward(paying([5, 0, -20]), { transform }))).toEqual([
    -0.5, -1, -3,
  ]);
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
