import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EnvironmentError, OptionsError } from '../../src/errors.ts';
import type { Environment } from '../../src/protocol/environment.ts';
import { RecordEpisodeStatistics } from '../../src/wrappers/recordEpisodeStatistics.ts';
import { Rover } from '../support/rover.ts';
import { paying, rewardsOf } from './rewards.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('puts return, length and time into the info of the last step, and of no other', () => {
  const environment = new RecordEpisodeStatistics(paying([1, 0.5, -4]));
  for (const seconds of [1.5, 0.25]) {
    environment.reset();
    expect(environment.step(0).info).toEqual({ action: 0, steps: 1 });
    vi.advanceTimersByTime(1000 * seconds);
    expect(environment.step(1).info).toEqual({ action: 1, steps: 2 });
    const { info, ...rest } = environment.step(1);
    const episode = { return: -2.5, length: 3, seconds };
    expect(info).toEqual({ action: 1, steps: 3, episode });
    expect(rest).toEqual({ observation: 3, reward: -4, terminated: true, truncated: false });
  }
});

test('counts a truncated episode, and none that reset cuts short', () => {
  const environment = new RecordEpisodeStatistics(paying([1, 1], 'truncated'));
  environment.reset();
  environment.step(0);
  rewardsOf(environment);
  expect(environment.episodes).toBe(1);
  expect(environment.recent).toEqual([{ return: 2, length: 2, seconds: 0 }]);
});

test('does not count steps after the end', () => {
  const environment = new RecordEpisodeStatistics(paying([1]));
  rewardsOf(environment);
  expect(environment.step(0).info).toEqual({ action: 0, steps: 2 });
  expect(environment.episodes).toBe(1);
});

test('remembers the last episodes, oldest first', () => {
  let reward = 0;
  const inside: Environment<number> = {
    ...paying([0]),
    step: () => ({
      observation: 0,
      reward: ++reward,
      ...{ terminated: true, truncated: false, info: {} },
    }),
  };
  const environment = new RecordEpisodeStatistics(inside, { recentEpisodes: 3 });
  const before = environment.recent;
  for (let episode = 0; episode < 5; episode++) rewardsOf(environment);
  expect(environment.recent.map((episode) => episode.return)).toEqual([3, 4, 5]);
  expect(environment.episodes).toBe(5);
  expect(before).toEqual([]);
});

test('leaves the info of the environment alone, and refuses to overwrite its own name', () => {
  const info = Object.freeze({ lives: 3 });
  const inside: Environment<number> = {
    ...paying([0]),
    step: () => ({ observation: 0, reward: 1, terminated: true, truncated: false, info }),
  };
  const once = new RecordEpisodeStatistics(inside);
  once.reset();
  expect(once.step(0).info).toMatchObject({ lives: 3, episode: { return: 1 } });

  const twice = new RecordEpisodeStatistics(once);
  twice.reset();
  expect(() => twice.step(0)).toThrow(EnvironmentError);
  const named = new RecordEpisodeStatistics(once, { infoKey: 'outside' });
  named.reset();
  expect(named.step(0).info).toMatchObject({ episode: { return: 1 }, outside: { return: 1 } });
});

describe('the state', () => {
  test('continues the sums, the time and the list', () => {
    const environment = new RecordEpisodeStatistics(new Rover());
    environment.reset({ seed: 1 });
    while (!environment.step(1).terminated);
    environment.reset();
    environment.step(0);
    vi.advanceTimersByTime(3000);
    const state = environment.getState!();
    // Time that goes by while nobody plays.
    vi.advanceTimersByTime(100_000);

    const other = new RecordEpisodeStatistics(new Rover());
    other.setState!(state);
    expect(other.recent).toEqual(environment.recent);
    vi.advanceTimersByTime(500);
    for (;;) {
      const { info, terminated } = other.step(1);
      const expected = environment.step(1);
      if (!terminated) continue;
      const { return: sum, length } = expected.info['episode'] as Record<string, unknown>;
      expect(info['episode']).toEqual({ return: sum, length, seconds: 3.5 });
      break;
    }
    expect(other.episodes).toBe(2);
  });

  test('forgets the oldest episodes where there is less room for them', () => {
    const environment = new RecordEpisodeStatistics(new Rover());
    for (let episode = 0; episode < 4; episode++) {
      environment.reset();
      while (!environment.step(1).terminated);
    }
    const other = new RecordEpisodeStatistics(new Rover(), { recentEpisodes: 2 });
    other.setState!(environment.getState!());
    expect(other.recent).toEqual(environment.recent.slice(-2));
  });

  test.each<[object, string]>([
    [{ recent: null }, 'recent must be a Float64Array of shape [any, 3]'],
    [{ length: -1 }, 'length must be a whole number'],
    [{ return: null }, 'return must be a finite number'],
    [{ running: 1 }, 'running must be true or false'],
  ])('with %o is refused', (fault, message) => {
    const environment = new RecordEpisodeStatistics(new Rover());
    const state = { ...environment.getState!(), ...fault };
    expect(() => {
      environment.setState!(state);
    }).toThrow(message);
  });
});

test.each<[unknown, string]>([
  [{ recentEpisodes: 0 }, 'recentEpisodes must be a whole number from 1 to 1000000; received 0'],
  [{ infoKey: '' }, "infoKey must be a name such as 'episode'; received ''"],
  [{ bufferLength: 3 }, "has no option 'bufferLength'"],
])('refuses %o', (options, message) => {
  const make = (): unknown => new RecordEpisodeStatistics(paying([1]), options as never);
  expect(make).toThrow(OptionsError);
  expect(make).toThrow(message);
});
