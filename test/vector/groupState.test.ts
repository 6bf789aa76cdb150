import { expect, test } from 'vitest';
import type { State } from '../../src/state/state.ts';
import type { Environment } from '../../src/protocol/environment.ts';
import { makeEnvironment } from '../../src/environments/makeEnvironment.ts';
import { CheckpointError, UsageError } from '../../src/errors.ts';
import { VectorEnvironment } from '../../src/vector/vectorEnvironment.ts';
import { sideProbe } from '../support/probes.ts';

const cartPoles = (count: number): VectorEnvironment =>
  new VectorEnvironment(count, (): Environment => makeEnvironment('CartPole-v1'));

function play(group: VectorEnvironment, steps: number): unknown[] {
  return Array.from({ length: steps }, (_, step) =>
    group.step(Array.from({ length: group.count }, (_, copy) => (step + copy) % 2)),
  );
}

test('a group goes on exactly from its state', () => {
  const group = cartPoles(3);
  group.reset({ seed: 5 });
  play(group, 17);
  const state = group.getState!();
  const expected = play(group, 60);
  const other = cartPoles(3);
  other.setState!(state);
  expect(play(other, 60)).toEqual(expected);
});

test('the state says whether the copies are in an episode', () => {
  const running = cartPoles(2);
  const state = running.getState!();
  running.reset();
  running.setState!(state);
  expect(() => running.step([0, 0])).toThrow(UsageError);
});

test('there is none where a copy has none', () => {
  const group = new VectorEnvironment(2, () => sideProbe());
  expect(group.getState).toBeUndefined();
  expect(group.setState).toBeUndefined();
});

test('a state that does not fit is refused, and no copy changes', () => {
  const group = cartPoles(2);
  group.reset({ seed: 1 });
  const good = group.getState!();
  play(group, 5);
  const before = group.getState!();
  const copies = good['copies'] as Record<string, State>;
  for (const state of [
    { ...good, count: 3 },
    { ...good, running: 1 },
    { ...good, copies: { 0: copies['0']! } },
    { ...good, copies: { 0: copies['0']!, 1: {} } },
  ]) {
    expect(() => group.setState!(state as State)).toThrow(CheckpointError);
    expect(group.getState!()).toEqual(before);
  }
});

test('a state of another number of copies says so', () => {
  const state = cartPoles(2).getState!();
  expect(() => {
    cartPoles(3).setState!(state);
  }).toThrow(/it is of a group of 2, and this one has 3/);
});
