import { expect, test } from 'vitest';
import { Box, Discrete } from '../../../src/index.ts';
import { BlockWriter } from '../../../src/distributed/blocks/blockWriter.ts';
import { usualBlockBytes } from '../../../src/distributed/blocks/usualBlockBytes.ts';

const maker = { run: '0123456789abcdef'.repeat(2), session: 'fedcba9876543210', actor: 0 };
const actionSpace = new Discrete(2);

test.each([
  ['vectors', new Box({ low: -1, high: 1, shape: [4] }), 4, (step: number) => step / 64],
  [
    'stacks of pictures',
    new Box({ low: 0, high: 255, shape: [4, 6, 6], dtype: 'uint8' }),
    36,
    (step: number) => step,
  ],
])('a block of %s in one episode is as long as was said', (_, space, frame, valueOf) => {
  const spaces = { observationSpace: space, actionSpace };
  const writer = new BlockWriter(spaces, maker);
  const count = space.size / frame;
  const observation = (step: number): Float32Array | Uint8Array => {
    const all = Array.from({ length: space.size }, (__, at) =>
      valueOf(step + 1 + Math.floor(at / frame) - (count - 1)),
    );
    return space.dtype === 'uint8' ? Uint8Array.from(all) : Float32Array.from(all);
  };
  for (let step = 8; step < 28; step++) {
    const next = { nextObservation: observation(step + 1), terminated: false, truncated: false };
    writer.add({ observation: observation(step), action: 1, reward: 0, ...next }, null);
  }
  const priorities = new Float32Array(20);
  const bytes = writer.finish({ sequence: 0, version: 1, madeMs: 0, priorities });
  expect(usualBlockBytes(spaces, 20)).toBe(bytes.length);
});
