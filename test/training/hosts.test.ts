import { expect, test } from 'vitest';
import { makeEnvironment } from '../../src/environments.ts';
import { DQNAgent, encodePng, evaluate, memoryStore, train, UsageError } from '../../src/index.ts';
import { withoutGlobals } from '../support/withoutGlobals.ts';

const MISSING = [
  'MessageChannel',
  'setImmediate',
  'TextEncoder',
  'TextDecoder',
  'structuredClone',
  'performance',
];

test.each([
  ['without all of it', MISSING],
  ['without setImmediate, as in a browser', ['setImmediate']],
])('trains, evaluates, saves and loads %s', async (_, names) => {
  withoutGlobals(...names);
  const environment = makeEnvironment('CartPole-v1');
  const agent = new DQNAgent({ environment, learningStarts: 32, batchSize: 8, seed: 1 });
  const end = await train(agent, environment, { environmentSteps: 1500, seed: 1 }).finish();
  expect(end.reason).toBe('completed');
  // Long enough for several turns of the event loop.
  expect(end.updates).toBeGreaterThan(100);
  const store = memoryStore();
  await agent.save(store);
  const other = new DQNAgent({ environment, learningStarts: 32, batchSize: 8, seed: 2 });
  await other.load(store);
  const [a, b] = [await evaluate(agent, environment), await evaluate(other, environment)];
  expect(b).toEqual(a);
  agent.dispose();
  other.dispose();
});

test('pictures say what is missing', async () => {
  const image = { width: 1, height: 1, data: new Uint8ClampedArray(4) };
  withoutGlobals('CompressionStream', 'Response');
  await expect(encodePng(image)).rejects.toThrow(UsageError);
  await expect(encodePng(image)).rejects.toThrow('needs CompressionStream, Response, which this');
});
