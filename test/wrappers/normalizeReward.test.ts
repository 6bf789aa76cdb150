import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seenStatistics } from '../support/seenStatistics.ts';
import { checkEnvironment } from '../../src/conformance/checkEnvironment.ts';
import { CartPole } from '../../src/environments/cartPole/cartPole.ts';
import { CheckpointError, OptionsError, ValueError } from '../../src/errors.ts';
import {
  NormalizeReward,
  type NormalizeRewardOptions,
} from '../../src/wrappers/normalizeReward.ts';
import { RunningStatistics } from '../../src/statistics/runningStatistics.ts';
import { scriptedEnvironment, type ScriptedEpisode } from '../support/scripted.ts';

/** The rewards of whole episodes, one after the other. */
function play(
  episodes: readonly (readonly number[])[],
  options?: NormalizeRewardOptions,
): readonly number[] {
  const script = episodes.map<ScriptedEpisode>((rewards) => ({ rewards, end: 'terminated' }));
  const environment = new NormalizeReward(scriptedEnvironment(script), options);
  return episodes.flatMap((rewards) => {
    environment.reset();
    return rewards.map(() => environment.step(0).reward);
  });
}

test('divides by the spread of the discounted sums so far', () => {
  // Sums: 1; 0.5 + 3 = 3.5; and anew 2. Variances: none; 1.5625; 3.125 / 3 = 1.0556.
  const rewards = play([[1, 3], [2]], { discount: 0.5, clip: Infinity });
  expect(rewards[0]).toBeCloseTo(1, 6);
  expect(rewards[1]).toBeCloseTo(3 / 1.25, 6);
  expect(rewards[2]).toBeCloseTo(
    2 / Math.sqrt(((1 - 13 / 6) ** 2 + (3.5 - 13 / 6) ** 2 + (2 - 13 / 6) ** 2) / 3),
    6,
  );
});

test('the sums of what it gives have the same spread, whatever the size of the rewards', () => {
  const episodes = (scale: number): number[][] =>
    Array.from({ length: 60 }, (_, episode) =>
      Array.from({ length: 20 }, (_step, step) => scale * Math.sin(7 * episode + step * step)),
    );
  const small = play(episodes(1e-3), { epsilon: 1e-300 });
  const large = play(episodes(1e5), { epsilon: 1e-300 });
  for (const [index, reward] of small.entries()) {
    // But for the first, of which no spread is known.
    if (index > 0) expect(reward).toBeCloseTo(large[index]!, 5);
  }
});

test('is a naive count of the variance', () => {
  const one = fc.array(fc.double({ noNaN: true, min: -100, max: 100 }), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(fc.array(one, { minLength: 1, maxLength: 6 }), (episodes) => {
      const given = play(episodes, { discount: 0.9 });
      const sums: number[] = [];
      const expected = episodes.flatMap((rewards) => {
        let sum = 0;
        return rewards.map((reward) => {
          sums.push((sum = 0.9 * sum + reward));
          const mean = sums.reduce((total, value) => total + value, 0) / sums.length;
          const variance = sums.reduce((total, x) => total + (x - mean) ** 2, 0) / sums.length;
          return { reward, variance };
        });
      });
      for (const [index, { reward, variance }] of expected.entries()) {
        // Below that, the naive sum is rounded more than it is right.
        if (variance < 1e-6) continue;
        const scaled = Math.min(10, Math.max(-10, reward / Math.sqrt(variance + 1e-8)));
        expect(given[index]).toBeCloseTo(scaled, 3);
      }
    }),
  );
});

test('without any spread rewards stay as they are', () => {
  expect(play([[5], [5], [5]])).toEqual([5, 5, 5].map((reward) => reward / Math.sqrt(1 + 1e-8)));
});

test('keeps rewards within the bound', () => {
  const episodes = [[1], [1.001], [-1]];
  const [, second] = play(episodes);
  expect(second).toBe(10);
  expect(play(episodes, { clip: 2 })[1]).toBe(2);
  expect(play(episodes, { clip: Infinity })[1]).toBeCloseTo(1.001 / Math.sqrt(2.5e-7 + 1e-8), 0);
});

