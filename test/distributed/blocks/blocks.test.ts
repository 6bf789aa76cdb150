import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Box,
  Discrete,
  type EnvironmentSpaces,
  type Observation,
  type Transition,
} from '../../../src/index.ts';
import type { Block } from '../../../src/distributed/blocks/block.ts';
import { BlockWriter } from '../../../src/distributed/blocks/blockWriter.ts';
import { AT } from '../../../src/distributed/blocks/format.ts';
import { observationLayout } from '../../../src/distributed/blocks/observationLayout.ts';
import { readBlock } from '../../../src/distributed/blocks/readBlock.ts';
import { crc32 } from '../../../src/state/crc32.ts';

const run = '0123456789abcdef'.repeat(2);
const session = 'fedcba9876543210';
const actionSpace = new Discrete(3);
const worlds: Readonly<Record<string, EnvironmentSpaces>> = {
  numbers: { observationSpace: new Discrete(5), actionSpace },
  vectors: { observationSpace: new Box({ low: -1, high: 1, shape: [3] }), actionSpace },
  pictures: {
    observationSpace: new Box({ low: 0, high: 255, shape: [3, 4, 5], dtype: 'uint8' }),
    actionSpace,
  },
};

/** Draws that decide a stream of steps: what is seen, and what comes of it. */
interface Draw {
  readonly seen: number;
  readonly action: number;
  readonly reward: number;
  readonly end: 'terminated' | 'truncated' | null;
  /** Whether a gap comes after it, as where another wrapper changes what is seen. */
  readonly gap: boolean;
  readonly hasMask: boolean;
}

const draws = fc.array(
  fc.record({
    seen: fc.nat(4),
    action: fc.nat(2),
    reward: fc.float({ noNaN: true, noDefaultInfinity: true }),
    end: fc.option(fc.constantFrom('terminated' as const, 'truncated' as const)),
    gap: fc.boolean(),
    hasMask: fc.boolean(),
  }),
  { minLength: 1, maxLength: 30 },
);

function transitionsOf(world: string, steps: readonly Draw[]): Transition[] {
  let frames: readonly number[] = [];
  const next = (seen: number, isFirst: boolean): Observation => {
    if (world === 'numbers') return seen;
    if (world === 'vectors') return Float32Array.of(seen / 7, -seen, 0.5);
    frames = isFirst ? [seen, seen, seen] : [...frames.slice(1), seen];
    return Uint8Array.from({ length: 60 }, (_, at) => frames[Math.floor(at / 20)]! + (at % 20));
  };
  let observation = next(0, true);
  return steps.map(({ seen, action, reward, end, gap, hasMask }) => {
    const nextObservation = next(seen, false);
    const mask = Uint8Array.of(1, 1, 1);
    const transition: Transition = {
      ...{ observation, action, reward, nextObservation },
      ...{ terminated: end === 'terminated', truncated: end === 'truncated' },
      ...(hasMask && { actionMask: mask, nextActionMask: Uint8Array.of(0, 1, 0) }),
    };
    observation = end !== null || gap ? next(4 - seen, true) : nextObservation;
    return transition;
  });
}

function write(world: string, transitions: readonly Transition[], priorities = false): Uint8Array {
  const writer = new BlockWriter(worlds[world]!, { run, session, actor: 2 });
  let [total, length] = [0, 0];
  for (const transition of transitions) {
    total += transition.reward;
    length++;
    const isEnd = transition.terminated || transition.truncated;
    writer.add(transition, isEnd ? { return: total, length } : null);
    if (isEnd) total = length = 0;
  }
  return writer.finish({
    ...{ sequence: 7, version: 3, madeMs: 123.5 },
    priorities: priorities ? Float32Array.from(transitions, (_, step) => step) : null,
  });
}

function read(world: string, bytes: Uint8Array): ReturnType<typeof readBlock> {
  const spaces = worlds[world]!;
  return readBlock(bytes, { run, spaces, layout: observationLayout(spaces) });
}

/** With a checksum that is right again. */
function sealed(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer);
  view.setUint32(bytes.length - 4, crc32(bytes.subarray(0, -4)), true);
  return bytes;
}

