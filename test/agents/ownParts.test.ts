import { describe, expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import type { DQNAgentOptions } from '../../src/agents/dqnAgentOptions.ts';
import type { EngineOptions } from '../../src/engines/engine.ts';
import { simd } from '../../src/engines/simd/simd.ts';
import { OptionsError, ShapeError, UsageError, ValueError } from '../../src/errors.ts';
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
    ['architecture', missing({ architecture: null })],
    ['updates', missing({ updates: undefined })],
    ['name, backend', missing({ name: undefined, backend: 3 })],
    ['act, learn', missing({ act: 3, learn: null })],
    ['create', { name: 'own' }],
    ['name', { create: () => undefined }],
    ['name, create', {}],
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

describe.each([
  ['resets', 'beforeUpdate'],
  ['dormant', 'afterUpdate'],
  ['augment', 'augment'],
])('the state of %s of the user', (name, method) => {
  const withPart = (changes: object): DQNAgent => {
    const good = { getState: () => ({}), prepareState: () => () => undefined };
    const made = { [method]: () => null, ...good, ...changes };
    return agentWith({ [name]: { kind: 'own', create: () => made } });
  };

  test.each([undefined, null, 3, [1], Promise.resolve({})])('is refused: %s', async (state) => {
    const agent = withPart({ getState: () => state });
    await expect(agent.getState()).rejects.toThrow(ValueError);
    await expect(agent.save(memoryStore())).rejects.toThrow(
      `getState() of ${name} must return an object of plain data`,
    );
    agent.dispose();
  });

  test.each([undefined, {}, Promise.resolve(() => undefined)])(
    'taken over by no function changes nothing: %s',
    async (takeOver) => {
      const other = withPart({});
      other.act(0);
      const agent = withPart({ prepareState: () => takeOver });
      const before = await agent.getState();
      const state = await other.getState();
      expect(state).not.toEqual(before);
      expect(() => agent.setState(state)).toThrow(ValueError);
      expect(() => agent.setState(state)).toThrow(`prepareState of ${name} must return a function`);
      expect(await agent.getState()).toEqual(before);
      for (const each of [agent, other]) each.dispose();
    },
  );
});

/** With enough to learn from. */
function observed(agent: DQNAgent): DQNAgent {
  for (let step = 0; step < 4; step++) {
    const transition = { observation: 0, action: 1, reward: 0, nextObservation: 1 };
    agent.observe({ ...transition, terminated: false, truncated: false });
  }
  return agent;
}

const stateless = { getState: () => ({}), prepareState: () => () => undefined };

test.each<[string, (batch: object) => unknown, RegExp]>([
  ['nothing', () => undefined, /received undefined\./],
  ['a promise', (batch) => Promise.resolve(batch), /received a promise/],
  ['fewer', (batch) => ({ ...batch, size: 1 }), /of size 2; received one of size 1\./],
])('augment of the user that gives %s is told so', async (_, augment, message) => {
  const create = () => ({ ...stateless, augment });
  const agent = observed(agentWith({ augment: { kind: 'own', create } }));
  expect(() => agent.learn()).toThrow(ShapeError);
  expect(() => agent.learn()).toThrow(message);
  await expect(agent.learnAsync()).rejects.toThrow(message);
  expect(agent.updates).toBe(0);
  agent.dispose();
});

test('resets of the user that return nothing have made none', async () => {
  const nothing = () => undefined;
  const part = (method: string) => ({
    kind: 'own',
    create: () => ({ ...stateless, [method]: nothing }),
  });
  const options = { resets: part('beforeUpdate'), dormant: part('afterUpdate') };
  const agent = observed(agentWith(options));
  expect(agent.learn().resets).toBeUndefined();
  expect((await agent.learnAsync()).resets).toBeUndefined();
  agent.dispose();
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
    [
      'fewer',
      () => replayWith({}).sample(1),
      /sample\(batchSize\) of the .*of size 2; received one of size 1\./,
    ],
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

  test.each([undefined, null, 3, [1], Promise.resolve({})])(
    'whose state is %s is told so',
    async (state) => {
      for (const method of ['getState', 'viewState']) {
        const methods = { getState: () => ({}), setState: () => undefined };
        const agent = agentWith({ replay: replayWith({ ...methods, [method]: () => state }) });
        const message = `${method}() of the replay buffer must return an object of plain data`;
        await expect(agent.save(memoryStore())).rejects.toThrow(ValueError);
        await expect(agent.save(memoryStore())).rejects.toThrow(message);
        if (method === 'getState') await expect(agent.getState()).rejects.toThrow(message);
        agent.dispose();
      }
    },
  );

  test('that takes a state over later is told so', async () => {
    const setState = () => Promise.reject(new Error('later'));
    const agent = agentWith({ replay: replayWith({ getState: () => ({}), setState }) });
    const state = await agent.getState();
    expect(() => agent.setState(state)).toThrow(ValueError);
    expect(() => agent.setState(state)).toThrow(/received a promise. Write it without async/);
    agent.dispose();
  });
});
