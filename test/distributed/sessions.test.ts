import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CheckpointError, type State } from '../../src/index.ts';
import { Sessions } from '../../src/distributed/sessions.ts';

const restore = (state: State): Sessions => {
  const sessions = new Sessions();
  sessions.prepareState(state)();
  return sessions;
};

test('each session has numbers and a stream of its own', () => {
  const sessions = new Sessions();
  expect(sessions.next('a')).toBe(0);
  expect(sessions.all.size).toBe(0);
  expect([sessions.streamOf('a'), sessions.streamOf('b'), sessions.streamOf('a')]).toEqual([
    0, 1, 0,
  ]);
  sessions.took('a', 0);
  sessions.took('b', 4);
  expect([...sessions.all].sort()).toEqual([
    ['a', 1],
    ['b', 5],
  ]);
});

test('of too many, the one that was not heard of for longest is forgotten, and its stream used again', () => {
  const sessions = new Sessions();
  for (let index = 0; index < 10_000; index++) sessions.took(`s${index}`, 7);
  // Heard of again: the next one is the oldest now.
  sessions.took('s0', 8);
  const stream = sessions.streamOf('s1');
  for (const name of ['s2', 's3']) sessions.streamOf(name);
  // s4 goes.
  expect(sessions.streamOf('new')).toBe(4);
  expect([sessions.next('s4'), sessions.next('s0'), sessions.next('s1')]).toEqual([0, 9, 8]);
  expect(sessions.streamOf('s1')).toBe(stream);
  expect(sessions.all.size).toBe(10_000);
});

test('who was heard of last before a state was taken over is not taken for the last one in it', () => {
  const other = new Sessions();
  for (let index = 0; index < 10_000; index++) other.took(`s${index}`, 7);
  const sessions = new Sessions();
  sessions.took('s0', 0);
  sessions.prepareState(other.getState())();
  sessions.took('s0', 8);
  // s1 goes, which was not heard of for longest.
  sessions.took('new', 0);
  expect([sessions.has('s0'), sessions.has('s1')]).toEqual([true, false]);
});

test('those that were forgotten are told once, as soon as no checkpoint has them', () => {
  const heard: [string, number][] = [];
  const sessions = new Sessions((...told) => heard.push(told));
  for (let index = 0; index < 10_002; index++) sessions.took(`s${index}`, 7);
  expect(heard).toEqual([
    ['s0', 0],
    ['s1', 1],
  ]);
  // In a checkpoint that is older.
  expect(sessions.takeForgotten(new Map([['s1', 8]]))).toEqual(['s0']);
  expect(sessions.takeForgotten(new Map())).toEqual(['s1']);
  expect(sessions.takeForgotten(new Map())).toEqual([]);
  // Heard of again: it is known, and s3 is not. It was s2 that made room for the next one.
  sessions.took('late', 0);
  sessions.took('s2', 9);
  expect(sessions.takeForgotten(new Map())).toEqual(['s3']);
});

test('which were forgotten is known after a restart, until they are heard of again', () => {
  const sessions = new Sessions();
  for (let index = 0; index < 10_002; index++) sessions.took(`s${index}`, 7);
  expect(sessions.takeForgotten(new Map())).toEqual(['s0', 's1']);
  const restored = restore(sessions.getState());
  for (const one of [sessions, restored]) {
    expect(['s0', 's1', 's2', 'new'].map((name) => one.isForgotten(name))).toEqual([
      ...[true, true, false, false],
    ]);
  }
  // Who was told cannot be known: all of them are told again.
  expect(restored.takeForgotten(new Map())).toEqual(['s0', 's1']);
  restored.took('s0', 8);
  expect(restored.isForgotten('s0')).toBe(false);
  expect(restored.isForgotten('s2')).toBe(true);
  // So many that not all of them are kept: any that is not known may be one.
  for (let index = 0; index < 10_000; index++) restored.took(`t${index}`, 7);
  expect((restored.getState()['forgotten'] as readonly string[]).length).toBe(10_000);
  expect(restored.isForgotten('new')).toBe(true);
  expect(restored.isForgotten('t5')).toBe(false);
});

test('sessions that go on from their state do as those that were never stopped', () => {
  const names = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
  const took = fc.array(fc.tuple(names, fc.nat(50)), { maxLength: 40 });
  fc.assert(
    fc.property(took, took, (before, after) => {
      const sessions = new Sessions();
      for (const [name, sequence] of before) sessions.took(name, sequence);
      const restored = restore(sessions.getState());
      for (const [name, sequence] of after) {
        sessions.took(name, sequence);
        restored.took(name, sequence);
        expect(restored.streamOf(name)).toBe(sessions.streamOf(name));
      }
      expect(restored.getState()).toEqual(sessions.getState());
    }),
  );
});

test('streams that a state leaves free are used before new ones', () => {
  const sessions = restore({
    names: ['x'],
    next: { shape: [1], data: Float64Array.of(3) },
    streams: { shape: [1], data: Int32Array.of(2) },
  });
  const streams = ['p', 'q', 'r'].map((name) => sessions.streamOf(name)).sort();
  expect(streams).toEqual([0, 1, 3]);
  expect(sessions.next('x')).toBe(3);
});

test.each([
  ['names that are none', { names: [5] }, /names must be a list of texts/],
  ['no list of those forgotten', { forgotten: 's0' }, /forgotten must be a list of texts/],
  ['fewer numbers', { next: { shape: [1], data: Float64Array.of(1) } }, /next/],
  ['half a number', { next: { shape: [2], data: Float64Array.of(1, 0.5) } }, /next must be counts/],
  ['one stream twice', { streams: { shape: [2], data: Int32Array.of(1, 1) } }, /different numbers/],
  [
    'a stream that is none',
    { streams: { shape: [2], data: Int32Array.of(0, -1) } },
    /streams must/,
  ],
])('a state with %s is refused, and changes nothing', (_, wrong, message) => {
  const sessions = new Sessions();
  sessions.took('a', 1);
  sessions.took('b', 2);
  const state = sessions.getState();
  expect(() => sessions.prepareState({ ...state, ...wrong })).toThrow(CheckpointError);
  expect(() => sessions.prepareState({ ...state, ...wrong })).toThrow(message);
  expect(sessions.getState()).toEqual(state);
});
