import { expect, test } from 'vitest';
import { createRandom } from '../../../src/random/createRandom.ts';
import { filterRows } from '../../../src/pictures/video/pngFilter.ts';
import { unfilter } from './decodePng.ts';

/** Rows that lean on the one to the left, the one above, both or neither, with some noise. */
function pictureRows(width: number, height: number, channels: number): Uint8Array {
  const random = createRandom(5);
  const bytes = new Uint8Array(width * height * channels);
  for (let at = 0; at < bytes.length; at++) {
    const row = Math.floor(at / (width * channels));
    const left = bytes[at - channels] ?? 0;
    const above = bytes[at - width * channels] ?? 0;
    const diagonal = bytes[at - width * channels - channels] ?? 0;
    const kinds = [0, left, above, (left + above) / 2, left + above - diagonal];
    bytes[at] = kinds[row % 5]! + random.integer(7) - 3;
  }
  return bytes;
}

test.each([3, 4])('all five filters come back, with %i bytes a pixel', (channels) => {
  const [width, height] = [40, 200];
  const bytes = pictureRows(width, height, channels);
  const filtered = filterRows(bytes, width * channels, channels);
  const rowBytes = width * channels + 1;
  const used = new Set(Array.from({ length: height }, (_, row) => filtered[row * rowBytes]));
  expect([...used].sort()).toEqual([0, 1, 2, 3, 4]);
  expect(unfilter(filtered, width, height, channels)).toEqual(bytes);
});

test('by hand: the filter with the smallest bytes, and what it leaves', () => {
  // Steps of 7: all but the first are 7 more than to the left.
  expect([...filterRows(Uint8Array.of(7, 14, 21, 28), 4, 1)]).toEqual([1, 7, 7, 7, 7]);
  // The second row is 1 more than the first, from 250 on around to 0.
  const rows = Uint8Array.of(0, 100, 250, 255, /**/ 1, 101, 251, 0);
  expect([...filterRows(rows, 4, 1)].slice(5)).toEqual([2, 1, 1, 1, 1]);
});
