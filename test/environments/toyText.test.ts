import { describe, expect, test } from 'vitest';
import type { State } from '../../src/state/state.ts';
import { Blackjack } from '../../src/environments/blackjack/blackjack.ts';
import { checkEnvironment } from '../../src/conformance/checkEnvironment.ts';
import { CliffWalking } from '../../src/environments/cliffWalking/cliffWalking.ts';
import { FrozenLake } from '../../src/environments/frozenLake/frozenLake.ts';
import { makeEnvironment } from '../../src/environments/makeEnvironment.ts';
import type { TabularEnvironment } from '../../src/environments/tabular/tabularEnvironment.ts';
import { Taxi } from '../../src/environments/taxi/taxi.ts';
import { CheckpointError, OptionsError, UsageError, ValueError } from '../../src/errors.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { TimeLimit } from '../../src/wrappers/timeLimit.ts';
import { tableOf } from '../support/tabularRecording.ts';

/** What the environments of Gymnasium's toy text family have in common. */
type ToyText = Taxi | FrozenLake | CliffWalking | Blackjack;

const tabular: readonly (readonly [string, (seed?: number) => TabularEnvironment & ToyText])[] = [
  ['Taxi', (seed = 0) => new Taxi({ seed })],
  ['Taxi', (seed = 0) => new Taxi({ seed, isRainy: true, ficklePassenger: true })],
  ['FrozenLake', (seed = 0) => new FrozenLake({ seed, desc: ['SFS', 'FFF', 'SHG'] })],
  ['FrozenLake', (seed = 0) => new FrozenLake({ seed, mapName: '8x8' })],
  ['CliffWalking', (seed = 0) => new CliffWalking({ seed, isSlippery: true })],
];
const all: readonly (readonly [string, (seed?: number) => ToyText])[] = [
  ...tabular,
  ['CliffWalking', (seed = 0) => new CliffWalking({ seed })],
  ['Blackjack', (seed = 0) => new Blackjack({ seed })],
  ['Blackjack', (seed = 0) => new Blackjack({ seed, sab: false, natural: true })],
];

/** Plays on with random actions, over the ends of episodes. */
function play(environment: ToyText, steps: number): unknown[] {
  const actions = createRandom(3);
  return Array.from({ length: steps }, () => {
    const result = environment.step(actions.integer(environment.actionSpace.n));
    return result.terminated ? [result, environment.reset()] : result;
  });
}

describe.each(all)('%s', (name, make) => {
  test('keeps the rules of environments', () => {
    expect(() => {
      checkEnvironment(make(), { steps: 3000 });
    }).not.toThrow();
  });

  test('has the same run for the same seed, of the constructor or of reset', () => {
    const run = (environment: ToyText, seed?: number): unknown[] => [
      environment.reset(seed === undefined ? {} : { seed }),
      ...play(environment, 300),
    ];
    const environment = make(9);
    const first = run(environment);
    expect(run(make(9))).toEqual(first);
    expect(run(environment, 9)).toEqual(first);
    if (environment instanceof CliffWalking) return;
    expect(run(make(8))).not.toEqual(first);
    expect(run(environment)).not.toEqual(first);
  });

  test('goes on exactly from its state, through JSON as well', () => {
    const environment = make(4);
    environment.reset();
    play(environment, 57);
    const state = environment.getState();
    const text = JSON.stringify(state);
    const expected = play(environment, 300);

    for (const saved of [state, JSON.parse(text) as State]) {
      const other = make(5);
      other.setState(saved);
      expect(play(other, 300)).toEqual(expected);
      expect(other.getState()).toEqual(environment.getState());
    }
  });

  test('refuses a step before reset and after the end, and changes nothing', () => {
    const environment = make();
    const fresh = environment.getState();
    expect(() => environment.step(0)).toThrow(UsageError);
    expect(() => environment.render()).toThrow(UsageError);
    expect(environment.getState()).toEqual(fresh);

    environment.reset();
    environment.setState({ ...environment.getState(), running: false });
    const ended = environment.getState();
    expect(() => environment.step(0)).toThrow(
      `${name}.step() needs a running episode, but none was started or the last one has ended; ` +
        'call reset() first.',
    );
    expect(environment.getState()).toEqual(ended);
  });

  test('refuses actions that there are not, and changes nothing', () => {
    const environment = make();
    environment.reset();
    const before = environment.getState();
    for (const action of [-1, environment.actionSpace.n, 0.5, Number.NaN, '1', undefined]) {
      expect(() => environment.step(action as number)).toThrow(ValueError);
      expect(() => environment.step(action as number)).toThrow(`${name}.step(action) needs 0 (`);
    }
    expect(environment.getState()).toEqual(before);
  });

  test('refuses bad seeds and options of reset, and changes nothing', () => {
    const environment = make();
    environment.reset();
    const before = environment.getState();
    expect(() => environment.reset({ seed: 0.5 })).toThrow(ValueError);
    expect(() => environment.reset({ sed: 1 } as object)).toThrow(OptionsError);
    expect(() => environment.reset(42 as unknown as object)).toThrow('call reset({ seed: 42 })');
    expect(() => make(-1)).toThrow(OptionsError);
    expect(environment.getState()).toEqual(before);
  });

  test('refuses states that are none of its own, and changes nothing', () => {
    const environment = make(6);
    environment.reset();
    const before = environment.getState();
    const [own] = Object.keys(before) as [string];
    const changed = { ...before, [own]: own === 'state' ? 1 : '2 3' };
    expect(changed).not.toEqual(before);
    for (const state of [
      undefined,
      {},
      { ...changed, running: 1 },
      { ...changed, random: null },
      { ...before, [own]: 9999 },
      { ...before, [own]: undefined },
    ]) {
      expect(() => {
        environment.setState(state as State);
      }).toThrow(CheckpointError);
      expect(environment.getState()).toEqual(before);
    }
  });

  test('draws itself without changing', () => {
    const environment = make(2);
    environment.reset();
    const before = environment.getState();
    const picture = environment.render();

    expect(picture.data.length).toBe(picture.width * picture.height * 4);
    expect(environment.getState()).toEqual(before);
    const again = environment.render();
    expect(again.data === picture.data).toBe(false);
    // toEqual takes seconds over a million bytes.
    expect(Buffer.compare(Buffer.from(again.data), Buffer.from(picture.data))).toBe(0);
  });
});

