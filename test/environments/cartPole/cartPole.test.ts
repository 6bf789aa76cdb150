import { describe, expect, test } from 'vitest';
import type { State } from '../../../src/state/state.ts';
import { CartPole } from '../../../src/environments/cartPole/cartPole.ts';
import { checkEnvironment } from '../../../src/conformance/checkEnvironment.ts';
import { makeEnvironment } from '../../../src/environments/makeEnvironment.ts';
import { CheckpointError, OptionsError, UsageError, ValueError } from '../../../src/errors.ts';
import { createRandom } from '../../../src/random/createRandom.ts';
import { expectEveryStep, expectWholeEpisode } from '../../support/classicRecording.ts';
import { readClassicRecordings } from '../../support/readClassicRecordings.ts';

const names = ['position', 'velocity', 'angle', 'angularVelocity'];
const recordings = readClassicRecordings('cartpole_random', 'cartpole_controlled');

const stateOf = (numbers: readonly number[]): State => {
  const [position, velocity, angle, angularVelocity] = numbers as [number, number, number, number];
  const random = { ...createRandom(0).getState() };
  return { position, velocity, angle, angularVelocity, running: true, random };
};

describe('against the recordings of Gymnasium', () => {
  test('there are 14 random and 9 controlled episodes, ended either way', () => {
    expect(recordings).toHaveLength(23);
    expect(recordings.some((recording) => recording.terminated_last === 1)).toBe(true);
    expect(recordings.some((recording) => recording.truncated_last === 1)).toBe(true);
  });

  test.each(recordings)('$name: every single step, exactly', (recording) => {
    expectEveryStep(makeEnvironment('CartPole-v1'), names, recording);
  });

  test.each(recordings)('$name: the whole episode, running freely, exactly', (recording) => {
    expectWholeEpisode(makeEnvironment('CartPole-v1'), names, recording);
  });
});

describe('spaces', () => {
  test('are those of Gymnasium', () => {
    const { observationSpace, actionSpace } = new CartPole();
    const high = Float32Array.of(4.8, Infinity, 0.41887903213500977, Infinity);

    expect(observationSpace).toMatchObject({ dtype: 'float32', shape: [4] });
    expect(observationSpace.high).toEqual(high);
    expect(observationSpace.low).toEqual(high.map((bound) => -bound));
    expect(actionSpace.n).toBe(2);
  });

  test('hold every observation of random play', () => {
    const environment = new CartPole();
    expect(() => {
      checkEnvironment(environment, { steps: 5000, seed: 3 });
    }).not.toThrow();
  });
});

describe('the end', () => {
  test.each([
    ['position', [2.4, 0, 0, 0], false],
    ['position', [2.3999, 0.01, 0, 0], true],
    ['position', [-2.4, 0, 0, 0], false],
    ['position', [-2.3999, -0.01, 0, 0], true],
    ['angle', [0, 0, 0.2094395, 0], false],
    ['angle', [0, 0, 0.20943952, 0], true],
    ['angle', [0, 0, -0.2094395, 0], false],
    ['angle', [0, 0, -0.20943952, 0], true],
  ])('is a %s beyond its limit: after %j, terminated is %s', (_, numbers, expected) => {
    const environment = new CartPole();
    environment.setState(stateOf(numbers));

    expect(environment.step(0)).toMatchObject({
      reward: 1,
      terminated: expected,
      truncated: false,
    });
  });

  test('never is a matter of time alone', () => {
    const environment = new CartPole();
    environment.reset();
    for (let step = 0; step < 600; step++) {
      environment.setState(stateOf([0, 0, 0, 0]));
      expect(environment.step(step % 2)).toMatchObject({ terminated: false, truncated: false });
    }
  });
});

describe('the first states', () => {
  const first = (environment: CartPole, seed?: number): number[] => [
    ...environment.reset(seed === undefined ? {} : { seed }).observation,
  ];

  test('are uniform in ±0.05', () => {
    const environment = new CartPole();
    const numbers = Array.from({ length: 2000 }, () => first(environment)).flat();
    const tenths = new Array<number>(10).fill(0);
    for (const number of numbers) tenths[Math.floor((number + 0.05) * 100)]! += 1;

    expect(Math.max(...numbers.map(Math.abs))).toBeLessThanOrEqual(Math.fround(0.05));
    expect(tenths.reduce((a, b) => a + b)).toBe(8000);
    for (const count of tenths) expect(Math.abs(count - 800)).toBeLessThan(135); // 5 deviations
  });

  test('are decided by the seed of the constructor, 0 by default', () => {
    expect(first(new CartPole())).toEqual(first(new CartPole({ seed: 0 })));
    expect(first(new CartPole({ seed: 1 }))).toEqual(first(new CartPole({ seed: 1 })));
    expect(first(new CartPole({ seed: 1 }))).not.toEqual(first(new CartPole({ seed: 2 })));
  });

  test('start anew with reset({ seed }), and go on without', () => {
    const environment = new CartPole({ seed: 9 });
    const episodes = [first(environment, 5), first(environment), first(environment)];

    expect(new Set(episodes.map(String)).size).toBe(3);
    expect([first(environment, 5), first(environment), first(environment)]).toEqual(episodes);
  });
});

