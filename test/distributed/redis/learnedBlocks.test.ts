import { expect, test } from 'vitest';
import { LearnedBlocks } from '../../../src/distributed/redis/learnedBlocks.ts';

test('keeps those that no checkpoint holds yet, in the order of the stream', () => {
  const blocks = new LearnedBlocks();
  for (const position of ['9-0', '10-0', '10-1']) blocks.add(position);
  expect([blocks.position, blocks.unsaved]).toEqual(['10-1', 3]);
  blocks.saved('10-0');
  expect(blocks.unsaved).toBe(1);
  blocks.saved('10-1');
  expect([blocks.position, blocks.unsaved]).toEqual(['10-1', 0]);
});

test('tells each once, and again where that has failed', async () => {
  const blocks = new LearnedBlocks();
  const told: number[] = [];
  const tell = (): Promise<void> => blocks.tell((count) => Promise.resolve(told.push(count)));
  await tell();
  expect(told).toEqual([]);
  blocks.add('1-0');
  blocks.add('2-0');
  const failing = blocks.tell(() => {
    // Comes while the others are told.
    blocks.add('3-0');
    return Promise.reject(new Error('away'));
  });
  await expect(failing).rejects.toThrow('away');
  await tell();
  await tell();
  expect(told).toEqual([3]);
  blocks.add('4-0');
  blocks.recounted();
  await tell();
  expect(told).toEqual([3]);
});