describe.each(tabular)('the table of %s', (name, make) => {
  test('has probabilities that add up to 1, and states that there are', () => {
    const environment = make();
    const { n } = environment.observationSpace;
    const lists = tableOf(environment).flat();
    const sums = lists.map((list) => list.reduce((sum, { probability }) => sum + probability, 0));
    const nextStates = lists.flat().map(({ nextState }) => nextState);
    expect(lists).toHaveLength(n * environment.actionSpace.n);
    expect(Math.max(...sums.map((sum) => Math.abs(sum - 1)))).toBeLessThan(1e-12);
    expect(nextStates.every((state) => environment.observationSpace.contains(state))).toBe(true);
    const starts = environment.initialStateDistribution();
    expect(starts).toHaveLength(n);
    expect(starts.reduce((total, probability) => total + probability, 0)).toBeCloseTo(1, 12);
  });

  test('cannot be changed from outside', () => {
    const environment = make();
    const outcomes = environment.transitions(0, 0);
    expect(environment.transitions(0, 0)).toBe(outcomes);
    expect([outcomes, ...outcomes].every(Object.isFrozen)).toBe(true);
    const starts = environment.initialStateDistribution();
    environment.initialStateDistribution().fill(7);
    expect(environment.initialStateDistribution()).toEqual(starts);
    expect(starts).not.toContain(7);
  });

  test('has no other states and actions', () => {
    const environment = make();
    const { n } = environment.observationSpace;
    for (const state of [-1, n, 0.5, Number.NaN, '0', undefined]) {
      expect(() => environment.transitions(state as number, 0)).toThrow(ValueError);
      expect(() => environment.transitions(state as number, 0)).toThrow(
        `${name}.transitions(state, action) needs a whole number from 0 to ${n - 1} as its state`,
      );
    }
    for (const action of [-1, environment.actionSpace.n, 0.5, undefined]) {
      expect(() => environment.transitions(0, action as number)).toThrow('as its action; received');
    }
  });
});

describe('by id', () => {
  test.each([
    ['Taxi-v3', Taxi, 500, 6, 200],
    ['Taxi-v4', Taxi, 500, 6, 200],
    ['FrozenLake-v1', FrozenLake, 16, 4, 100],
    ['FrozenLake8x8-v1', FrozenLake, 64, 4, 200],
    ['CliffWalking-v0', CliffWalking, 48, 4, null],
    ['CliffWalking-v1', CliffWalking, 48, 4, null],
    ['CliffWalkingSlippery-v1', CliffWalking, 48, 4, null],
    ['Blackjack-v1', Blackjack, 704, 2, null],
  ] as const)(
    '%s has the spaces and the time limit of Gymnasium',
    (id, Type, n, actions, limit) => {
      const environment = makeEnvironment(id, { seed: 1 });
      const inside = environment instanceof TimeLimit ? environment.environment : environment;

      expect(inside).toBeInstanceOf(Type);
      expect(environment instanceof TimeLimit ? environment.maxEpisodeSteps : null).toBe(limit);
      expect(environment.observationSpace).toEqual(new Discrete(n));
      expect(environment.actionSpace).toEqual(new Discrete(actions));
    },
  );

  test('the variants are those of the classes', () => {
    const table = (id: 'CliffWalking-v1' | 'CliffWalkingSlippery-v1'): unknown =>
      tableOf(makeEnvironment(id) as unknown as CliffWalking);
    expect(table('CliffWalking-v1')).toEqual(tableOf(new CliffWalking()));
    expect(table('CliffWalkingSlippery-v1')).toEqual(
      tableOf(new CliffWalking({ isSlippery: true })),
    );
  });
});
