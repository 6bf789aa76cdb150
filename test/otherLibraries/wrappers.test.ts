import { describe, expect, test } from 'vitest';
import { CartPole } from '../../src/environments/cartPole/cartPole.ts';
import type { Environment } from '../../src/protocol/environment.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { VectorEnvironment } from '../../src/vector/vectorEnvironment.ts';
import { ActionRepeat } from '../../src/wrappers/actionRepeat.ts';
import { ClipReward } from '../../src/wrappers/clipReward.ts';
import { FrameSkip } from '../../src/wrappers/frameSkip.ts';
import { RecordEpisodeStatistics } from '../../src/wrappers/recordEpisodeStatistics.ts';
import { RescaleObservation } from '../../src/wrappers/rescaleObservation.ts';
import { TimeLimit } from '../../src/wrappers/timeLimit.ts';
import { TransformReward } from '../../src/wrappers/transformReward.ts';
import { expectNear } from '../heads/headLaws.ts';
import { scriptedEnvironment } from '../support/scripted.ts';

/**
 * What Gymnasium's own tests of wrappers and groups expect (Gymnasium 1.3, tests/wrappers and
 * tests/vector), and PFRL's of time limits (test_continuing_time_limit.py).
 */

/** Shows its number of steps, and ends at `length`; pays what `pay` says. */
function counting(
  length: number,
  pay: (action: number, steps: number) => number,
): Environment<number> {
  let steps = 0;
  return {
    observationSpace: new Discrete(100),
    actionSpace: new Discrete(5),
    reset: () => ({ observation: (steps = 0), info: {} }),
    step: (action) => {
      steps += 1;
      const terminated = steps === length;
      const flags = { terminated, truncated: false };
      return { observation: steps, reward: pay(action, steps), ...flags, info: { steps } };
    },
  };
}

const forever = (): Environment<number> => counting(Infinity, () => 1);

describe('taking an action several times', () => {
  const repeats = [
    (inside: Environment<number>, repeat: number) => new ActionRepeat(inside, { repeat }),
    (inside: Environment<number>, skip: number) => new FrameSkip(inside, { skip }),
  ];
  test.each(repeats)('sums rewards, and tells of the last step: %o', (wrap) => {
    const environment = wrap(
      counting(Infinity, (_, steps) => steps),
      3,
    );
    environment.reset();
    expect(environment.step(2)).toMatchObject({ reward: 6, observation: 3, info: { steps: 3 } });
  });

  test.each(repeats)('stops where the episode ends: %o', (wrap) => {
    const environment = wrap(
      counting(3, () => 1),
      10,
    );
    environment.reset();
    expect(environment.step(0)).toMatchObject({ reward: 3, terminated: true, info: { steps: 3 } });
  });

  test('is the same as taking it by hand', () => {
    const plain = new CartPole();
    plain.reset({ seed: 42 });
    const four = [0, 0, 0, 0].map(() => plain.step(1));
    const environment = new ActionRepeat(new CartPole(), { repeat: 4 });
    environment.reset({ seed: 42 });
    const once = environment.step(1);
    expect(once.reward).toBe(four.reduce((sum, { reward }) => sum + reward, 0));
    expect(once.observation).toEqual(four[3]!.observation);
  });

  test.each([2.5, 3.14, 0, -1, -100])('refuses %d times', (times) => {
    expect(() => new ActionRepeat(forever(), { repeat: times })).toThrow(/whole number from 1/);
    expect(() => new FrameSkip(forever(), { skip: times })).toThrow(/whole number/);
  });
});

test.each([
  [{ max: 0.5 }, 0.5],
  [{ min: 0 }, 1],
  [{ min: 0, max: 0.5 }, 0.5],
])('a reward of 1 clipped to %o', (to, expected) => {
  const environment = new ClipReward(new CartPole(), { to });
  environment.reset({ seed: 42 });
  expect(environment.step(0).reward).toBe(expected);
});

test('a reward that a function changes', () => {
  const pays = counting(Infinity, (action) => action);
  const environment = new TransformReward(pays, { transform: (reward) => 2 * reward + 1 });
  environment.reset();
  expect(environment.step(0).reward).toBe(1);
  expect(environment.step(1).reward).toBe(3);
});

