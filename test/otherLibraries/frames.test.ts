import { describe, expect, test } from 'vitest';
import { CartPole } from '../../src/environments/cartPole/cartPole.ts';
import type { Environment } from '../../src/protocol/environment.ts';
import { ReplayBuffer } from '../../src/replay/replayBuffer.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { VectorEnvironment } from '../../src/vector/vectorEnvironment.ts';
import { FrameStack } from '../../src/wrappers/frameStack.ts';
import { inOrder } from '../support/inOrder.ts';

/**
 * What other libraries' own tests of stacked frames expect: Tianshou 2 (test_buffer.py, test_stack),
 * Dopamine (accumulator_test.py, replay_buffer_regression_test.py), Stable-Baselines3 2.7
 * (test_vec_stacked_obs.py), Gymnasium 1.3 (test_frame_stack_observation.py), PFRL 0.4
 * (test_vector_frame_stack.py).
 */

/** Frames that count up from `first`, each filled with its number; an episode has `length` steps. */
function counting(
  first: number,
  length: number,
  shape: readonly number[],
): Environment<Uint8Array> {
  let at = first;
  const observationSpace = new Box({ low: 0, high: 255, shape, dtype: 'uint8' });
  const show = (): Uint8Array => new Uint8Array(observationSpace.size).fill(at);
  return {
    observationSpace,
    actionSpace: new Discrete(2),
    reset: () => {
      at = first;
      return { observation: show(), info: {} };
    },
    step: () => {
      at += 1;
      const terminated = at === first + length;
      return { observation: show(), reward: 1, terminated, truncated: false, info: {} };
    },
  };
}

/** One number for each frame of a stack; every frame is filled with its own. */
const numbersOf = (stack: ArrayLike<number>, frames: number): number[] =>
  Array.from({ length: frames }, (_, frame) => {
    const size = stack.length / frames;
    const numbers = Array.from({ length: size }, (_pixel, pixel) => stack[frame * size + pixel]!);
    expect(new Set(numbers).size).toBe(1);
    return numbers[0]!;
  });

/** Plays into a replay buffer, as an agent does, and reads all of it back, slot by slot. */
function playAndRead(environment: Environment<Uint8Array>, capacity: number, steps: number) {
  const replay = new ReplayBuffer({ capacity, environment, random: inOrder() });
  let { observation } = environment.reset();
  for (let step = 0; step < steps; step++) {
    const result = environment.step(0);
    const { observation: nextObservation, reward, terminated, truncated } = result;
    replay.add({ observation, action: 0, reward, nextObservation, terminated, truncated });
    replay.checkValid();
    observation = terminated ? environment.reset().observation : nextObservation;
  }
  const { observations, nextObservations, size } = replay.sample(replay.size);
  const rows = (column: ArrayLike<number>): number[][] =>
    Array.from({ length: size }, (_, row) => {
      const width = column.length / size;
      return numbersOf(Array.prototype.slice.call(column, row * width, (row + 1) * width), 4);
    });
  return { frames: replay.frames, seen: rows(observations), next: rows(nextObservations) };
}

test('Tianshou: a ring of 9 over episodes of 4 gives the stacks that were seen', () => {
  const environment = new FrameStack(counting(1, 4, [5, 5]), { frames: 4 });
  const { frames, seen, next } = playAndRead(environment, 9, 16);
  expect(frames).toBe(4);
  expect(seen).toEqual([
    [1, 1, 1, 2],
    [1, 1, 2, 3],
    [1, 2, 3, 4],
    [1, 1, 1, 1],
    [1, 1, 1, 2],
    [1, 1, 2, 3],
    [1, 2, 3, 4],
    // Tianshou, which builds stacks from what the ring still holds, has four times 4 here.
    [1, 2, 3, 4],
    [1, 1, 1, 1],
  ]);
  expect(next[2]).toEqual([2, 3, 4, 5]);
});

test('Dopamine: zeros before the first frame, in what is seen and in what comes next', () => {
  const inside = counting(1, 30, [84, 84]);
  const environment = new FrameStack(inside, { frames: 4, padding: 'zero' });
  const { seen, next } = playAndRead(environment, 50, 11);
  expect(seen.slice(0, 5)).toEqual([
    [0, 0, 0, 1],
    [0, 0, 1, 2],
    [0, 1, 2, 3],
    [1, 2, 3, 4],
    [2, 3, 4, 5],
  ]);
  expect(next.slice(0, 2)).toEqual([
    [0, 0, 1, 2],
    [0, 1, 2, 3],
  ]);
});

test('Dopamine: an episode of one step leaves nothing to the next one', () => {
  const environment = new FrameStack(counting(7, 1, [6, 6]), { frames: 4, padding: 'zero' });
  const { seen, next } = playAndRead(environment, 5, 4);
  expect(seen).toEqual(Array.from({ length: 4 }, () => [0, 0, 0, 7]));
  expect(next).toEqual(Array.from({ length: 4 }, () => [0, 0, 7, 8]));
});

describe('Stable-Baselines3: two environments, of which the second ends', () => {
  const lengths = [9, 2];
  const group = new VectorEnvironment(2, (index) => {
    const inside = counting(10 * (index + 1), lengths[index]!, [3, 4]);
    return new FrameStack(inside, { frames: 4, padding: 'zero' });
  });
  const begun = group.reset();
  const first = group.step([0, 0]);
  const second = group.step([0, 0]);

  test('zeros at the start', () => {
    expect(numbersOf(begun[1]!.observation, 4)).toEqual([0, 0, 0, 20]);
    expect(numbersOf(first[1]!.observation, 4)).toEqual([0, 0, 20, 21]);
  });

  test('what goes on keeps its frames; what begins anew has none of before', () => {
    expect(numbersOf(second[0]!.observation, 4)).toEqual([0, 10, 11, 12]);
    expect(numbersOf(second[1]!.observation, 4)).toEqual([0, 0, 0, 20]);
  });

  test('the final observation is a stack of the episode that ended', () => {
    expect(numbersOf(second[1]!.finalObservation!, 4)).toEqual([0, 20, 21, 22]);
    expect(second[0]!.finalObservation).toBeNull();
  });
});

describe.each([2, 3, 4])('Gymnasium: %d observations of CartPole', (frames) => {
  test.each(['repeat', 'zero'] as const)('%s', (padding) => {
    const actions = [0, 1, 1, 0, 1];
    const plain = new CartPole();
    const single = [[...plain.reset({ seed: 42 }).observation]];
    for (const action of actions) single.push([...plain.step(action).observation]);
    const environment = new FrameStack(new CartPole(), { frames, padding });
    const stacks = [[...environment.reset({ seed: 42 }).observation]];
    for (const action of actions) stacks.push([...environment.step(action).observation]);
    const before = padding === 'repeat' ? single[0]! : [0, 0, 0, 0];
    stacks.forEach((stack, step) => {
      const expected = Array.from({ length: frames }, (_, frame) => {
        const at = step - (frames - 1 - frame);
        return at < 0 ? before : single[at]!;
      });
      expect(stack).toEqual(expected.flat());
    });
  });
});

test('PFRL: what was returned before is not written over', () => {
  const environment = new FrameStack(counting(1, 50, [84, 84]), { frames: 2 });
  const kept = [environment.reset().observation];
  for (let step = 0; step < 10; step++) kept.push(environment.step(0).observation);
  expect(kept.map((stack) => numbersOf(stack, 2))).toEqual(
    kept.map((_, step) => [Math.max(step, 1), step + 1]),
  );
});
