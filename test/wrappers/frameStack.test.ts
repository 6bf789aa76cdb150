import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CartPole } from '../../src/environments/cartPole/cartPole.ts';
import { CheckpointError, EnvironmentError, OptionsError, ShapeError } from '../../src/errors.ts';
import { Box } from '../../src/spaces/box.ts';
import { FrameStack } from '../../src/wrappers/frameStack.ts';
import { showing } from '../support/pictures.ts';
import { paying } from './rewards.ts';

const pictures = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, index) => Uint8Array.of(index + 1, 200 - index));

test('repeats the first picture, or puts zeros before it; the oldest comes first', () => {
  const repeat = new FrameStack(showing(pictures(6), [1, 2]), { frames: 3 });
  expect([...repeat.reset().observation]).toEqual([1, 200, 1, 200, 1, 200]);
  expect([...repeat.step(0).observation]).toEqual([1, 200, 1, 200, 2, 199]);
  expect([...repeat.step(0).observation]).toEqual([1, 200, 2, 199, 3, 198]);
  expect([...repeat.step(0).observation]).toEqual([2, 199, 3, 198, 4, 197]);
  expect([...repeat.reset().observation]).toEqual([1, 200, 1, 200, 1, 200]);

  const zero = new FrameStack(showing(pictures(6), [1, 2]), { frames: 3, padding: 'zero' });
  expect([...zero.reset().observation]).toEqual([0, 0, 0, 0, 1, 200]);
  expect([...zero.step(0).observation]).toEqual([0, 0, 1, 200, 2, 199]);
  expect([...zero.reset().observation]).toEqual([0, 0, 0, 0, 1, 200]);
});

test('has four frames by default, in a space with one dimension more', () => {
  const environment = new FrameStack(showing(pictures(2), [1, 2]));
  const space = { low: 0, high: 255, shape: [4, 1, 2], dtype: 'uint8' } as const;
  expect(environment.observationSpace).toEqual(new Box(space));
  const poles = new FrameStack(new CartPole(), { frames: 2 }).observationSpace;
  expect(poles.shape).toEqual([2, 4]);
  expect(poles.high[7]).toBe(poles.high[3]);
});

test('zeros before the first picture are in the space, though no picture may have them', () => {
  const { reset, step, actionSpace } = showing([Uint8Array.of(5)], [1]);
  const observationSpace = new Box({ low: 5, high: 9, shape: [1], dtype: 'uint8' });
  const inside = { observationSpace, actionSpace, reset, step };
  const zero = new FrameStack(inside, { frames: 3, padding: 'zero' });
  expect([...zero.observationSpace.low]).toEqual([0, 0, 5]);
  expect(zero.observationSpace.contains(zero.reset().observation)).toBe(true);
  expect([...new FrameStack(inside).observationSpace.low]).toEqual([5, 5, 5, 5]);
});

test.each(['repeat', 'zero'] as const)('law: as copies in a queue would be, with %s', (padding) => {
  const runs = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), runs, (frames, lengths) => {
      const environment = new FrameStack(showing(pictures(200), [1, 2]), { frames, padding });
      const kept: [Uint8Array, number[]][] = [];
      for (const length of lengths) {
        let queue: Uint8Array[] = [];
        const expectStack = (stack: Uint8Array, picture: Uint8Array): void => {
          queue = [...queue, picture].slice(-frames);
          const copy = queue.flatMap((frame) => [...frame]);
          expect([...stack]).toEqual(copy);
          kept.push([stack, copy]);
        };
        const first = pictures(1)[0]!;
        queue = Array.from({ length: frames }, () =>
          padding === 'repeat' ? first : new Uint8Array(2),
        );
        expectStack(environment.reset().observation, first);
        for (let step = 1; step < length; step++) {
          expectStack(environment.step(0).observation, pictures(step + 1).at(-1)!);
        }
      }
      // None of them has changed since.
      for (const [stack, copy] of kept) expect([...stack]).toEqual(copy);
    }),
    { numRuns: 40 },
  );
});

test('observations share memory, a few buffers for many', () => {
  const environment = new FrameStack(showing(pictures(200), [1, 2]));
  const buffers = new Set([environment.reset().observation.buffer]);
  for (let step = 0; step < 150; step++) buffers.add(environment.step(0).observation.buffer);
  expect(buffers.size).toBe(3);
});

test('a state holds the stack, as a copy, and setting it changes no observation', () => {
  const environment = new FrameStack(new CartPole(), { frames: 3 });
  environment.reset({ seed: 1 });
  environment.step(0);
  const observation = environment.step(1).observation;
  const copy = observation.slice();
  const state = environment.getState!();
  const next = [environment.step(1), environment.step(0)];
  environment.reset();
  environment.setState!(state);
  expect([environment.step(1), environment.step(0)]).toEqual(next);
  expect(observation).toEqual(copy);
  expect(state['frames']).toEqual({ shape: [3, 4], data: copy });

  const foreign = new FrameStack(new CartPole(), { frames: 4 });
  expect(() => {
    foreign.setState!(state);
  }).toThrow(CheckpointError);
});

test.each([
  [{ frames: 0 }, 'FrameStack frames must be a whole number from 1 to 1024; received 0'],
  [{ padding: 'reset' }, "FrameStack padding must be 'repeat' or 'zero'; received 'reset'"],
  [{ stack: 4 }, "FrameStack has no option 'stack' (write frames)"],
  [{ frameStack: 4 }, "FrameStack has no option 'frameStack' (write frames)"],
])('refuses %o', (options, message) => {
  const make = (): unknown => new FrameStack(new CartPole(), options as never);
  expect(make).toThrow(OptionsError);
  expect(make).toThrow(message);
});

test('refuses numbers, and frames of another size', () => {
  expect(() => new FrameStack(paying([1]) as never)).toThrow(EnvironmentError);
  const environment = new FrameStack(showing([Uint8Array.of(1, 2), new Uint8Array(3)], [1, 2]));
  environment.reset();
  expect(() => environment.step(0)).toThrow(ShapeError);
});
