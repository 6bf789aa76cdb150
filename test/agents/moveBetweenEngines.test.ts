import { beforeAll, describe, expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import { memoryStore } from '../../src/state/memoryStore.ts';
import type { State, StateTensor } from '../../src/state/state.ts';
import { adam, rmsprop, sgd, type OptimizerSpec } from '../../src/optimizers/optimizer.ts';
import { optimizerSlots } from '../../src/optimizers/slots.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { engineCases, sampleRows, type EngineCase } from '../engines/cases.ts';
import { setUpBackend } from '../support/backends.ts';
import { engineNamed } from '../engines/engineNamed.ts';

beforeAll(async () => {
  await setUpBackend('cpu');
});

/** The part of a network's state that is looked at here. */
interface NetworkState extends State {
  readonly optimizer: { readonly slots: Readonly<Record<string, Record<string, StateTensor>>> };
}

/** With as many vectors of memory as an optimizer can have: 2, 0, 1, 1 and 2. */
const optimizers: readonly [string, OptimizerSpec][] = [
  ['adam', adam({ learningRate: 1e-2 })],
  ['sgd', sgd({ learningRate: 1e-2 })],
  ['sgd with momentum', sgd({ learningRate: 1e-2, momentum: 0.9 })],
  ['rmsprop', rmsprop({ learningRate: 1e-2 })],
  ['centered rmsprop', rmsprop({ learningRate: 1e-2, centered: true })],
];

describe.each(engineCases)('$name', (engineCase) => {
  const hasNorm = engineCase.network.layers.some(({ type }) => type === 'layerNorm');
  describe.each(optimizers)('%s', (_, optimizer) => {
    test.each([
      ['simd', 'tfjs'],
      ['tfjs', 'simd'],
    ] as const)('moves from %s to %s as it is', async (source, destination) => {
      const agent = makeAgent(engineCase, optimizer, source, 1);
      trainOnNoise(agent, engineCase);
      const store = memoryStore();
      await agent.save(store);
      const other = makeAgent(engineCase, optimizer, destination, 2);
      await other.load(store);

      expect([agent.engine.name, other.engine.name]).toEqual([source, destination]);
      const state = await agent.getState();
      expect(agent.updates).toBe(8);
      expect(await other.getState()).toEqual(state);
      const { slots } = (state['network'] as NetworkState).optimizer;
      expect(Object.keys(slots)).toEqual(optimizerSlots(optimizer));
      for (const slot of Object.values(slots)) {
        expect(Object.values(slot).every(({ data }) => data.some((value) => value !== 0))).toBe(
          true,
        );
      }

      const { packed } = sampleRows(engineCase, 20, createRandom(4));
      for (const weights of ['online', 'target'] as const) {
        const ours = agent.network.qValues(packed, weights);
        expectNear(other.network.qValues(packed, weights), ours, hasNorm);
      }
      // Both go on from there: the same batch, and the same step within rounding.
      const [ours, theirs] = [agent.learn(), other.learn()];
      expectNear(theirs.tdErrors, ours.tdErrors, hasNorm);
      const [expected, received] = [
        await agent.network.getWeights(),
        await other.network.getWeights(),
      ];
      for (const [name, { data }] of Object.entries(expected)) {
        expectNear(received[name]?.data as Float32Array, data as Float32Array, hasNorm);
      }
      agent.dispose();
      other.dispose();
    });
  });
});

function makeAgent(
  { environment, network }: EngineCase,
  optimizer: OptimizerSpec,
  engine: 'simd' | 'tfjs',
  seed: number,
): DQNAgent {
  return new DQNAgent({
    environment,
    network,
    optimizer,
    engine: engineNamed(engine),
    seed,
    batchSize: 8,
    learningStarts: 0,
    replay: { capacity: 30 },
    targetUpdate: { everyUpdates: 5 },
  });
}

/** Fills the replay buffer and makes 8 updates, of which the target misses the last 3. */
function trainOnNoise(agent: DQNAgent, { environment }: EngineCase): void {
  const { observationSpace, actionSpace } = environment;
  const random = createRandom(3);
  for (let step = 0; step < 40; step++) {
    agent.observe({
      observation: observationSpace.sample(random),
      action: actionSpace.sample(random),
      reward: random.normal(),
      nextObservation: observationSpace.sample(random),
      terminated: random.uniform() < 0.2,
      truncated: false,
    });
  }
  for (let update = 0; update < 8; update++) agent.learn();
}

/**
 * Relative to the largest of the numbers: one near zero is the difference of
 * larger ones, and has their rounding error. A layer norm divides by a standard
 * deviation of many numbers, and so rounds twice as much.
 */
function expectNear(received: Float32Array, expected: Float32Array, hasNorm: boolean): void {
  const largest = Math.max(...expected.map(Math.abs));
  expect(received).toHaveLength(expected.length);
  const differences = received.map((value, index) => Math.abs(value - expected[index]!) / largest);
  // NaN where one of them is, which is not less than anything.
  expect(Math.max(...differences)).toBeLessThan(hasNorm ? 2e-6 : 1e-6);
}
