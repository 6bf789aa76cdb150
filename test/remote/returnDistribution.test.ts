import { DQNAgent, iqnHead, mlp, quantileHead, type Head } from 'deepq';
import { CartPole } from 'deepq/environments';
import { expect, test } from 'vitest';
import { startOnWire } from './wire.ts';

const state = Float32Array.of(0.1, 0, -0.1, 0);

/** What an agent says of a state, and what its training in a worker says: of that state, and of its own. */
async function ask(head: Head, actingWeights: 'online' | 'target') {
  const environment = new CartPole();
  const agent = new DQNAgent({
    environment,
    network: mlp({ hidden: [8] }),
    head,
    actingWeights,
    seed: 3,
    learningStarts: 16,
    batchSize: 8,
    targetUpdate: { everyUpdates: 1_000 },
  });
  const train = { environmentSteps: 60, seed: 5 };
  const { training } = await startOnWire(() => ({ agent, environment, train }));
  await training.resume();
  await training.finish();
  const told = await training.returnDistribution(state);
  const current = await training.returnDistribution();
  const [online, target] = (['online', 'target'] as const).map((weights) =>
    agent.network.returnDistribution(state, weights),
  );
  training.close();
  return { told, current, online, target };
}

test.each([
  ['quantileHead', quantileHead({ quantiles: 4 })],
  ['iqnHead', iqnHead({ fractions: { acting: 3, online: 3, target: 3 } })],
])('a worker tells the distribution of the weights that act: %s', async (_, head) => {
  const online = await ask(head, 'online');
  expect(online.told).toEqual(online.online);
  // The target was not copied: it says something else.
  expect(online.told).not.toEqual(online.target);
  expect(online.current).not.toEqual(online.told);
  const target = await ask(head, 'target');
  expect(target.told).toEqual(target.target);
});
