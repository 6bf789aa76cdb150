import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as planck from 'planck';
import { describe, expect, test } from 'vitest';
import { checkEnvironment } from '../../../src/conformance/checkEnvironment.ts';
import { drawDispersion, drawEpisode } from '../../../src/environments/lunarLander/draws.ts';
import { LunarLander } from '../../../src/environments/lunarLander/lunarLander.ts';
import { requirePlanck } from '../../../src/environments/lunarLander/planck.ts';
import { observeWorld, stepWorld } from '../../../src/environments/lunarLander/stepWorld.ts';
import { createWorld } from '../../../src/environments/lunarLander/world.ts';
import type { LunarLanderOptions } from '../../../src/environments/lunarLander/options.ts';
import { makeEnvironment } from '../../../src/environments/makeEnvironment.ts';
import { OptionsError, UsageError, ValueError } from '../../../src/errors.ts';
import { createRandom } from '../../../src/random/createRandom.ts';
import { TimeLimit } from '../../../src/wrappers/timeLimit.ts';
import { landLunarLander } from '../../support/landLunarLander.ts';
import { recordedReturns } from '../../support/lunarRecording.ts';
import { builtProgram } from '../../support/builtProgram.ts';

/** Plays seeds 0 to 99, and returns their mean return and length, and the solved ones. */
function playHundred(act: (observation: Float32Array) => number) {
  const environment = new TimeLimit(new LunarLander({ planck }), { maxEpisodeSteps: 1000 });
  const returns: number[] = [];
  let steps = 0;
  for (let seed = 0; seed < 100; seed++) {
    let { observation } = environment.reset({ seed });
    let sum = 0;
    for (;;) {
      const result = environment.step(act(observation));
      steps++;
      sum += result.reward;
      observation = result.observation;
      if (result.terminated || result.truncated) break;
    }
    returns.push(sum);
  }
  const mean = returns.reduce((a, b) => a + b) / 100;
  return { mean, meanLength: steps / 100, solved: returns.filter((sum) => sum >= 200).length };
}

/** Drops the lander without engines. */
function crash(environment: LunarLander): number {
  for (let steps = 1; ; steps++) {
    const { reward, terminated } = environment.step(0);
    if (!terminated) continue;
    expect(reward).toBe(-100);
    return steps;
  }
}

test('the spaces are those of Gymnasium', () => {
  const { observationSpace, actionSpace } = new LunarLander({ planck });
  const high = Float32Array.of(2.5, 2.5, 10, 10, 2 * Math.PI, 10, 1, 1);

  expect(observationSpace).toMatchObject({ dtype: 'float32', shape: [8] });
  expect(observationSpace.high).toEqual(high);
  expect(observationSpace.low).toEqual(high.map((bound, index) => (index < 6 ? -bound : 0)));
  expect(actionSpace.n).toBe(4);
});

test.each([{}, { enableWind: true, gravity: -3 }])('keeps the rules, with %j', (options) => {
  const environment = new LunarLander({ planck, ...options });
  expect(() => {
    checkEnvironment(environment);
  }).not.toThrow();
});

describe('makeEnvironment', () => {
  test.each(['LunarLander-v2', 'LunarLander-v3'] as const)('makes %s, of 1000 steps', (id) => {
    const environment = makeEnvironment(id, { planck, seed: 6 });
    const { observation } = environment.reset();

    expect(observation).toEqual(new LunarLander({ planck, seed: 6 }).reset().observation);
    expect(environment).toMatchObject({ maxEpisodeSteps: 1000 });
  });

  test('hands its options on, and says what is missing', () => {
    // @ts-expect-error It cannot be made without planck.
    expect(() => makeEnvironment('LunarLander-v3')).toThrow('Install it with `npm install planck`');
    expect(() => makeEnvironment('LunarLander-v3', { planck, gravity: 1 })).toThrow(OptionsError);
    const windy = makeEnvironment('LunarLander-v3', { planck, enableWind: true, windPower: 20 });
    const calm = makeEnvironment('LunarLander-v3', { planck });
    expect(windy.reset({ seed: 1 })).not.toEqual(calm.reset({ seed: 1 }));
  });
});

describe('chance', () => {
  test.each([false, true])(
    'is drawn in the order of ground, push, wind (%s), and a dispersion for every step',
    (enableWind) => {
      const environment = new LunarLander({ planck, enableWind });
      const settings = { gravity: -10, enableWind, windPower: 15, turbulencePower: 1.5 };
      const random = createRandom(21);
      const world = createWorld(requirePlanck(planck), settings, drawEpisode(random, enableWind));
      stepWorld(world, 0, drawDispersion(random));

      expect(environment.reset({ seed: 21 }).observation).toEqual(observeWorld(world));
      for (const action of [0, 2, 1, 3, 2]) {
        const { reward } = stepWorld(world, action, drawDispersion(random));
        expect(environment.step(action)).toMatchObject({
          observation: observeWorld(world),
          reward,
        });
      }
    },
  );

  test('a seed decides all episodes, and each is another one', () => {
    const a = new LunarLander({ planck, seed: 4 });
    const b = new LunarLander({ planck });
    const first = a.reset().observation;
    const second = a.reset().observation;

    expect(second).not.toEqual(first);
    expect(b.reset().observation).not.toEqual(first);
    expect(b.reset({ seed: 4 }).observation).toEqual(first);
    expect(b.reset().observation).toEqual(second);
  });

  test('wind blows the lander about, and more with more power', () => {
    const drift = (options: Partial<LunarLanderOptions>): number[] => {
      const environment = new LunarLander({ planck, ...options });
      environment.reset({ seed: 2 });
      for (let step = 0; step < 39; step++) environment.step(0);
      const { observation } = environment.step(0);
      return [observation[0]!, observation[4]!];
    };
    const [calmX, calmAngle] = drift({ enableWind: true, windPower: 0, turbulencePower: 0 });
    const [weakX] = drift({ enableWind: true, windPower: 5, turbulencePower: 0 });
    const [strongX] = drift({ enableWind: true, windPower: 20, turbulencePower: 0 });
    const [, turnedAngle] = drift({ enableWind: true, windPower: 0, turbulencePower: 2 });

    // Air is free of friction: four times the wind, four times the drift.
    expect((strongX! - calmX!) / (weakX! - calmX!)).toBeCloseTo(4, 2);
    expect(Math.abs(turnedAngle! - calmAngle!)).toBeGreaterThan(0.01);
    expect(drift({ windPower: 20, turbulencePower: 2 })).toEqual(drift({}));
  });
});

