import { createRandom } from '../../../src/random/createRandom.ts';
import type { Transition } from '../../../src/protocol/transition.ts';
import type { SampledBatch } from '../../../src/replay/batch.ts';
import { ReplayBuffer } from '../../../src/replay/replayBuffer.ts';
import type { SamplerSpec } from '../../../src/replay/sampler.ts';
import { Discrete } from '../../../src/spaces/discrete.ts';

const environment = { observationSpace: new Discrete(2), actionSpace: new Discrete(2) };

/** A replay buffer with a sampler. */
export function replayWith(sampler: SamplerSpec, capacity: number, seed = 1): ReplayBuffer {
  return new ReplayBuffer({ capacity, environment, sampler, random: createRandom(seed) });
}

/** A transition of which nothing matters but its priority. */
export function step(priority?: number): Transition {
  const transition = {
    observation: 0,
    action: 0,
    reward: 0,
    nextObservation: 1,
    terminated: true,
    truncated: false,
  };
  return priority === undefined ? transition : { ...transition, priority };
}

/** A full replay buffer whose transitions have these TD errors, by slot. */
export function withErrors(
  sampler: SamplerSpec,
  errors: readonly number[],
  seed?: number,
): ReplayBuffer {
  const replay = replayWith(sampler, errors.length, seed);
  errors.forEach(() => {
    replay.add(step());
  });
  learn(replay, new Map(errors.entries()));
  return replay;
}

/** Gives slots new TD errors, as an update of a batch of them would. */
export function learn(replay: ReplayBuffer, errors: ReadonlyMap<number, number>): void {
  const { added } = replay.sample(1);
  const indices = Int32Array.from(errors.keys());
  const batch = { indices, added } as SampledBatch;
  replay.learned(batch, Float32Array.from(errors.values()));
}

/** How often each slot is drawn. */
export function countDraws(replay: ReplayBuffer, batchSize: number, batches: number): number[] {
  const counts = new Array<number>(replay.size).fill(0);
  for (let batch = 0; batch < batches; batch++) {
    for (const slot of replay.sample(batchSize).indices) counts[slot]! += 1;
  }
  return counts;
}

/** Numbers that add up to 1. */
export function normalized(shares: readonly number[]): number[] {
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}
