import { expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import { encodeCheckpoint } from '../../src/state/encode.ts';
import { cql } from '../../src/heads/cql.ts';
import type { Head } from '../../src/heads/head.ts';
import { largeMargin } from '../../src/heads/largeMargin.ts';
import { qHead } from '../../src/heads/qHead.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { sideProbe } from '../support/probes.ts';

function makeAgent(head: Head, seed: number): DQNAgent {
  return new DQNAgent({
    ...{ environment: sideProbe(), network: mlp({ hidden: [8] }), head, seed },
    ...{ batchSize: 8, learningStarts: 16, replay: { capacity: 64 }, train: 'never' },
  });
}

function observe(agent: DQNAgent, steps: number): void {
  for (let step = 0; step < steps; step++) {
    const side = step % 2 === 0 ? 1 : -1;
    const [observation, nextObservation] = [Float32Array.of(side), Float32Array.of(-side)];
    const ending = { terminated: step % 5 === 4, truncated: false };
    agent.observe({ observation, action: step % 2, reward: step % 3, nextObservation, ...ending });
  }
}

async function bytes(agent: DQNAgent): Promise<string> {
  const state = await agent.getState();
  return Buffer.from(encodeCheckpoint({ kind: 'agent', state })).toString('base64');
}

/** The loss of the next update, on the same batch for all agents of one state. */
const lossOf = (agent: DQNAgent): number => agent.learn().loss;

test('what was learned with one added loss goes on with another, or with none', async () => {
  const source = makeAgent(cql({ alpha: 2 }), 1);
  observe(source, 40);
  for (let update = 0; update < 10; update++) source.learn();
  const state = await source.getState();
  const heads = { margin: largeMargin({ margin: 5 }), plain: qHead(), same: cql({ alpha: 2 }) };
  const agents = Object.fromEntries(
    Object.entries(heads).map(([name, head]) => [name, makeAgent(head, 2)]),
  ) as Record<keyof typeof heads, DQNAgent>;
  for (const agent of Object.values(agents)) {
    agent.setState(state);
    // All of it is taken over: weights, moments, transitions, streams of random numbers.
    expect(await bytes(agent)).toBe(await bytes(source));
  }
  const loss = lossOf(source);
  expect(lossOf(agents.same)).toBe(loss);
  const plain = lossOf(agents.plain);
  // The penalty is above 0, and there are no demonstrations whose margin would count.
  expect(loss).toBeGreaterThan(plain);
  expect(lossOf(agents.margin)).toBe(plain);
  expect(await bytes(agents.same)).toBe(await bytes(source));
  expect(await bytes(agents.plain)).not.toBe(await bytes(source));
  for (const agent of [source, ...Object.values(agents)]) agent.dispose();
});
