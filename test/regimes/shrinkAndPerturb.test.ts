import { describe, expect, test } from 'vitest';
import {
  cnn,
  createRandom,
  embedding,
  mlp,
  OptionsError,
  QNetwork,
  shrinkAndPerturb,
  train,
  Box,
  Discrete,
  type NetworkSpec,
  type ShrinkAndPerturbOptions,
  type StateTensor,
  type WeightTensors,
} from '../../src/index.ts';
import { makeEnvironment } from '../../src/environments.ts';
import { torsoLayers } from '../../src/regimes/layerNames.ts';
import { isModelArchitecture } from '../../src/networks/architecture.ts';
import { setUpBackend } from '../support/backends.ts';
import { tfjs } from '../../src/tfjs.ts';
import { environment, later, makeAgent, observe, run, runAsync } from './world.ts';

const resetting = (options: Partial<ShrinkAndPerturbOptions> = {}) =>
  shrinkAndPerturb({ everyEnvironmentSteps: 10, ...options });

const stepsOfResets = (results: readonly { resets?: unknown }[], first: number): number[] =>
  results.flatMap(({ resets }, index) => (resets ? [index + first] : []));

describe('when', () => {
  test.each([
    [{ everyEnvironmentSteps: 20 }, 100, [20, 40, 60, 80, 100]],
    // The one at 80 would be followed by one at 100, where none is to be any more.
    [{ everyEnvironmentSteps: 20, until: 100 }, 150, [20, 40, 60]],
    [{ everyEnvironmentSteps: 20, until: 101 }, 150, [20, 40, 60, 80]],
    [{ everyEnvironmentSteps: 20, until: 40 }, 100, []],
  ])('%j in %i steps: at %j', (options, steps, expected) => {
    const agent = makeAgent({ resets: shrinkAndPerturb(options) });
    // The first update comes with the second step.
    expect(stepsOfResets(run(agent, steps), 2)).toEqual(expected);
    agent.dispose();
  });

  test('before the next update, and once where several were missed', () => {
    const agent = makeAgent({ resets: resetting(), train: 'never' });
    for (let step = 0; step < 35; step++) observe(agent);
    const [first, second] = [agent.learn(), agent.learn()];
    expect(first.resets).toEqual([{ kind: 'shrinkAndPerturb', weights: 54, units: null }]);
    expect(second.resets).toBeUndefined();
    for (let step = 0; step < 5; step++) observe(agent);
    expect(agent.learn().resets).toHaveLength(1);
    agent.dispose();
  });

  test('an event tells it', async () => {
    const pole = makeEnvironment('CartPole-v1');
    const agent = makeAgent({ environment: pole, resets: resetting({ until: 35 }) });
    const events = [];
    for await (const event of train(agent, pole, { environmentSteps: 50 })) {
      if (event.type === 'reset') events.push(event);
    }
    expect(events).toEqual(
      [10, 20].map((environmentSteps) => ({
        ...{ type: 'reset', kind: 'shrinkAndPerturb', weights: 59, units: null },
        ...{ environmentSteps, updates: environmentSteps - 1 },
      })),
    );
    agent.dispose();
  });
});

interface Weights {
  readonly online: WeightTensors;
  readonly target: WeightTensors;
  readonly slots: WeightTensors[];
}

async function weightsOf(network: QNetwork): Promise<Weights> {
  const state = (await network.getState()) as unknown as {
    online: WeightTensors;
    target: WeightTensors;
    optimizer: { slots: Record<string, WeightTensors> };
  };
  return {
    online: state.online,
    target: state.target,
    slots: Object.values(state.optimizer.slots),
  };
}

const dataOf = (tensor: StateTensor | undefined): number[] => [...(tensor!.data as Float32Array)];

