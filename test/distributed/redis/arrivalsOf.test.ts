import { expect, test } from 'vitest';
import { arrivalsOf } from '../../../src/distributed/redis/arrivalsOf.ts';
import type { Reply } from '../../../src/distributed/redis/redisClient.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const [one, other] = [Uint8Array.of(1), Uint8Array.of(2, 3)];
const entries: Reply = [
  [text('5-0'), [text('block'), one]],
  [text('5-1'), [text('block'), other]],
];
const arrivals = [
  { position: '5-0', bytes: one },
  { position: '5-1', bytes: other },
];

test('takes the blocks out of an answer by either protocol', () => {
  expect(arrivalsOf([[text('stream'), entries]])).toEqual(arrivals);
  expect(arrivalsOf([text('stream'), entries])).toEqual(arrivals);
});

test('finds none where there was nothing, and an empty one where somebody else wrote', () => {
  expect(arrivalsOf(null)).toEqual([]);
  expect(arrivalsOf([])).toEqual([]);
  const foreign: Reply = [[text('stream'), [[text('5-0'), null]]]];
  expect(arrivalsOf(foreign)).toEqual([{ position: '5-0', bytes: new Uint8Array() }]);
});
