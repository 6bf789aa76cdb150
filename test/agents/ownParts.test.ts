import { describe, expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import type { DQNAgentOptions } from '../../src/agents/dqnAgentOptions.ts';
import type { EngineOptions } from '../../src/engines/engine.ts';
import { simd } from '../../src/engines/simd/simd.ts';
import { OptionsError, ShapeError, UsageError } from '../../src/errors.ts';
import { ReplayBuffer } from '../../src/replay/replayBuffer.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { memoryStore } from '../../src/state/memoryStore.ts';

const environment = { observationSpace: new Discrete(3), actionSpace: new Discrete(2) };
const agentWith = (options: object): DQNAgent =>
  new DQNAgent({
    environment,
    ...{ batchSize: 2, learningStarts: 2 },
    ...(options as Partial<DQNAgentOptions>),
  });

/** An object with other members in front of those of another one. */
function changed<T extends object>(inner: T, changes: object): T {
  return new Proxy(inner, {
    get(target, name) {
      if (Object.hasOwn(changes, name)) return (changes as Record<PropertyKey, unknown>)[name];
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

describe('an engine of the user', () => {
  const engine = (create: (options: EngineOptions) => unknown) => ({ name: 'own', create });
  const missing = (changes: object) =>
    engine((options) => changed(simd().create({ ...options }), changes));

  test.each<[string, object]>([
    ['forward', missing({ forward: undefined })],
    ['getState', missing({ getState: 3 })],
    ['reads', missing({ reads: 'both' })],
    ['name, backend', missing({ name: undefined, backend: 3 })],
    ['act, learn', missing({ act: 3, learn: null })],
  ])('without a proper %s is refused', (names, own) => {
    expect(() => agentWith({ engine: own })).toThrow(OptionsError);
    expect(() => agentWith({ engine: own })).toThrow(
      `received an object without a proper ${names}.`,
    );
  });

  test.each<[string, () => unknown, RegExp]>([
    [
      'nothing',
      () => undefined,
      /create\(options\) of the engine must return .*received undefined\./,
    ],
    ['a promise', () => Promise.reject(new Error('later')), /received a promise \(await it\)/],
  ])('that makes %s is refused', (_, create, message) => {
    expect(() => agentWith({ engine: engine(create) })).toThrow(message);
  });
});

describe.each([
  ['resets', 'beforeUpdate'],
  ['dormant', 'afterUpdate'],
  ['augment', 'augment'],
])('%s of the user', (name, method) => {
  test.each<[unknown, string]>([
    [undefined, 'received undefined.'],
    [{}, `without a proper ${method}, getState, prepareState.`],
  ])('that makes %s is refused', (made, said) => {
    const part = { [name]: { kind: 'own', create: () => made } };
    expect(() => agentWith(part)).toThrow(OptionsError);
    expect(() => agentWith(part)).toThrow(`create(context) of ${name} must return an object with`);
    expect(() => agentWith(part)).toThrow(said);
  });
});

describe('a replay buffer of the user', () => {
  const replayWith = (changes: object): ReplayBuffer => {
    const replay = new ReplayBuffer({ capacity: 10, environment });
    const transition = {
      ...{ observation: 0, action: 1, reward: 0, nextObservation: 1 },
      ...{ terminated: false, truncated: false },
    };
    for (let step = 0; step < 4; step++) replay.add(transition);
    const { add, sample } = replay;
    const methods = { add: add.bind(replay), sample: sample.bind(replay) };
    return { capacity: 10, size: 4, ...methods, ...changes } as unknown as ReplayBuffer;
  };

  test.each<[string, object]>([
    ['size', { size: '4' }],
    ['size', { size: NaN }],
    ['learned', { learned: 'x' }],
    ['getState, setState', { getState: 1, setState: 2 }],
  ])('without a proper %s is refused', (names, changes) => {
    expect(() => agentWith({ replay: replayWith(changes) })).toThrow(OptionsError);
    expect(() => agentWith({ replay: replayWith(changes) })).toThrow(
      `received an object without a proper ${names}.`,
    );
  });

  test.each<[string, () => unknown, RegExp]>([
    ['a promise', () => Promise.reject(new Error('later')), /received a promise/],
    ['nothing', () => undefined, /received undefined\./],
    ['fewer', () => replayWith({}).sample(1), /sample\(2\) of the .*received one of size 1\./],
  ])('that samples %s is told so', (_, sample, message) => {
    const agent = agentWith({ replay: replayWith({ sample }) });
    expect(() => agent.learn()).toThrow(ShapeError);
    expect(() => agent.learn()).toThrow(message);
    expect(agent.updates).toBe(0);
    agent.dispose();
  });

  test('that cannot be saved is told so, and can be left out', async () => {
    const agent = agentWith({ replay: replayWith({}) });
    await expect(agent.getState()).rejects.toThrow(UsageError);
    await expect(agent.save(memoryStore())).rejects.toThrow(/has no getState\(\)/);
    const store = memoryStore();
    await agent.save(store, { replay: false });
    await agent.load(store, { replay: false });
    const other = agentWith({ replay: { capacity: 10 } });
    const state = await other.getState();
    expect(() => agent.setState(state)).toThrow(UsageError);
    expect(() => agent.setState(state)).toThrow(/has no setState\(state\)/);
    agent.dispose();
    other.dispose();
  });
});
