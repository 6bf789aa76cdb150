import { expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { Availability } from '../../src/qnetwork/availability.ts';

test('refuses calls while an update runs, and takes them after it, however it ended', async () => {
  const availability = new Availability();
  for (const update of [Promise.resolve(7), Promise.reject<number>(new Error('lost'))]) {
    availability.requireIdle();
    const over = availability.updateUntil(update);
    expect(() => availability.requireIdle()).toThrow(/An update is still running; await it/);
    // What asks for values need not wait for it.
    availability.requireAlive();
    await over.catch(() => undefined);
  }
  availability.requireIdle();
  expect(availability.isDisposed).toBe(false);
});

test('refuses every call after its end', () => {
  const availability = new Availability();
  availability.end();
  expect(() => availability.requireIdle()).toThrow(UsageError);
  expect(() => availability.requireAlive()).toThrow(/was disposed; make a new one/);
  expect(availability.isDisposed).toBe(true);
});
