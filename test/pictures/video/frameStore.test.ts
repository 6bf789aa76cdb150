import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ValueError } from '../../../src/errors.ts';
import { FrameStore } from '../../../src/pictures/video/frameStore.ts';
import { changedRuns, pixelsOfRuns, scratchLength } from '../../../src/pictures/video/pixelRuns.ts';
import { picture, slope } from './pictures.ts';

test('gives the frames back, as new pictures, more than once', () => {
  const frames = [...slope(3), ...slope(2)];
  const store = new FrameStore(frames);
  expect(store).toMatchObject({ width: 24, height: 24, length: 5 });
  const first = [...store];
  expect(first).toEqual(frames);
  first[0]!.data.fill(0);
  expect([...store]).toEqual(frames);
});

test('by hand: what is new, in runs within rows', () => {
  const before = Uint32Array.of(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
  const after = Uint32Array.of(1, 1, 1, 1, 1, 2, /**/ 3, 1, 1, 1, 4, 5);
  const runs = changedRuns(before, after, 6, new Uint32Array(scratchLength(6, 2)));
  expect([...runs]).toEqual([...[5, 1, 2], ...[6, 1, 3], ...[10, 2, 4, 5]]);
});

test('by hand: runs with less than three pixels between them become one', () => {
  const before = new Uint32Array(9);
  const after = Uint32Array.of(7, 0, 0, 7, 0, 0, 0, 7, 0);
  const runs = changedRuns(before, after, 9, new Uint32Array(scratchLength(9, 1)));
  expect([...runs]).toEqual([...[0, 4, 7, 0, 0, 7], ...[7, 1, 7]]);
});

test('whatever changes, the room is enough', () => {
  const masks = fc.tuple(
    fc.integer({ min: 1, max: 12 }),
    fc.array(fc.boolean(), { minLength: 12, maxLength: 60 }),
  );
  fc.assert(
    fc.property(masks, ([width, mask]) => {
      const height = Math.floor(mask.length / width);
      const before = new Uint32Array(width * height);
      const after = before.map((_, pixel) => Number(mask[pixel]));
      const scratch = new Uint32Array(scratchLength(width, height));
      const runs = changedRuns(before, after, width, scratch);
      expect(runs.length).toBeLessThanOrEqual(scratch.length);
      expect(pixelsOfRuns(runs).filter((pixel) => pixel === 1)).toHaveLength(
        after.filter((pixel) => pixel === 1).length,
      );
    }),
  );
});

test('keeps a small part of frames in which little changes', () => {
  const store = new FrameStore(slope(20));
  const [first, ...others] = [...store.changes()].map(({ runs }) => runs.length);
  expect(first).toBeGreaterThan(576);
  // A block of 4 × 4 moves by 1: two columns of 4 pixels.
  for (const numbers of others) expect(numbers).toBeLessThanOrEqual(4 * 7);
});

test('refuses a frame of another size, and goes on with the others', () => {
  const store = new FrameStore([picture(['rr'])]);
  expect(() => store.add(picture(['r']))).toThrow(ValueError);
  store.add(picture(['gg']));
  expect(store.length).toBe(2);
});
