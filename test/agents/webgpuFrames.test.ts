import { describe, expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import type { DQNAgentOptions } from '../../src/agents/dqnAgentOptions.ts';
import { cnn } from '../../src/networks/cnn.ts';
import { randomShifts } from '../../src/regimes/randomShifts.ts';
import { redo } from '../../src/regimes/redo.ts';
import type { Replay } from '../../src/replay/replay.ts';
import { prioritized } from '../../src/replay/samplers/prioritized.ts';
import { encodeCheckpoint } from '../../src/state/encode.ts';
import { engineOn, expectFreed, hasGpu, testDevice } from '../engines/webgpu/device.ts';
import { pictures, pictureSteps } from '../engines/webgpu/frames/pictures.ts';

/** Counts the batches of a replay buffer whose observations are left to the GPU. */
function countGathered(replay: Replay): () => number {
  let batches = 0;
  const sample = replay.sample.bind(replay);
  replay.sample = (...args) => {
    const batch = sample(...args);
    if (batch.frames) batches += 1;
    return batch;
  };
  return () => batches;
}

const byPriority = { capacity: 30, sampler: prioritized() };

describe.skipIf(!(await hasGpu()))('an agent whose frames stay on the GPU', () => {
  test.each<[string, Partial<DQNAgentOptions>]>([
    ['uniform replay', {}],
    ['prioritized replay and sums of three rewards', { nStep: 3, replay: byPriority }],
    ['dormant units made anew', { dormant: redo({ everyUpdates: 8 }) }],
    ['shifted pictures', { augment: randomShifts({ pixels: 1 }) }],
  ])('learns what one does that uploads them: %s', async (_name, options) => {
    const device = await testDevice();
    const agents = [2 ** 20, 0].map(
      (framesOnGpu) =>
        new DQNAgent({
          environment: pictures,
          network: cnn({ convolutions: [{ filters: 4, kernelSize: 3, stride: 2 }], hidden: [4] }),
          batchSize: 6,
          learningStarts: 12,
          replay: { capacity: 30 },
          seed: 6,
          engine: engineOn(device, { actEvery: 4, framesOnGpu }),
          ...options,
        }),
    );
    const states = [];
    const gathered: number[] = [];
    for (const agent of agents) {
      const count = countGathered(agent.replay);
      const next = pictureSteps(9);
      for (let step = 0; step < 60; step++) {
        agent.observe(...next());
        while (agent.updatesDue > 0) await agent.learnAsync();
      }
      gathered.push(count());
      states.push(encodeCheckpoint({ kind: 'agent', state: await agent.getState() }));
    }
    expect(agents[0]!.updates).toBeGreaterThan(10);
    expect(states[0]).toEqual(states[1]);
    expect(gathered.map((batches) => batches > 0)).toEqual([!options.augment, false]);
    for (const agent of agents) agent.dispose();
    device.requireUsable();
    await expectFreed(device);
    device.gpu.destroy();
  });
});