test('frozen, the statistics stay as they are, and can be those of training', () => {
  const script: ScriptedEpisode[] = [{ rewards: [1, 3, 5], end: 'truncated' }];
  const training = new NormalizeReward(scriptedEnvironment(script), { discount: 0.5 });
  training.reset();
  training.step(0);
  training.step(0);
  const { statistics } = training;
  const frozen = new NormalizeReward(scriptedEnvironment(script), { statistics, update: false });
  const before = statistics.getState();
  frozen.reset();
  expect(frozen.step(0).reward).toBeCloseTo(1 / 1.25, 6);
  expect(statistics.getState()).toEqual(before);
  frozen.update = true;
  frozen.step(0);
  expect(statistics.getState()).not.toEqual(before);
});

describe('the state', () => {
  test('holds the statistics and the running sum', () => {
    const environment = new NormalizeReward(new CartPole());
    environment.reset({ seed: 1 });
    environment.step(1);
    environment.step(0);
    const state = environment.getState!();
    const expected = [environment.step(0), environment.step(1)];
    const other = new NormalizeReward(new CartPole());
    other.setState!(state);
    expect([other.step(0), other.step(1)]).toEqual(expected);
  });

  test.each([
    { sum: 'much' },
    { statistics: new RunningStatistics(2).getState() },
    { environment: {} },
  ])('with %o is refused and changes nothing', (spoilt) => {
    const environment = new NormalizeReward(new CartPole());
    environment.reset({ seed: 1 });
    const earlier = environment.getState!();
    environment.step(1);
    const before = environment.getState!();
    expect(() => {
      environment.setState!({ ...earlier, ...spoilt });
    }).toThrow(CheckpointError);
    expect(environment.getState!()).toEqual(before);
  });
});

test('keeps the rules of environments, frozen', () => {
  expect(() => {
    checkEnvironment(
      new NormalizeReward(new CartPole(), { update: false, statistics: seenStatistics(1) }),
    );
  }).not.toThrow();
});

test('a reward that is none is refused, and the statistics stay as they are', () => {
  const script: ScriptedEpisode[] = [{ rewards: [Number.NaN, 1], end: 'terminated' }];
  const environment = new NormalizeReward(scriptedEnvironment(script));
  const before = environment.statistics.getState();
  environment.reset();
  expect(() => environment.step(0)).toThrow(ValueError);
  expect(environment.statistics.getState()).toEqual(before);
});

test('a reward whose square is infinite is refused, and those after it are scaled as before', () => {
  const script = (huge: boolean): ScriptedEpisode[] => [
    { rewards: huge ? [1, 3, 1e200, 2] : [1, 3, 2], end: 'terminated' },
  ];
  const environment = new NormalizeReward(scriptedEnvironment(script(true)));
  const usual = new NormalizeReward(scriptedEnvironment(script(false)));
  for (const each of [environment, usual]) {
    each.reset();
    each.step(0);
    each.step(0);
  }
  expect(() => environment.step(0)).toThrow(ValueError);
  expect(environment.step(0).reward).toBe(usual.step(0).reward);
});

test.each<[unknown, string]>([
  [{ gamma: 0.9 }, "no option 'gamma' (write discount)"],
  [{ discount: 1.5 }, 'discount must be a finite number from 0 to 1'],
  [{ clip: 0 }, 'clip must be a finite number above 0'],
  [{ epsilon: 0 }, 'epsilon must be a finite number above 0'],
  [{ update: 1 }, 'update must be true or false'],
  [{ statistics: new RunningStatistics(2) }, 'statistics must have 1 element; received 2'],
])('refuses %o', (options, message) => {
  const make = (): unknown => new NormalizeReward(new CartPole(), options as never);
  expect(make).toThrow(OptionsError);
  expect(make).toThrow(message);
});

test('frozen statistics that have seen nothing are an error that says where they are', () => {
  const frozen = new NormalizeReward(new CartPole(), { update: false });
  const play = (): void => {
    frozen.reset();
    frozen.step(0);
  };
  expect(play).toThrow(/needs statistics that have seen something.*training\.getState\(\)/);
  frozen.statistics.setState(seenStatistics(1).getState());
  expect(play).not.toThrow();
});
