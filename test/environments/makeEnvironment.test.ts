import * as planck from 'planck';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { Acrobot } from '../../src/environments/acrobot/acrobot.ts';
import { CartPole } from '../../src/environments/cartPole/cartPole.ts';
import { checkEnvironment } from '../../src/conformance/checkEnvironment.ts';
import { CliffWalking } from '../../src/environments/cliffWalking/cliffWalking.ts';
import type { Environment } from '../../src/protocol/environment.ts';
import { type EnvironmentId, makeEnvironment } from '../../src/environments/makeEnvironment.ts';
import type { BuiltInEnvironments } from '../../src/environments/registry/environmentTypes.ts';
import { OptionsError } from '../../src/errors.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { TimeLimit } from '../../src/wrappers/timeLimit.ts';
import { samePixels } from '../support/pixels.ts';

/** The time limits of Gymnasium's registry; null: it has none. */
const limits: Readonly<Record<keyof BuiltInEnvironments, number | null>> = {
  'Acrobot-v1': 500,
  'Blackjack-v1': null,
  'CartPole-v1': 500,
  'CliffWalking-v0': null,
  'CliffWalking-v1': null,
  'CliffWalkingSlippery-v1': null,
  'FrozenLake-v1': 100,
  'FrozenLake8x8-v1': 200,
  'LunarLander-v2': 1000,
  'LunarLander-v3': 1000,
  'MountainCar-v0': 200,
  'Taxi-v3': 200,
  'Taxi-v4': 200,
};
const all = Object.entries(limits).map(([id, limit]) => ({ id: id as EnvironmentId, limit }));

/** One of them, with what it cannot be made without. */
function make(id: EnvironmentId, options: object = {}): Environment {
  const needed: object = id.startsWith('LunarLander') ? { planck } : {};
  return makeEnvironment(id as 'CartPole-v1', { ...needed, ...options });
}

/** How long an episode lasts in which the pole is held up by hand. */
function longestEpisode(environment: Environment): number {
  const upright = { ...new CartPole().getState(), running: true };
  environment.reset();
  for (let episodeSteps = 0; ; episodeSteps++) {
    environment.setState?.({ episodeSteps, running: true, environment: upright });
    const { terminated, truncated } = environment.step(0);
    if (terminated || truncated) return episodeSteps + 1;
  }
}

describe.each(all)('$id', ({ id, limit }) => {
  test('has the time limit of Gymnasium', () => {
    const environment = make(id);
    if (limit === null) expect(environment).not.toBeInstanceOf(TimeLimit);
    else expect(environment).toMatchObject({ maxEpisodeSteps: limit });
  });

  test('is made with a seed', () => {
    const first = (seed: number): unknown => {
      const environment = make(id, { seed });
      const actions = createRandom(1);
      const results: unknown[] = [];
      while (results.length < 40) {
        let ended = true;
        const { observation } = environment.reset();
        results.push(observation);
        do {
          const result = environment.step(actions.integer(environment.actionSpace.n));
          results.push(result.observation);
          ended = result.terminated || result.truncated;
        } while (!ended && results.length < 40);
      }
      return results;
    };
    expect(first(7)).toEqual(first(7));
    // There is no chance in the one that is not slippery.
    if (id !== 'CliffWalking-v0' && id !== 'CliffWalking-v1')
      expect(first(7)).not.toEqual(first(8));
  });

  test('names every option that it takes when there is one that it does not', () => {
    const options = (work: () => unknown): string[] => {
      try {
        work();
      } catch (error) {
        return (/known options: (.*)\./.exec((error as Error).message)?.[1] ?? '')
          .split(', ')
          .sort();
      }
      return [];
    };
    const told = options(() => make(id, { nonsense: 1 }));
    const environment = make(id);
    const inside = environment instanceof TimeLimit ? environment.environment : environment;
    const Class = inside.constructor as new (options: object) => Environment;
    const taken = options(() => new Class({ nonsense: 1 }));

    expect(told).toContain('maxEpisodeSteps');
    expect(taken).toContain('seed');
    const without: Partial<Record<EnvironmentId, readonly string[]>> = {
      'Taxi-v3': ['isRainy', 'rainyProbability', 'ficklePassenger', 'fickleProbability'],
      'FrozenLake8x8-v1': ['mapName', 'desc'],
      'CliffWalking-v0': ['isSlippery'],
      'CliffWalkingSlippery-v1': ['isSlippery'],
    };
    expect(told.filter((name) => name !== 'maxEpisodeSteps')).toEqual(
      taken.filter((name) => !(without[id] ?? []).includes(name)),
    );
  });
});