test('observations stretched from their bounds to others, where bounds are finite', () => {
  const rows = [
    [0.5, 2],
    [0, 1],
    [1, 3],
  ];
  let at = 0;
  const next = (): Float32Array => Float32Array.from(rows[at++]!);
  const environment = new RescaleObservation(
    {
      observationSpace: new Box({ low: [0, 1], high: [1, 3] }),
      actionSpace: new Discrete(1),
      reset: () => ({ observation: next(), info: {} }),
      step: () => {
        const flags = { terminated: false, truncated: false };
        return { observation: next(), reward: 0, ...flags, info: {} };
      },
    },
    { low: -5, high: 5 },
  );
  expectNear(environment.reset().observation, [0, 0]);
  expectNear(environment.step(0).observation, [-5, -5]);
  expectNear(environment.step(0).observation, [5, 5]);
});

describe('time limits', () => {
  test.each([false, true])('end an episode that does not; one in another: %s', (twice) => {
    let environment: Environment<number> = new TimeLimit(forever(), { maxEpisodeSteps: 20 });
    if (twice) environment = new TimeLimit(environment, { maxEpisodeSteps: 20 });
    environment.reset();
    const ends = Array.from({ length: 20 }, () => environment.step(0));
    expect(ends.map(({ truncated }) => truncated)).toEqual(ends.map((_, step) => step === 19));
    expect(ends.some(({ terminated }) => terminated)).toBe(false);
  });

  test.each([false, true])('where it ends at the last step, both are true: %s', (twice) => {
    let environment: Environment<number> = counting(1, () => 0);
    environment = new TimeLimit(environment, { maxEpisodeSteps: 1 });
    if (twice) environment = new TimeLimit(environment, { maxEpisodeSteps: 1 });
    environment.reset();
    expect(environment.step(0)).toMatchObject({ terminated: true, truncated: true });
  });

  test('PFRL: steps of an episode that was left count for nothing', () => {
    const environment = new TimeLimit(forever(), { maxEpisodeSteps: 3 });
    environment.reset();
    environment.step(0);
    expect(environment.step(0).truncated).toBe(false);
    environment.reset();
    const flags = [0, 0, 0].map(() => environment.step(0).truncated);
    expect(flags).toEqual([false, false, true]);
  });

  test.each([-1, null, 1.5])('refuse %j steps', (maxEpisodeSteps) => {
    const options = { maxEpisodeSteps } as { maxEpisodeSteps: number };
    expect(() => new TimeLimit(forever(), options)).toThrow(/maxEpisodeSteps must be/);
  });
});

describe('statistics of episodes', () => {
  test('of a group: 25 steps of episodes of three', () => {
    const copies: RecordEpisodeStatistics[] = [];
    const group = new VectorEnvironment(2, () => {
      const copy = new RecordEpisodeStatistics(
        counting(3, () => 1),
        { recentEpisodes: 5 },
      );
      copies.push(copy);
      return copy;
    });
    group.reset({ seed: 123 });
    for (let step = 1; step <= 25; step++) {
      for (const { finalInfo, terminated } of group.step([0, 0])) {
        expect(terminated).toBe(step % 3 === 0);
        if (terminated) expect(finalInfo).toMatchObject({ episode: { return: 3, length: 3 } });
      }
    }
    for (const { episodes, recent } of copies) {
      expect(episodes).toBe(8);
      expect(recent.map(({ return: sum, length }) => [sum, length])).toEqual(
        Array.from({ length: 5 }, () => [3, 3]),
      );
    }
  });
});

test('an episode that ends is the last one of its statistics, whatever is stepped after', () => {
  const environment = new RecordEpisodeStatistics(
    scriptedEnvironment([{ rewards: [1, 2], end: 'truncated' }]),
  );
  for (let episode = 1; episode <= 3; episode++) {
    environment.reset();
    environment.step(0);
    expect(environment.step(0).info).toMatchObject({ episode: { return: 3, length: 2 } });
    expect(environment.episodes).toBe(episode);
  }
});
