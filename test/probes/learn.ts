import { expect } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import type { Head } from '../../src/heads/head.ts';
import { embedding, type EmbeddingOptions } from '../../src/networks/embedding.ts';
import { adam } from '../../src/optimizers/optimizer.ts';
import { epsilonGreedy } from '../../src/policies/epsilonGreedy.ts';
import type { Replay } from '../../src/replay/replay.ts';
import { ReplayBuffer } from '../../src/replay/replayBuffer.ts';
import type { SamplerSpec } from '../../src/replay/sampler.ts';
import { uniform } from '../../src/replay/samplers/uniform.ts';
import { linear } from '../../src/schedules/linear.ts';
import { train } from '../../src/training/train.ts';
import { probeEnvironment, valuesOf, type Learner, type Probe } from './worlds.ts';

export const DISCOUNT = 0.7;
const STEPS = 800;

/** A way of learning, and what it must come to. */
export interface Variant {
  readonly name: string;
  readonly head: Head;
  readonly sampler?: SamplerSpec;
  readonly nStep?: number;
  readonly network?: Omit<EmbeddingOptions, 'size'>;
  readonly soft?: Learner['soft'];
  /** Puts something else in the place of the replay buffer. */
  readonly wrap?: (replay: ReplayBuffer) => Replay;
}

/** The values of all states and actions after learning from random actions. */
export async function learn(variant: Variant, probe: Probe): Promise<number[][]> {
  const environment = probeEnvironment(probe);
  const { head, sampler = uniform(), nStep = 1, network } = variant;
  const replay = new ReplayBuffer({
    capacity: STEPS,
    environment,
    sampler,
    returns: { steps: nStep, discount: DISCOUNT },
    seed: 3,
  });
  const agent = new DQNAgent({
    environment,
    head,
    network: embedding({ size: 16, ...network }),
    optimizer: adam({ learningRate: linear({ from: 1e-2, to: 0, over: 2_400 }) }),
    policy: epsilonGreedy({ epsilon: 1 }),
    replay: variant.wrap?.(replay) ?? replay,
    batchSize: 64,
    learningStarts: 200,
    train: { everyEnvironmentSteps: 1, updates: 4 },
    targetUpdate: { everyUpdates: 40 },
    seed: 1,
  });
  await train(agent, environment, { environmentSteps: STEPS }).finish();
  const values = probe.outcomes.map((_, state) => [...agent.network.qValues(state)]);
  agent.dispose();
  return values;
}

/** How far the worst value is off, as a share of the largest value or reward there is. */
export function worstError(found: readonly number[][], variant: Variant, probe: Probe): number {
  const { nStep = 1, soft } = variant;
  const expected = valuesOf(probe, { discount: DISCOUNT, steps: nStep, ...(soft && { soft }) });
  const rewards = probe.outcomes.flat().flatMap((outcome) => outcome.rewards);
  const sizes = [...expected.flat(), ...rewards].map((size) => Math.abs(size ?? 0));
  const errors = expected.flatMap((row, state) =>
    row.map((value, action) => (value === null ? 0 : Math.abs(found[state]![action]! - value))),
  );
  return Math.max(...errors) / Math.max(...sizes);
}

/** Learns, and expects every value to be within 2 %. */
export async function expectValues(variant: Variant, probe: Probe): Promise<void> {
  const found = await learn(variant, probe);
  const error = worstError(found, variant, probe);
  expect(error, JSON.stringify(found)).toBeLessThan(0.02);
}