describe('what 100 episodes earn is what they earn in Gymnasium', () => {
  test('by a controller that lands', () => {
    const { mean, meanLength, solved } = playHundred(landLunarLander);
    const recorded = recordedReturns.heuristic;

    // Twice the standard error of the difference of two such means is 22.
    expect(Math.abs(mean - recorded.mean)).toBeLessThan(22);
    expect(Math.abs(meanLength - recorded.mean_len)).toBeLessThan(35);
    expect(Math.abs(solved - recorded.n_ge_200)).toBeLessThan(8);
  });

  test('by chance', () => {
    const random = createRandom(0);
    const { mean, meanLength, solved } = playHundred(() => random.integer(4));
    const recorded = recordedReturns.random;

    expect(Math.abs(mean - recorded.mean)).toBeLessThan(30);
    expect(Math.abs(meanLength - recorded.mean_len)).toBeLessThan(25);
    expect(solved).toBe(0);
  });
});

describe('the end of an episode', () => {
  test('a crash; then reset is due', () => {
    const environment = new LunarLander({ planck });
    environment.reset();
    expect(crash(environment)).toBeGreaterThan(40);
    expect(() => environment.step(0)).toThrow(UsageError);
    environment.reset();
    expect(environment.step(0).terminated).toBe(false);
  });

  test('flying off to the side', () => {
    const environment = new LunarLander({ planck, gravity: -0.5, enableWind: true, windPower: 20 });
    environment.reset({ seed: 1 });
    for (;;) {
      const { observation, reward, terminated } = environment.step(0);
      if (!terminated) continue;
      expect(Math.abs(observation[0]!)).toBeGreaterThanOrEqual(1);
      expect(reward).toBe(-100);
      break;
    }
  });
});

test('fuel costs 0.3 for the main engine and 0.03 for a side engine', () => {
  const environment = new LunarLander({ planck });
  const shaping = ([x, y, vx, vy, angle]: Float32Array): number =>
    -100 * (Math.hypot(x!, y!) + Math.hypot(vx!, vy!) + Math.abs(angle!));
  let last = environment.reset({ seed: 3 }).observation;
  for (const [action, cost] of [0, 0.03, 0.3, 0.03].entries()) {
    const { observation, reward } = environment.step(action);
    expect(shaping(observation) - shaping(last) - reward).toBeCloseTo(cost, 4);
    last = observation;
  }
});

describe('bad input', () => {
  test.each([
    [{ gravity: 0 }, 'LunarLander gravity must be a number above -12 and below 0; received 0.'],
    [{ gravity: -12 }, 'gravity must be a number above -12 and below 0; received -12'],
    [{ gravity: Number.NaN }, 'received NaN'],
    [{ gravity: '-10' }, "received '-10'"],
    [{ enableWind: 1 }, 'LunarLander enableWind must be true or false; received 1.'],
    [
      { windPower: -1 },
      'LunarLander windPower must be a finite number from 0 to 1000; received -1.',
    ],
    [{ turbulencePower: Infinity }, 'LunarLander turbulencePower must be a finite number'],
    [{ seed: -1 }, 'LunarLander seed must be a whole number'],
    [{ continuous: true }, "LunarLander has no option 'continuous'"],
    [{ wind: true }, "LunarLander has no option 'wind'"],
  ])('refuses the options %j', (options, message) => {
    const make = () => new LunarLander({ planck, ...(options as object) });
    expect(make).toThrow(OptionsError);
    expect(make).toThrow(message);
  });

  test.each([-1, 4, 1.5, Number.NaN, '2', null, undefined])('refuses the action %s', (action) => {
    const environment = new LunarLander({ planck });
    environment.reset({ seed: 5 });
    const before = environment.getState();
    expect(() => environment.step(action as number)).toThrow(ValueError);
    expect(environment.getState()).toEqual(before);
  });

  test('refuses a step and a picture before the first reset', () => {
    const environment = new LunarLander({ planck });
    expect(() => environment.step(0)).toThrow(UsageError);
    expect(() => environment.render()).toThrow(UsageError);
  });

  test.each([7, { seed: -1 }, { sede: 1 }, null])('refuses reset(%j), and goes on', (options) => {
    const environment = new LunarLander({ planck });
    environment.reset({ seed: 5 });
    environment.step(1);
    const before = environment.getState();
    expect(() => environment.reset(options as object)).toThrow();
    expect(environment.getState()).toEqual(before);
    expect(environment.step(2).terminated).toBe(false);
  });
});

test('the heap stays flat over 200 episodes', async () => {
  // In a process of its own, as the test runner's own heap grows.
  const script = builtProgram(new URL('heapChild.ts', import.meta.url));
  const flags = ['--expose-gc', script];
  const { stdout } = await promisify(execFile)(process.execPath, flags);
  expect(stdout).toMatch(/^-?\d+\n$/);
  // A world takes about 100 kB; one of them is always there.
  expect(Number(stdout)).toBeLessThan(1_000_000);
}, 120_000);
