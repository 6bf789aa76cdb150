import { describe, expect, test } from 'vitest';
import { Acrobot } from '../../../src/environments/acrobot/acrobot.ts';
import { makeEnvironment } from '../../../src/environments/makeEnvironment.ts';
import { CheckpointError, OptionsError } from '../../../src/errors.ts';
import { expectEveryStep, expectWholeEpisode } from '../../support/classicRecording.ts';
import { readClassicRecordings } from '../../support/readClassicRecordings.ts';

const names = ['angle1', 'angle2', 'velocity1', 'velocity2'];
const recordings = readClassicRecordings('acrobot');

/** An acrobot under way. */
function acrobotAt(numbers: readonly number[], options = {}): Acrobot {
  const environment = new Acrobot(options);
  environment.reset();
  const fields = Object.fromEntries(names.map((name, index) => [name, numbers[index]!]));
  environment.setState({ ...environment.getState(), ...fields });
  return environment;
}

describe('against the recordings of Gymnasium', () => {
  test('there are 15 episodes, ended either way', () => {
    expect(recordings).toHaveLength(15);
    expect(recordings.some((recording) => recording.terminated_last === 1)).toBe(true);
    expect(recordings.some((recording) => recording.truncated_last === 1)).toBe(true);
  });

  test.each(recordings)('$name: every single step, exactly', (recording) => {
    expectEveryStep(makeEnvironment('Acrobot-v1'), names, recording);
  });

  test.each(recordings)('$name: the whole episode, running freely, exactly', (recording) => {
    expectWholeEpisode(makeEnvironment('Acrobot-v1'), names, recording);
  });
});

test('the spaces are those of Gymnasium', () => {
  const { observationSpace, actionSpace } = new Acrobot();
  const high = Float32Array.of(1, 1, 1, 1, 12.566370964050293, 28.274333953857422);

  expect(observationSpace).toMatchObject({ dtype: 'float32', shape: [6] });
  expect(observationSpace.high).toEqual(high);
  expect(observationSpace.low).toEqual(high.map((bound) => -bound));
  expect(actionSpace.n).toBe(3);
});

test('the first states are uniform in ±0.1, as float32', () => {
  const environment = new Acrobot();
  const tenths = new Array<number>(10).fill(0);
  for (let episode = 0; episode < 2000; episode++) {
    environment.reset();
    const state = environment.getState();
    for (const name of names) {
      const number = state[name] as number;
      expect(Math.fround(number)).toBe(number);
      tenths[Math.floor((number + 0.1) * 50)]! += 1;
    }
  }

  expect(tenths.reduce((a, b) => a + b)).toBe(8000);
  for (const count of tenths) expect(Math.abs(count - 800)).toBeLessThan(135); // 5 deviations
});

test('ends with the tip above the line, at a reward of 0', () => {
  // Standing upright, and hanging down.
  expect(acrobotAt([3, 0, 0, 0]).step(1)).toMatchObject({ reward: 0, terminated: true });
  expect(acrobotAt([0.5, 0, 0, 0]).step(1)).toMatchObject({ reward: -1, terminated: false });
});

test('angles stay within half a turn, and velocities within their bounds', () => {
  const environment = acrobotAt([1, 3, 12.5, 28.2]);
  const { observation } = environment.step(2);
  const { angle1, angle2 } = environment.getState() as Record<string, number>;

  // 0.2 s at these speeds are more than a turn together.
  expect(Math.abs(angle1!)).toBeLessThanOrEqual(Math.PI);
  expect(Math.abs(angle2!)).toBeLessThanOrEqual(Math.PI);
  expect(environment.observationSpace.contains(observation)).toBe(true);
});

describe('the equations of the paper', () => {
  // Gymnasium 1.3.0 with book_or_nips = 'nips', from this state, actions 2 0 2.
  const expected: number[][] = [
    [
      0.7533459067344666, 0.6576244235038757, 0.3170373737812042, -0.948413074016571,
      0.6345854997634888, -0.4415152966976166,
    ],
    [
      0.7228984236717224, 0.690954327583313, 0.341479629278183, -0.9398891925811768,
      -0.19390177726745605, 0.7059799432754517,
    ],
    [
      0.8132151961326599, 0.5819631218910217, 0.6107226610183716, -0.7918445467948914,
      -1.2024197578430176, 2.352196455001831,
    ],
  ];
  test('are those of Gymnasium', () => {
    const environment = acrobotAt([0.5, -1, 1.5, -2], { equations: 'paper' });
    const seen = [2, 0, 2].map((action) => [...environment.step(action).observation]);
    expect(seen).toEqual(expected);
  });
});

describe('torque noise', () => {
  const start = [0.5, -1, 1.5, -2];

  test('is drawn anew at every step, and decided by the seed', () => {
    const run = (seed: number): unknown => {
      const environment = new Acrobot({ torqueNoise: 0.5, seed });
      environment.reset();
      return [2, 2, 0].map((action) => environment.step(action).observation);
    };
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });

  test('is at most what it says', () => {
    // A torque of 0 ± 1 leads somewhere between torques of -1 and +1.
    const velocity = (environment: Acrobot, action: number): number =>
      environment.step(action).observation[5]!;
    const low = velocity(acrobotAt(start), 0);
    const high = velocity(acrobotAt(start), 2);
    const environment = acrobotAt(start, { torqueNoise: 1 });
    const state = environment.getState();
    const fields = ['angle1', 'angle2', 'velocity1', 'velocity2'];
    const shares = Array.from({ length: 500 }, () => {
      const start = Object.fromEntries(fields.map((name) => [name, state[name]!]));
      environment.setState({ ...environment.getState(), ...start });
      return (velocity(environment, 1) - low) / (high - low);
    });

    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
    expect(Math.min(...shares)).toBeLessThan(0.05);
    expect(Math.max(...shares)).toBeLessThanOrEqual(1);
    expect(Math.max(...shares)).toBeGreaterThan(0.95);
  });
});

test.each([
  [{ equations: 'nips' }, "'book' or 'paper'; received 'nips'"],
  [{ torqueNoise: -1 }, 'torqueNoise must be a finite number from 0 to 10; received -1'],
  [{ torquenoise: 1 }, "no option 'torquenoise' (did you mean 'torqueNoise'?)"],
])('refuses the options %j', (options, message) => {
  expect(() => new Acrobot(options as object)).toThrow(OptionsError);
  expect(() => new Acrobot(options as object)).toThrow(message);
});

test.each([
  ['angle1', 3.2],
  ['angle2', -1e20],
  ['velocity1', 13],
  ['velocity2', 29],
])('refuses a state whose %s is %d: no step leads there', (name, value) => {
  const environment = new Acrobot();
  environment.reset();
  const before = environment.getState();

  expect(() => {
    environment.setState({ ...before, [name]: value });
  }).toThrow(CheckpointError);
  expect(environment.getState()).toEqual(before);
});