describe('what', () => {
  test.each([
    ['torso and head', {}, { layer0: 0.5, layer1: 0.5, output: 1 }],
    ['fractions of its own', { torso: 0, head: 0.25 }, { layer0: 0, layer1: 0, output: 0.25 }],
    ['single layers', { layers: { layer1: 1, output: 0 } }, { layer0: 0.5, layer1: 1, output: 0 }],
  ])('%s', async (_, options, fractions: Record<string, number>) => {
    const resets = resetting({ everyEnvironmentSteps: 5, ...options });
    const agent = makeAgent({ resets, train: 'never', targetUpdate: { fraction: 0.1 } });
    while (agent.environmentSteps < 4) observe(agent);
    for (let update = 0; update < 6; update++) agent.learn();
    const before = await weightsOf(agent.network);
    observe(agent);
    // What the spec makes of an agent's network, without the update that follows.
    const random = createRandom(7).fork('resets');
    const { network } = agent;
    const reset = resets.create({ network, random }).beforeUpdate(5);
    expect(reset).toMatchObject({ kind: 'shrinkAndPerturb' });
    const after = await weightsOf(network);
    expect(network.updates).toBe(6);
    for (const name of Object.keys(before.online)) {
      const fraction = fractions[name.split('.')[0]!]!;
      const [w, t] = [dataOf(before.online[name]), dataOf(before.target[name])];
      const [w1, t1] = [dataOf(after.online[name]), dataOf(after.target[name])];
      if (fraction === 0) {
        expect([w1, t1]).toEqual([w, t]);
        expect(after.slots.map((slot) => dataOf(slot[name]))).toEqual(
          before.slots.map((slot) => dataOf(slot[name])),
        );
        continue;
      }
      // The same fresh weights in both copies.
      const fresh = w1.map((value, at) => (value - (1 - fraction) * w[at]!) / fraction);
      fresh.forEach((value, at) => {
        expect(t1[at]).toBeCloseTo((1 - fraction) * t[at]! + fraction * value, 5);
      });
      // As first weights are: uniform in ±1/√fanIn, and not those that were there.
      const bound =
        1 / Math.sqrt(name.startsWith('layer0') ? 3 : name.startsWith('layer1') ? 5 : 4);
      for (const value of fresh) expect(Math.abs(value)).toBeLessThan(bound + 1e-6);
      expect(fresh).not.toEqual(w);
      for (const slot of after.slots) expect(dataOf(slot[name]).every((x) => x === 0)).toBe(true);
      expect(before.slots.some((slot) => dataOf(slot[name]).some((x) => x !== 0))).toBe(true);
    }
    agent.dispose();
  });

  const image = new Box({ low: 0, high: 255, shape: [2, 9, 9], dtype: 'uint8' });
  const convolutions = [{ filters: 2, kernelSize: 3 }];
  test.each<[string, NetworkSpec, Box<'uint8'> | Box | Discrete, string[]]>([
    ['mlp', mlp({ hidden: [3, 3] }), environment.observationSpace, ['layer0', 'layer1']],
    ['dueling mlp', mlp({ hidden: [3], dueling: [2] }), environment.observationSpace, ['layer0']],
    ['cnn', cnn({ convolutions, hidden: [3] }), image, ['layer0']],
    [
      'cnn with layer norm',
      cnn({ convolutions, hidden: [3], layerNorm: true }),
      image,
      ['layer0', 'layer1'],
    ],
    ['convolutions alone', cnn({ convolutions, hidden: [], dueling: [3] }), image, ['layer0']],
    ['embedding', embedding({ size: 3, hidden: [3] }), new Discrete(4), ['layer0']],
  ])('the torso of: %s', (_, network, observationSpace, expected) => {
    const { actionSpace } = environment;
    const made = new QNetwork({ environment: { observationSpace, actionSpace }, network });
    if (isModelArchitecture(made.architecture)) throw new Error('A model.');
    expect([...torsoLayers(made.architecture)]).toEqual(expected);
    made.dispose();
  });
});

describe('with schedules of the returns', () => {
  test('they begin again with each reset', () => {
    const asked: number[] = [];
    const agent = makeAgent({
      resets: resetting({ until: 35 }),
      discount: (updates) => {
        asked.push(updates);
        return 0.9;
      },
    });
    asked.length = 0;
    run(agent, 40);
    const upTo = (length: number): number[] => Array.from({ length }, (_, index) => index);
    expect(asked).toEqual([...upTo(8), ...upTo(10), ...upTo(21)]);
    agent.dispose();
  });
});

