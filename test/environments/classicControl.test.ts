import { describe, expect, test } from 'vitest';
import type { State } from '../../src/state/state.ts';
import { Acrobot } from '../../src/environments/acrobot/acrobot.ts';
import { CartPole } from '../../src/environments/cartPole/cartPole.ts';
import { checkEnvironment } from '../../src/conformance/checkEnvironment.ts';
import { MountainCar } from '../../src/environments/mountainCar/mountainCar.ts';
import { CheckpointError, OptionsError, UsageError, ValueError } from '../../src/errors.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { samePixels } from '../support/pixels.ts';

type Classic = CartPole | MountainCar | Acrobot;

/** Each with the numbers of its state, and one from which a step of 2 (or 1) ends. */
const all: readonly {
  readonly name: string;
  readonly make: (seed?: number) => Classic;
  readonly numbers: readonly string[];
  readonly nearEnd: State;
  readonly size: readonly [number, number];
}[] = [
  {
    name: 'CartPole',
    make: (seed = 0) => new CartPole({ seed }),
    numbers: ['position', 'velocity', 'angle', 'angularVelocity'],
    nearEnd: { position: 2.5 },
    size: [600, 400],
  },
  {
    name: 'MountainCar',
    make: (seed = 0) => new MountainCar({ seed }),
    numbers: ['position', 'velocity'],
    nearEnd: { position: 0.49, velocity: 0.05 },
    size: [600, 400],
  },
  {
    name: 'Acrobot',
    make: (seed = 0) => new Acrobot({ seed, torqueNoise: 0.1 }),
    numbers: ['angle1', 'angle2', 'velocity1', 'velocity2'],
    nearEnd: { angle1: 3, angle2: 0 },
    size: [500, 500],
  },
];

/** Plays on with random actions, over the ends of episodes. */
function play(environment: Classic, steps: number): unknown[] {
  const actions = createRandom(3);
  return Array.from({ length: steps }, () => {
    const result = environment.step(actions.integer(environment.actionSpace.n));
    return result.terminated ? [result, environment.reset()] : result;
  });
}

describe.each(all)('$name', ({ name, make, numbers, nearEnd, size }) => {
  test('keeps the rules of environments', () => {
    expect(() => {
      checkEnvironment(make(), { steps: 3000 });
    }).not.toThrow();
  });

  test('has the same run for the same seed, of the constructor or of reset', () => {
    const run = (environment: Classic, seed?: number): unknown[] => [
      environment.reset(seed === undefined ? {} : { seed }),
      ...play(environment, 300),
    ];
    const environment = make(9);
    const first = run(environment);
    expect(run(make(9))).toEqual(first);
    expect(run(environment, 9)).toEqual(first);
    expect(run(environment)).not.toEqual(first);
    expect(run(make(8))).not.toEqual(first);
  });

  test('goes on exactly from its state, through JSON as well, and after the end', () => {
    const environment = make(4);
    environment.reset();
    environment.step(1);
    const state = environment.getState();
    const text = JSON.stringify(state);
    const expected = play(environment, 300);
    for (const saved of [state, JSON.parse(text) as State]) {
      const other = make(5);
      other.setState(saved);
      expect(play(other, 300)).toEqual(expected);
    }

    environment.setState({ ...state, ...nearEnd });
    expect(environment.step(1).terminated).toBe(true);
    const other = make(5);
    other.reset();
    other.setState(environment.getState());
    expect(() => other.step(1)).toThrow(UsageError);
    expect(other.reset()).toEqual(environment.reset());
  });

  test('refuses a step before reset, or after the end, and changes nothing', () => {
    const environment = make();
    expect(() => environment.step(1)).toThrow(UsageError);
    expect(environment.getState()).toEqual(make().getState());

    environment.reset();
    environment.setState({ ...environment.getState(), ...nearEnd });
    expect(environment.step(1).terminated).toBe(true);
    const ended = environment.getState();
    expect(() => environment.step(1)).toThrow(
      `${name}.step() needs a running episode, but none was started or the last one has ended; ` +
        'call reset() first.',
    );
    expect(environment.getState()).toEqual(ended);
  });

  test.each([-1, 3, 0.5, Number.NaN, '1', undefined])(
    'refuses the action %s, and changes nothing',
    (action) => {
      const environment = make();
      environment.reset();
      const before = environment.getState();
      expect(() => environment.step(action as number)).toThrow(ValueError);
      expect(() => environment.step(action as number)).toThrow(`${name}.step(action) needs 0 (`);
      expect(environment.getState()).toEqual(before);
    },
  );

  test('refuses bad seeds and options, and changes nothing', () => {
    const environment = make();
    environment.reset();
    const before = environment.getState();
    expect(() => environment.reset({ seed: 0.5 })).toThrow(ValueError);
    expect(() => environment.reset({ sed: 1 } as object)).toThrow(OptionsError);
    expect(() => environment.reset(42 as never)).toThrow('call reset({ seed: 42 })');
    expect(() => make(-1)).toThrow(`${name} seed must be a whole number from 0 to 4294967295`);
    expect(environment.getState()).toEqual(before);
  });

  test('refuses states that are none of its own, and changes nothing', () => {
    const environment = make(6);
    environment.reset();
    const before = environment.getState();
    const bad: readonly unknown[] = [
      undefined,
      {},
      { ...before, running: 1 },
      { ...before, random: null },
      ...numbers.flatMap((field) => [
        { ...before, [field]: Number.NaN },
        { ...before, [field]: '0' },
        { ...before, [field]: undefined },
      ]),
    ];
    for (const state of bad) {
      expect(() => {
        environment.setState(state as State);
      }).toThrow(CheckpointError);
      expect(environment.getState()).toEqual(before);
    }
  });

  test('every observation is an array of its own, and info is shared but frozen', () => {
    const environment = make();
    const first = environment.reset();
    const copy = first.observation.slice();
    const second = environment.step(0);

    expect(second.observation.buffer).not.toBe(first.observation.buffer);
    expect(first.observation).toEqual(copy);
    expect(second.info).toBe(first.info);
    expect(Object.isFrozen(first.info)).toBe(true);
  });

  test('draws itself from the first reset on, and changes nothing by it', () => {
    const environment = make();
    expect(() => environment.render()).toThrow(UsageError);
    expect(() => environment.render()).toThrow(
      `${name}.render() has nothing to draw before the first episode; call reset() first.`,
    );
    environment.reset();
    const before = environment.getState();
    const { width, height, data } = environment.render();

    expect([width, height, data.length]).toEqual([...size, 4 * size[0] * size[1]]);
    expect(environment.getState()).toEqual(before);
    const last = play(environment, 30);
    expect(last).toHaveLength(30);
    expect(samePixels(environment.render().data, data)).toBe(false);
  });
});
