import { describe, expect, test } from 'vitest';
import { StateReader } from '../../../src/state/stateReader.ts';
import { Episode, NO_INFO } from '../../../src/environments/parts/episode.ts';
import { CheckpointError, OptionsError, UsageError, ValueError } from '../../../src/errors.ts';
import { createRandom } from '../../../src/random/createRandom.ts';

const step = (episode: Episode, action: unknown): (() => void) => {
  return () => {
    episode.requireStep(action as number, 2, '0 (left) or 1 (right)');
  };
};

test('runs from start to end', () => {
  const episode = new Episode('World');
  expect(episode.running).toBe(false);
  expect(step(episode, 0)).toThrow(UsageError);
  expect(() => {
    episode.requireStarted();
  }).toThrow('World.render() has nothing to draw before the first episode; call reset() first.');

  episode.start({});
  expect(episode.running).toBe(true);
  expect(step(episode, 0)).not.toThrow();
  episode.end();
  expect(step(episode, 0)).toThrow(
    'World.step() needs a running episode, but none was started or the last one has ended; call ' +
      'reset() first.',
  );
  expect(() => {
    episode.requireStarted();
  }).not.toThrow();
});

test.each([-1, 2, 0.5, Number.NaN, '1', undefined, null])('refuses the action %s', (action) => {
  const episode = new Episode('World');
  episode.start({});
  expect(step(episode, action)).toThrow(ValueError);
  expect(step(episode, action)).toThrow('World.step(action) needs 0 (left) or 1 (right); received');
});

describe('the stream', () => {
  test('is that of the seed, 0 by default, and goes on over episodes', () => {
    const drawn = createRandom(0);
    const episode = new Episode('World');
    expect(episode.start({}).uniform()).toBe(drawn.uniform());
    expect(episode.start({}).uniform()).toBe(drawn.uniform());
    expect(episode.random.uniform()).toBe(drawn.uniform());
    expect(new Episode('World', 5).start({}).uniform()).toBe(createRandom(5).uniform());
  });

  test('starts anew with a seed', () => {
    const episode = new Episode('World', 5);
    episode.start({}).uniform();
    expect(episode.start({ seed: 7 }).uniform()).toBe(createRandom(7).uniform());
  });
});

test('a refused start changes nothing', () => {
  const episode = new Episode('World', 3);
  const before = episode.getState();
  expect(() => episode.start({ seed: -1 })).toThrow(ValueError);
  expect(() => episode.start({ sed: 1 } as object)).toThrow(OptionsError);
  expect(() => episode.start(42 as never)).toThrow('To choose a seed, call reset({ seed: 42 })');
  expect(() => new Episode('World', 0.5)).toThrow('World seed must be a whole number');
  expect(episode.getState()).toEqual(before);
  expect(episode.running).toBe(false);
});

test('goes on from its state, or refuses it and stays as it was', () => {
  const episode = new Episode('World', 3);
  episode.start({}).uniform();
  const state = episode.getState();
  const next = episode.random.uniform();
  episode.end();

  const other = new Episode('World', 4);
  for (const bad of [
    { ...state, running: 1 },
    { ...state, random: {} },
  ]) {
    const before = other.getState();
    expect(() => {
      other.setState(new StateReader('World', bad));
    }).toThrow(CheckpointError);
    expect(other.getState()).toEqual(before);
  }
  other.setState(new StateReader('World', state));
  expect(other.running).toBe(true);
  expect(other.random.uniform()).toBe(next);
  expect(() => {
    other.requireStarted();
  }).not.toThrow();
});

test('an info without content cannot be given any', () => {
  expect(NO_INFO).toEqual({});
  expect(Object.isFrozen(NO_INFO)).toBe(true);
});
