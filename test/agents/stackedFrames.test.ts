import { expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import { memoryStore } from '../../src/state/memoryStore.ts';
import type { State, StateTensor } from '../../src/state/state.ts';
import type { Environment } from '../../src/protocol/environment.ts';
import { CheckpointError, OptionsError } from '../../src/errors.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { ReplayBuffer } from '../../src/replay/replayBuffer.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { VectorEnvironment } from '../../src/vector/vectorEnvironment.ts';
import { train } from '../../src/training/train.ts';

const FRAME = 20;

/** A dot that runs along a screen; an observation is the three newest screens. */
function screens(): Environment {
  let stack = new Uint8Array(3 * FRAME);
  let position = 0;
  const draw = (): Uint8Array => {
    stack = stack.slice();
    stack.copyWithin(0, FRAME);
    stack.fill(0, 2 * FRAME);
    stack[2 * FRAME + position] = 255;
    return stack;
  };
  return {
    observationSpace: new Box({ low: 0, high: 255, shape: [3, 4, 5], dtype: 'uint8' }),
    actionSpace: new Discrete(2),
    reset() {
      stack = new Uint8Array(3 * FRAME);
      position = 7;
      return { observation: draw(), info: {} };
    },
    step(action) {
      position += action === 1 ? 1 : -1;
      const terminated = position === 0 || position === FRAME - 1;
      const reward = position === FRAME - 1 ? 1 : 0;
      return { observation: draw(), reward, terminated, truncated: false, info: {} };
    },
  };
}

function makeAgent(frames?: number | 'auto'): DQNAgent {
  return new DQNAgent({
    environment: screens(),
    network: mlp({ hidden: [8] }),
    replay: { capacity: 100, ...(frames !== undefined && { frames }) },
    batchSize: 8,
    learningStarts: 20,
    seed: 3,
  });
}

function replayOf({ replay }: DQNAgent): ReplayBuffer {
  if (!(replay instanceof ReplayBuffer)) throw new Error('The agent made another one.');
  return replay;
}

async function drive(agent: DQNAgent): Promise<void> {
  await train(agent, screens(), { environmentSteps: 250, seed: 1 }).finish();
}

test('an agent learns the same whether frames are stored apart or not', async () => {
  const apart = makeAgent();
  const whole = makeAgent(1);
  expect(replayOf(apart).frames).toBe(3);
  expect(replayOf(whole).frames).toBe(1);
  expect(apart.options.replay).toMatchObject({ capacity: 100, frames: 'auto' });
  await drive(apart);
  await drive(whole);
  expect(apart.updates).toBeGreaterThan(200);
  expect(apart.network.getWeights()).toEqual(whole.network.getWeights());
  replayOf(apart).checkValid();
  apart.dispose();
  whole.dispose();
});

test('copies of an environment share the frames of each', async () => {
  const agents = [makeAgent(), makeAgent(1)] as const;
  for (const agent of agents) {
    const group = new VectorEnvironment(3, screens);
    await train(agent, group, { environmentSteps: 240, seed: 1 }).finish();
  }
  expect(agents[0].network.getWeights()).toEqual(agents[1].network.getWeights());
  const { storage } = replayOf(agents[0]).getState() as { storage: State };
  const { frames, terminated } = storage as unknown as Record<'frames' | 'terminated', StateTensor>;
  const ends = [...terminated.data].filter((flag) => flag === 1).length;
  // One for each step, up to three where an episode begins, or was cut off by the ring.
  expect(frames.shape[0]).toBeLessThanOrEqual(1 + 100 + 3 * (ends + 3));
  expect(frames.shape[0]).toBeGreaterThan(100);
  for (const agent of agents) agent.dispose();
});

test('an agent that was saved in between goes on as if it had not been', async () => {
  const uninterrupted = makeAgent();
  await drive(uninterrupted);
  const store = memoryStore();
  await uninterrupted.save(store);
  const resumed = makeAgent();
  await resumed.load(store);
  await drive(uninterrupted);
  await drive(resumed);
  expect(resumed.getState()).toEqual(uninterrupted.getState());
  const whole = makeAgent(1);
  const before = whole.getState();
  await expect(whole.load(store)).rejects.toThrow(CheckpointError);
  await expect(whole.load(store)).rejects.toThrow('Make it with frames: 3');
  expect(whole.getState()).toEqual(before);
  for (const agent of [uninterrupted, resumed, whole]) agent.dispose();
});

test.each([2, 0, 'three'])('an agent refuses frames: %j', (frames) => {
  expect(() => makeAgent(frames as never)).toThrow(OptionsError);
  expect(() => makeAgent(frames as never)).toThrow(/frames must/);
});
