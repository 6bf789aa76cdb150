import { DQNAgent } from '../../../src/agents/dqnAgent.ts';
import { crc32 } from '../../../src/state/crc32.ts';
import { makeEnvironment } from '../../../src/environments.ts';
import { mlp } from '../../../src/networks/mlp.ts';
import { adam } from '../../../src/optimizers/optimizer.ts';
import { epsilonGreedy } from '../../../src/policies/epsilonGreedy.ts';
import { linear } from '../../../src/schedules/linear.ts';
import { train } from '../../../src/training/train.ts';
import { simd } from '../../../src/engines/simd/simd.ts';

/**
 * Learns CartPole for 1,000 updates: exploration, replay with old transitions
 * overwritten, double Q-learning, clipped gradients, target updates.
 *
 * @returns A checksum of all weights. CartPole's sine and cosine are the
 *   host's, which may differ in the last of 53 bits (Chromium 156 rounds one
 *   sine in 80 otherwise than Node 20); of the 24 bits of an observation no
 *   more is to be seen.
 */
export async function checksumAfterTraining(): Promise<number> {
  const environment = makeEnvironment('CartPole-v1');
  const agent = new DQNAgent({
    environment,
    network: mlp({ hidden: [37, 18], dueling: true }),
    optimizer: adam({ learningRate: linear({ from: 3e-3, to: 1e-3, over: 1_000 }) }),
    gradientClipNorm: 1,
    policy: epsilonGreedy({ epsilon: linear({ from: 1, to: 0.1, over: 800 }) }),
    replay: { capacity: 700 },
    batchSize: 30,
    learningStarts: 100,
    train: { everyEnvironmentSteps: 1, updates: 1 },
    targetUpdate: { fraction: 0.02 },
    engine: simd({ relaxed: false }),
    seed: 5,
  });
  await train(agent, environment, { environmentSteps: 99 + 1_000, seed: 5 }).finish();
  if (agent.updates !== 1_000) throw new Error(`${agent.updates} updates were made.`);
  let checksum = 0;
  for (const which of ['online', 'target'] as const) {
    for (const { data } of Object.values(await agent.network.getWeights(which))) {
      checksum = crc32(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), checksum);
    }
  }
  agent.dispose();
  return checksum;
}

/** What {@link checksumAfterTraining} gave in Node. */
export const checksumOfTrainingInNode = 326342577;