describe.each(Object.keys(worlds))('blocks of %s', (world) => {
  test('come out as they went in', () => {
    fc.assert(
      fc.property(draws, fc.boolean(), (steps, hasPriorities) => {
        const transitions = transitionsOf(world, steps);
        const block = read(world, write(world, transitions, hasPriorities)) as Block;
        expect(block).toMatchObject({ run, session, actor: 2, sequence: 7, version: 3 });
        expect(block).toMatchObject({ firstStep: 0, madeMs: 123.5, steps: steps.length });
        let [total, length] = [0, 0];
        transitions.forEach((transition, step) => {
          const { priority, ...rest } = block.transition(step);
          expect(rest).toEqual(transition);
          expect(priority).toBe(hasPriorities ? step : undefined);
          total += transition.reward;
          length++;
          const isEnd = transition.terminated || transition.truncated;
          expect(block.ended(step)).toEqual(isEnd ? { return: total, length } : null);
          if (isEnd) total = length = 0;
        });
      }),
      { numRuns: 100 },
    );
  });

  const some: readonly Draw[] = Array.from({ length: 6 }, (_, step) => ({
    ...{ seen: step % 5, action: step % 3, reward: step },
    ...{ end: step === 2 ? 'terminated' : null, gap: false, hasMask: step % 2 === 0 },
  }));

  test('whatever byte is changed, and wherever it is cut, nothing of it is learned from', () => {
    const bytes = write(world, transitionsOf(world, some), true);
    for (let at = 0; at < bytes.length; at++) {
      const changed = bytes.slice();
      changed[at]! ^= 1 << (at % 8);
      expect(read(world, changed)).toBeTypeOf('string');
      expect(read(world, bytes.subarray(0, at))).toBeTypeOf('string');
    }
    const longer = new Uint8Array(bytes.length + 1);
    longer.set(bytes);
    expect(read(world, longer)).toBe('damaged');
  });

  test('a checksum that is right does not make it right', () => {
    const bytes = write(world, transitionsOf(world, some), true);
    const { observationSpace } = worlds[world]!;
    fc.assert(
      fc.property(fc.nat(bytes.length - 5), fc.nat(255), (at, value) => {
        const changed = bytes.slice();
        changed[at] = value;
        const block = read(world, sealed(changed));
        if (typeof block === 'string') return;
        // What is taken can go into a replay buffer.
        for (let step = 0; step < block.steps; step++) {
          const { observation, action, reward, priority } = block.transition(step);
          expect(actionSpace.contains(action)).toBe(true);
          expect(Number.isFinite(reward) && Number.isFinite(priority)).toBe(true);
          if (observationSpace.kind === 'discrete') {
            expect(observationSpace.contains(observation)).toBe(true);
          } else {
            expect((observation as Float32Array).every(Number.isFinite)).toBe(true);
            expect((observation as Float32Array).length).toBe(observationSpace.size);
          }
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

test('each frame is in a block once, and bytes that lie askew are read as well', () => {
  const steps = Array.from({ length: 10 }, (_, step) => ({
    ...{ seen: step % 5, action: 0, reward: 0, end: null, gap: false, hasMask: false },
  }));
  const bytes = write('pictures', transitionsOf('pictures', steps));
  // 80 of the header, three frames and one a step of 20 bytes, 9 a step, 4 of the checksum.
  expect(bytes.length).toBe(80 + 13 * 20 + 10 * 9 + 4);
  const askew = new Uint8Array(bytes.length + 3).subarray(3);
  askew.set(bytes);
  expect(read('pictures', askew)).toMatchObject({ steps: 10 });
});

test('why a block is not learned from', () => {
  const bytes = write(
    'vectors',
    transitionsOf('vectors', []).concat(
      transitionsOf('vectors', [
        { seen: 1, action: 1, reward: 1, end: null, gap: false, hasMask: false },
      ]),
    ),
  );
  const change = (edit: (view: DataView) => void): Uint8Array => {
    const changed = bytes.slice();
    edit(new DataView(changed.buffer));
    return sealed(changed);
  };
  expect(read('numbers', bytes)).toBe('other shape');
  expect(read('vectors', bytes.subarray(0, -1))).toBe('truncated');
  expect(read('vectors', new Uint8Array())).toBe('foreign');
  expect(read('vectors', new TextEncoder().encode('x'.repeat(500)))).toBe('foreign');
  expect(
    read(
      'vectors',
      change((view) => view.setUint8(AT.run, 2)),
    ),
  ).toBe('other run');
  expect(
    read(
      'vectors',
      change((view) => view.setUint32(AT.version, 2, true)),
    ),
  ).toBe('foreign');
  expect(
    read(
      'vectors',
      change((view) => view.setUint32(AT.steps, 2 ** 31, true)),
    ),
  ).toBe('invalid');
  expect(
    read(
      'vectors',
      change((view) => view.setUint32(AT.frames, 2 ** 31, true)),
    ),
  ).toBe('truncated');
  expect(
    read(
      'vectors',
      change((view) => view.setInt32(80, -1, true)),
    ),
  ).toBe('invalid');
  expect(
    read(
      'vectors',
      change((view) => view.setFloat32(84, NaN, true)),
    ),
  ).toBe('invalid');
});