describe('engines', () => {
  test('one that has to be waited for gives the same bits, and refuses calls meanwhile', async () => {
    const options = { resets: resetting(), nStep: (updates: number) => 1 + (updates % 3) };
    const [now, waiting] = [makeAgent(options), makeAgent({ ...options, engine: later })];
    run(now, 25);
    await runAsync(waiting, 29 - 5);
    observe(waiting);
    expect(waiting.environmentSteps).toBe(25);
    await waiting.learnAsync();
    expect(await waiting.network.getWeights()).toEqual(await now.network.getWeights());
    while (waiting.environmentSteps < 30) observe(waiting);
    const learned = waiting.learnAsync();
    expect(() => waiting.network.syncTarget()).toThrow('still running');
    await expect(waiting.learnAsync()).rejects.toThrow('still running');
    expect((await learned).resets).toHaveLength(1);
    for (const agent of [now, waiting]) agent.dispose();
  });

  test.each(['cpu', 'wasm'] as const)(
    'tfjs on %s resets at once, as simd does',
    async (backend) => {
      await setUpBackend(backend);
      const options = { resets: resetting({ head: 0.5 }) };
      const [ours, theirs] = [makeAgent(options), makeAgent({ ...options, engine: tfjs() })];
      expect(run(theirs, 22).filter(({ resets }) => resets)).toHaveLength(2);
      run(ours, 22);
      const [one, other] = [await ours.network.getWeights(), await theirs.network.getWeights()];
      for (const [name, { data }] of Object.entries(one)) {
        (data as Float32Array).forEach((value, at) => {
          expect(dataOf(other[name])[at]).toBeCloseTo(value, 4);
        });
      }
      for (const agent of [ours, theirs]) agent.dispose();
    },
  );
});

describe('saved', () => {
  test('goes on as if it had never stopped, in an agent of another seed too', async () => {
    const options = { resets: resetting() };
    const [whole, first, second] = [
      makeAgent(options),
      makeAgent(options),
      makeAgent({ ...options, seed: 99 }),
    ];
    run(whole, 45);
    run(first, 23);
    second.setState(await first.getState());
    run(second, 22);
    expect(await second.getState()).toEqual(await whole.getState());
    for (const agent of [whole, first, second]) agent.dispose();
  });

  test('an agent that was saved without resets does not make up for them', async () => {
    const [plain, agent] = [makeAgent(), makeAgent({ resets: resetting() })];
    run(plain, 35);
    agent.setState(await plain.getState());
    expect(stepsOfResets(run(agent, 10), 36)).toEqual([40]);
    // And the other way round.
    plain.setState(await agent.getState());
    run(plain, 10);
    for (const each of [plain, agent]) each.dispose();
  });

  test.each([
    [{ updatesAtReset: 1e6 }, 'updatesAtReset must be a whole number from 0 to'],
    [{ resets: { kind: 'shrinkAndPerturb', state: {} } }, 'seenTo must be a whole number'],
    [{ resets: 3 }, 'resets must be a record'],
  ])('refuses %j and changes nothing', async (change, message) => {
    const agent = makeAgent({ resets: resetting() });
    run(agent, 12);
    const state = await agent.getState();
    const regime = { ...(state['regime'] as object), ...change };
    expect(() => agent.setState({ ...state, regime })).toThrow(message);
    expect(await agent.getState()).toEqual(state);
    agent.dispose();
  });
});

test.each([
  [{}, 'everyEnvironmentSteps must be a whole number of at least 1'],
  [
    { everyEnvironmentSteps: 10, torso: 1.5 },
    'shrinkAndPerturb.torso must be a finite number from 0 to 1',
  ],
  [{ everyEnvironmentSteps: 10, until: 0.5 }, 'until must be a whole number'],
  [{ everyEnvironmentSteps: 10, layers: { output: -1 } }, 'shrinkAndPerturb.layers.output must be'],
  [{ everyEnvironmentSteps: 10, layers: null }, 'layers must be a value, or left out'],
  [{ everyUpdates: 10 }, 'resets count environment steps'],
])('refuses %j', (options, message) => {
  expect(() => shrinkAndPerturb(options as never)).toThrow(OptionsError);
  expect(() => shrinkAndPerturb(options as never)).toThrow(message);
});

test('an agent refuses names that its network does not have, and what makes no resets', () => {
  expect(() => makeAgent({ resets: resetting({ layers: { layer9: 1 } }) })).toThrow(
    "names 'layer9', and the network has no such layer with weights; it has layer0, layer1, output",
  );
  expect(() => makeAgent({ resets: { everyEnvironmentSteps: 5 } as never })).toThrow(
    'resets must be made by shrinkAndPerturb({ everyEnvironmentSteps })',
  );
});
