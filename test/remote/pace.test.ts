import { expect, test } from 'vitest';
import { Pace } from '../../src/remote/pace.ts';
import { fakeTime } from '../live/fakeTime.ts';

test('lets steps through at once, or at their times', async () => {
  const time = fakeTime();
  const pace = new Pace(time, Infinity, false);
  expect(pace.beforeStep(1)).toBeUndefined();
  pace.speed = 10;
  const times: number[] = [];
  for (let step = 0; step < 4; step++) {
    await pace.beforeStep(1);
    times.push(time.at);
  }
  expect(times).toEqual([0, 100, 200, 300]);
  expect(pace.takeHeldSeconds()).toBeCloseTo(0.3);
  expect(pace.takeHeldSeconds()).toBe(0);
});

test('steps of a group count each; a step that took long is made up for, up to a tenth of a second', async () => {
  const time = fakeTime();
  const pace = new Pace(time, 100, false);
  await pace.beforeStep(4);
  await pace.beforeStep(4);
  expect(time.at).toBe(40);
  time.at += 10_000;
  let count = 0;
  while (pace.beforeStep(1) === undefined) count++;
  expect(count).toBe(11);
});

test('a pause holds until it is resumed, is told when it holds, and ends with the training', async () => {
  const pace = new Pace(fakeTime(), Infinity, false);
  let isPaused = false;
  const paused = pace.pause().then(() => (isPaused = true));
  await Promise.resolve();
  expect(isPaused).toBe(false);
  let isHeld = true;
  const held = pace.beforeStep(1)!.then(() => (isHeld = false));
  await paused;
  expect(isHeld).toBe(true);
  await pace.pause();
  pace.resume();
  await held;
  void pace.pause();
  const last = pace.beforeStep(1);
  pace.release();
  await last;
  await pace.pause();
  expect(pace.beforeStep(1)).toBeUndefined();
});

test('steps one by one where it is paused, until it is paused again or resumed', async () => {
  const pace = new Pace(fakeTime(), 0.001, true);
  const held = pace.beforeStep(1)!;
  const stepped = pace.step(3);
  await held;
  expect(pace.beforeStep(1)).toBeUndefined();
  expect(pace.beforeStep(1)).toBeUndefined();
  const after = pace.beforeStep(1)!;
  await stepped;
  void pace.step(9);
  await pace.pause();
  // The first of the nine was on its way no more.
  let isHeld = true;
  void after.then(() => (isHeld = false));
  await Promise.resolve();
  expect(isHeld).toBe(true);
  void pace.step(5);
  pace.speed = Infinity;
  pace.resume();
  await after;
  const paused = pace.pause();
  expect(pace.beforeStep(1)).toBeInstanceOf(Promise);
  await paused;
});

test('another speed wakes a step that waits', async () => {
  const time = fakeTime();
  const pace = new Pace(time, 0.001, false);
  await pace.beforeStep(1);
  const held = pace.beforeStep(1);
  pace.speed = Infinity;
  await held;
  expect(time.at).toBe(0);
});
