import { expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { greedy } from '../../src/policies/greedy.ts';
import { QNetwork } from '../../src/qnetwork/qNetwork.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { memoryStore } from '../../src/state/memoryStore.ts';
import { train } from '../../src/training/train.ts';
import { makeEnvironment } from '../../src/environments.ts';
import { engineCases, randomBatch, type EngineCase } from '../engines/cases.ts';

const environment = makeEnvironment('CartPole-v1');
const observation = Float32Array.of(0.1, -0.2, 0.03, 0.4);
const noisy = mlp({ hidden: [16], noisy: {} });

test('values are those of the means, or of a draw of their own', () => {
  const network = new QNetwork({ environment, network: noisy });
  const means = [...network.qValues(observation)];
  expect([...network.qValues(observation)]).toEqual(means);
  const drawn = (seed: number): number[] => [
    ...network.qValues(observation, 'online', createRandom(seed)),
  ];
  expect(drawn(1)).toEqual(drawn(1));
  expect(drawn(1)).not.toEqual(drawn(2));
  expect(drawn(1)).not.toEqual(means);
  network.dispose();
});

test('updates draw, and go on from a state with the same draws', async () => {
  const [engineCase] = engineCases as [EngineCase];
  const { environment: spaces } = engineCase;
  const make = (seed: number): QNetwork =>
    new QNetwork({ environment: spaces, network: noisy, seed });
  const [one, other] = [make(1), make(2)];
  const batch = randomBatch(engineCase, 8);
  const first = one.update(batch).loss;
  other.setState(await one.getState());
  expect(other.update(batch).loss).toBe(one.update(batch).loss);
  expect(await other.getState()).toEqual(await one.getState());
  // Without noise the first loss would be that of the means.
  const plain = new QNetwork({ environment: spaces, network: noisy, seed: 1 });
  const again = new QNetwork({ environment: spaces, network: noisy, seed: 1 });
  expect(plain.update(batch).loss).toBe(first);
  again.update(batch);
  expect(plain.update(batch).loss).toBe(again.update(batch).loss);
  for (const each of [one, other, plain, again]) each.dispose();
});

test('a batch that is refused draws nothing', () => {
  const [engineCase] = engineCases as [EngineCase];
  const make = (): QNetwork =>
    new QNetwork({ environment: engineCase.environment, network: noisy, seed: 3 });
  const [one, other] = [make(), make()];
  const batch = randomBatch(engineCase, 8);
  expect(() => one.update({ ...batch, rewards: new Float32Array(1) })).toThrow('rewards');
  expect(one.update(batch).loss).toBe(other.update(batch).loss);
  one.dispose();
  other.dispose();
});

test('an agent explores by noise, is greedy by the means, and resumes to the bit', async () => {
  const make = (seed: number): DQNAgent =>
    new DQNAgent({
      environment: makeEnvironment('CartPole-v1'),
      network: noisy,
      policy: greedy(),
      learningStarts: 16,
      batchSize: 8,
      seed,
    });
  const agent = make(1);
  const options = { environmentSteps: 200, seed: 4 };
  await train(agent, makeEnvironment('CartPole-v1'), options).finish();
  const fixed = Array.from({ length: 50 }, () => agent.act(observation, { explore: false }));
  expect(new Set(fixed).size).toBe(1);
  const store = memoryStore();
  await agent.save(store);
  const other = make(2);
  await other.load(store);
  for (const each of [agent, other]) {
    await train(each, makeEnvironment('CartPole-v1'), options).finish();
  }
  expect(await other.getState()).toEqual(await agent.getState());
  agent.dispose();
  other.dispose();
});
