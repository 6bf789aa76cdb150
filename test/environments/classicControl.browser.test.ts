import { expect, test } from 'vitest';
import { makeEnvironment } from '../../src/environments/makeEnvironment.ts';
import acrobot from '../fixtures/acrobot.json?url';
import cartPole from '../fixtures/cartpole_random.json?url';
import mountainCar from '../fixtures/mountaincar.json?url';
import { expectWholeEpisode, parseClassicRecordings } from '../support/classicRecording.ts';

// The sines of two browsers differ in the last bit, and a whole episode of
// Acrobot tells; the library has its own.
test.each([
  ['CartPole-v1', cartPole, ['position', 'velocity', 'angle', 'angularVelocity']],
  ['MountainCar-v0', mountainCar, ['position', 'velocity']],
  ['Acrobot-v1', acrobot, ['angle1', 'angle2', 'velocity1', 'velocity2']],
] as const)('%s plays the recorded episodes in a page too, exactly', async (id, url, names) => {
  const recordings = parseClassicRecordings(id, await (await fetch(url)).text());

  expect(recordings.length).toBeGreaterThan(9);
  for (const recording of recordings) {
    expectWholeEpisode(makeEnvironment(id), names, recording);
  }
});