test('ids of one class differ as they do in Gymnasium', () => {
  const slips = (id: 'CliffWalking-v1' | 'CliffWalkingSlippery-v1'): number => {
    const environment = makeEnvironment(id);
    environment.reset();
    return new Set(
      Array.from({ length: 60 }, () => {
        environment.reset();
        return environment.step(0).observation;
      }),
    ).size;
  };
  expect(slips('CliffWalking-v1')).toBe(1);
  expect(slips('CliffWalkingSlippery-v1')).toBeGreaterThan(1);
  expect(makeEnvironment('FrozenLake-v1').observationSpace).toMatchObject({ n: 16 });
  expect(makeEnvironment('FrozenLake8x8-v1').observationSpace).toMatchObject({ n: 64 });
});

test('CartPole-v1 is CartPole with a limit of 500 steps', () => {
  const environment = makeEnvironment('CartPole-v1');

  expect(environment.reset()).toEqual(new CartPole().reset());
  expect(longestEpisode(environment)).toBe(500);
  expect(() => {
    checkEnvironment(environment);
  }).not.toThrow();
});

test('hands the options of the environment on', () => {
  const environment = makeEnvironment('CartPole-v1', { seed: 7 });
  expect(environment.reset()).toEqual(new CartPole({ seed: 7 }).reset());

  const noisy = makeEnvironment('Acrobot-v1', { torqueNoise: 0.5, equations: 'paper' });
  expect(noisy).toMatchObject({ environment: { torqueNoise: 0.5, equations: 'paper' } });
});

test('takes another time limit, or none, or one where there was none', () => {
  expect(longestEpisode(makeEnvironment('CartPole-v1', { maxEpisodeSteps: 20 }))).toBe(20);
  expect(longestEpisode(makeEnvironment('CartPole-v1', { maxEpisodeSteps: 700 }))).toBe(700);
  expect(makeEnvironment('Acrobot-v1', { maxEpisodeSteps: null })).toBeInstanceOf(Acrobot);

  const cliff = makeEnvironment('CliffWalking-v1', { maxEpisodeSteps: 2 });
  cliff.reset();
  expect(cliff.step(0).truncated).toBe(false);
  expect(cliff.step(0).truncated).toBe(true);
  expect(makeEnvironment('CliffWalking-v1')).toBeInstanceOf(CliffWalking);
});

test('draws what the environment inside draws', () => {
  const environment = makeEnvironment('CartPole-v1', { seed: 3 });
  const inside = new CartPole({ seed: 3 });
  environment.reset();
  inside.reset();
  const picture = environment.render?.();
  expect(picture).toMatchObject({ width: 600, height: 400 });
  expect(samePixels(picture!.data, inside.render().data)).toBe(true);
});

test('the id decides the type', () => {
  expectTypeOf(makeEnvironment('CartPole-v1')).toEqualTypeOf<Environment<Float32Array>>();
  expectTypeOf(makeEnvironment('Taxi-v3', { seed: 1 })).toEqualTypeOf<Environment<number>>();
  // @ts-expect-error An unknown id does not compile.
  expect(() => makeEnvironment('CartPole-v9')).toThrow(OptionsError);
  // @ts-expect-error Nor does an option of another environment.
  expect(() => makeEnvironment('Taxi-v3', { goalVelocity: 0 })).toThrow(OptionsError);
  // @ts-expect-error Nor Lunar Lander without its physics.
  expect(() => makeEnvironment('LunarLander-v3')).toThrow('npm install planck');
});

test.each(['CartPole', 'toString', '__proto__'])('refuses the id %s', (id) => {
  const refused = (): unknown => makeEnvironment(id as EnvironmentId);
  const hint = id === 'CartPole' ? " (did you mean 'CartPole-v1'?)" : '';
  const ids = Object.keys(limits).join(', ');
  expect(refused).toThrow(
    new OptionsError(
      `makeEnvironment knows no environment '${id}'${hint}; known ids: ${ids}. ` +
        'Add one of your own with registerEnvironment(id, { create }). Environments of Gymnasium, and ' +
        `of packages for it, come from Python: await GymnasiumEnvironment.create('${id}'), of deepq/node.`,
    ),
  );
});

test('suggests the newest of several versions', () => {
  for (const id of ['LunarLander', 'LunarLander-v1'] as string[]) {
    const refused = (): unknown => makeEnvironment(id as 'CartPole-v1');
    expect(refused).toThrow("(did you mean 'LunarLander-v3'?)");
  }
});

test('refuses unknown and bad options', () => {
  expect(() => makeEnvironment('CartPole-v1', { maxSteps: 20 } as object)).toThrow(
    new OptionsError(
      "makeEnvironment('CartPole-v1') has no option 'maxSteps' (write maxEpisodeSteps); known options: seed, maxEpisodeSteps.",
    ),
  );
  expect(() => makeEnvironment('CartPole-v1', null as never)).toThrow(OptionsError);
  expect(() => makeEnvironment('CartPole-v1', { maxEpisodeSteps: 0 })).toThrow(OptionsError);
  expect(() => makeEnvironment('CartPole-v1', { seed: -1 })).toThrow(OptionsError);
});
