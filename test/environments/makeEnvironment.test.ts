import { expect, expectTypeOf, test } from 'vitest';
import { CartPole } from '../../src/environments/cartPole.ts';
import { checkEnvironment } from '../../src/environments/checkEnvironment.ts';
import type { Environment } from '../../src/environments/environment.ts';
import { type EnvironmentId, makeEnvironment } from '../../src/environments/makeEnvironment.ts';
import { OptionsError } from '../../src/errors.ts';

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
});

test('takes another time limit', () => {
  expect(longestEpisode(makeEnvironment('CartPole-v1', { maxEpisodeSteps: 20 }))).toBe(20);
  expect(longestEpisode(makeEnvironment('CartPole-v1', { maxEpisodeSteps: 700 }))).toBe(700);
});

test('the id decides the type', () => {
  expectTypeOf(makeEnvironment('CartPole-v1')).toEqualTypeOf<Environment<Float32Array>>();
  // @ts-expect-error An unknown id does not compile.
  expect(() => makeEnvironment('CartPole-v9')).toThrow(OptionsError);
});

test.each(['CartPole', 'toString', '__proto__'])('refuses the id %s', (id) => {
  expect(() => makeEnvironment(id as EnvironmentId)).toThrow(
    new OptionsError(`makeEnvironment knows no environment '${id}'; known ids: 'CartPole-v1'.`),
  );
});

test('refuses unknown and bad options', () => {
  expect(() => makeEnvironment('CartPole-v1', { maxSteps: 20 } as object)).toThrow(
    new OptionsError(
      "makeEnvironment('CartPole-v1') has no option 'maxSteps'; known options: seed, maxEpisodeSteps.",
    ),
  );
  expect(() => makeEnvironment('CartPole-v1', { maxEpisodeSteps: 0 })).toThrow(OptionsError);
  expect(() => makeEnvironment('CartPole-v1', { seed: -1 })).toThrow(OptionsError);
});