describe('misuse', () => {
  test('a step before reset, or after the end, is refused and changes nothing', () => {
    const environment = new CartPole();
    expect(() => environment.step(0)).toThrow(UsageError);
    expect(environment.getState()).toEqual(new CartPole().getState());

    environment.setState(stateOf([2.5, 0, 0, 0]));
    expect(environment.step(1).terminated).toBe(true);
    const ended = environment.getState();
    expect(() => environment.step(1)).toThrow(
      'CartPole.step() needs a running episode, but none was started or the last one has ended; ' +
        'call reset() first.',
    );
    expect(environment.getState()).toEqual(ended);
    environment.reset();
    expect(environment.step(1).terminated).toBe(false);
  });

  test.each([-1, 2, 0.5, Number.NaN, '1', undefined])(
    'the action %s is refused and changes nothing',
    (action) => {
      const environment = new CartPole();
      environment.reset();
      const before = environment.getState();

      expect(() => environment.step(action as number)).toThrow(ValueError);
      expect(() => environment.step(action as number)).toThrow('needs 0 (push left) or 1');
      expect(environment.getState()).toEqual(before);
    },
  );

  test('a bad seed is refused and changes nothing', () => {
    expect(() => new CartPole({ seed: -1 })).toThrow(
      new OptionsError('CartPole seed must be a whole number from 0 to 4294967295; received -1.'),
    );
    const environment = new CartPole();
    environment.reset();
    const before = environment.getState();
    expect(() => environment.reset({ seed: 0.5 })).toThrow(ValueError);
    expect(environment.getState()).toEqual(before);
  });

  test('an unknown option is refused', () => {
    expect(() => new CartPole({ sed: 1 } as object)).toThrow(
      new OptionsError("CartPole has no option 'sed' (did you mean 'seed'?); known options: seed."),
    );
  });
});

test('every observation is an array of its own, and info is shared but frozen', () => {
  const environment = new CartPole();
  const first = environment.reset();
  const copy = first.observation.slice();
  const second = environment.step(0);

  expect(second.observation).not.toBe(first.observation);
  expect(first.observation).toEqual(copy);
  expect(second.info).toBe(first.info);
  expect(Object.isFrozen(first.info)).toBe(true);
});

describe('the state', () => {
  /** Plays on for 200 steps, over several episodes. */
  const play = (environment: CartPole): unknown[] => {
    const actions = createRandom(3);
    return Array.from({ length: 200 }, () => {
      const result = environment.step(actions.integer(2));
      return result.terminated ? [result, environment.reset()] : result;
    });
  };

  test('put into another CartPole continues exactly, through JSON as well', () => {
    const environment = new CartPole({ seed: 4 });
    environment.reset();
    environment.step(1);
    const state = environment.getState();
    const text = JSON.stringify(state);
    const expected = play(environment);

    for (const saved of [state, JSON.parse(text) as State]) {
      const other = new CartPole({ seed: 5 });
      other.setState(saved);
      expect(play(other)).toEqual(expected);
    }
  });

  test('says whether an episode is running', () => {
    const environment = new CartPole();
    environment.setState(new CartPole().getState());
    expect(() => environment.step(0)).toThrow(UsageError);

    const running = new CartPole();
    running.reset();
    environment.setState(running.getState());
    expect(environment.step(0).reward).toBe(1);
  });

  const good = stateOf([0.1, 0.2, 0.3, 0.4]);
  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'must be a record; received undefined'],
    ['another environment', { ...good, angle: undefined }, 'angle must be a finite number'],
    ['NaN', { ...good, velocity: Number.NaN }, 'velocity must be a finite number; received NaN'],
    [
      'text',
      { ...good, angularVelocity: '1' },
      "angularVelocity must be a finite number; received '1'",
    ],
    ['no flag', { ...good, running: 1 }, 'running must be true or false; received 1'],
    [
      'no stream',
      { ...good, random: null },
      'random must be the state of a random stream; received null',
    ],
    ['a bad stream', { ...good, random: { seed: 0, words: [0, 0, 0, 0] } }, 'random must be'],
  ])('of %s is refused and changes nothing', (_, state, message) => {
    const environment = new CartPole({ seed: 6 });
    environment.reset();
    const before = environment.getState();

    expect(() => {
      environment.setState(state as State);
    }).toThrow(CheckpointError);
    expect(() => {
      environment.setState(state as State);
    }).toThrow(message);
    expect(environment.getState()).toEqual(before);
  });
});

test.each<[unknown, string]>([
  [42, 'received 42. To choose a seed, call reset({ seed: 42 }).'],
  [null, 'received null. To choose a seed, call reset({ seed: 42 }).'],
  ['7', "received '7'"],
  [{ sed: 42 }, "CartPole.reset has no option 'sed' (did you mean 'seed'?)"],
])('reset(%j) is refused', (options, message) => {
  const environment = new CartPole();
  const reset = (): unknown => environment.reset(options as object);
  expect(reset).toThrow(OptionsError);
  expect(reset).toThrow(message);
});
