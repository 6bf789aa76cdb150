import { describe, expect, test } from 'vitest';
import { makeEnvironment } from '../../../src/environments/makeEnvironment.ts';
import { MountainCar } from '../../../src/environments/mountainCar/mountainCar.ts';
import { OptionsError } from '../../../src/errors.ts';
import { expectEveryStep, expectWholeEpisode } from '../../support/classicRecording.ts';
import { readClassicRecordings } from '../../support/readClassicRecordings.ts';

const names = ['position', 'velocity'];
const recordings = readClassicRecordings('mountaincar');

/** A car under way. */
function carAt(position: number, velocity: number, goalVelocity = 0): MountainCar {
  const environment = new MountainCar({ goalVelocity });
  environment.reset();
  environment.setState({ ...environment.getState(), position, velocity });
  return environment;
}

describe('against the recordings of Gymnasium', () => {
  test('there are 24 episodes, ended either way', () => {
    expect(recordings).toHaveLength(24);
    expect(recordings.some((recording) => recording.terminated_last === 1)).toBe(true);
    expect(recordings.some((recording) => recording.truncated_last === 1)).toBe(true);
  });

  test.each(recordings)('$name: every single step, exactly', (recording) => {
    expectEveryStep(makeEnvironment('MountainCar-v0'), names, recording);
  });

  test.each(recordings)('$name: the whole episode, running freely, exactly', (recording) => {
    expectWholeEpisode(makeEnvironment('MountainCar-v0'), names, recording);
  });
});

test('the spaces are those of Gymnasium', () => {
  const { observationSpace, actionSpace } = new MountainCar();

  expect(observationSpace).toMatchObject({ dtype: 'float32', shape: [2] });
  expect(observationSpace.low).toEqual(Float32Array.of(-1.2, -0.07));
  expect(observationSpace.high).toEqual(Float32Array.of(0.6, 0.07));
  expect(actionSpace.n).toBe(3);
});

test('every episode starts at rest, uniformly between -0.6 and -0.4', () => {
  const environment = new MountainCar();
  const tenths = new Array<number>(10).fill(0);
  for (let episode = 0; episode < 5000; episode++) {
    const { observation } = environment.reset();
    expect(observation[1]).toBe(0);
    tenths[Math.floor((observation[0]! + 0.6) * 50)]! += 1;
  }

  expect(tenths.reduce((a, b) => a + b)).toBe(5000);
  for (const count of tenths) expect(Math.abs(count - 500)).toBeLessThan(107); // 5 deviations
});

describe('the end', () => {
  test.each([
    [0.4999, 0.01, 0, true],
    [0.48, 0.01, 0, false],
    [0.4999, 0.01, 0.02, false],
    [0.4999, 0.03, 0.02, true],
    [0.55, -0.03, 0, false],
  ])(
    'from %d at %d with a goal velocity of %d: terminated is %s',
    (position, velocity, goal, expected) => {
      expect(carAt(position, velocity, goal).step(2)).toMatchObject({
        reward: -1,
        terminated: expected,
        truncated: false,
      });
    },
  );

  test('a step after it is refused', () => {
    const environment = carAt(0.4999, 0.03);
    environment.step(2);
    expect(() => environment.step(2)).toThrow('MountainCar.step() needs a running episode');
  });
});

test('the left end stops the car', () => {
  const { observation } = carAt(-1.19, -0.07).step(0);
  expect(observation).toEqual(Float32Array.of(-1.2, 0));
});

test.each([[{ goalVelocity: Number.NaN }], [{ goalVelocity: '0' }], [{ goalvelocity: 0 }]])(
  'refuses the options %j',
  (options) => {
    expect(() => new MountainCar(options as object)).toThrow(OptionsError);
  },
);
