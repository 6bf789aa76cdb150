import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OptionsError, ShapeError, ValueError } from '../../../src/errors.ts';
import { maxPixels } from '../../../src/pictures/images/maxPixels.ts';
import { resizeArea } from '../../../src/pictures/images/resizeArea.ts';

test('averages areas: a pixel of the shorter line covers one and a half', () => {
  const line = Uint8Array.of(0, 30, 60);
  expect(resizeArea(line, { from: [1, 3], to: [1, 2] })).toEqual(Uint8Array.of(10, 50));
  expect(resizeArea(line, { from: [3, 1], to: [2, 1] })).toEqual(Uint8Array.of(10, 50));
});

test('rounds halves as OpenCV does: to even, but up for blocks of 2 × 2', () => {
  const half = Uint8Array.of(0, 0, 1, 1);
  expect(resizeArea(half, { from: 2, to: 1 })).toEqual(Uint8Array.of(1));
  expect(resizeArea(half, { from: [1, 4], to: 1 })).toEqual(Uint8Array.of(0));
  expect(
    resizeArea(
      half.map((value) => value + 1),
      { from: [1, 4], to: 1 },
    ),
  ).toEqual(Uint8Array.of(2));
});

test('law: within half a step of the exact average, in every channel', () => {
  const side = fc.integer({ min: 1, max: 24 });
  fc.assert(
    fc.property(side, side, side, side, fc.integer({ min: 1, max: 4 }), fc.nat(), (...given) => {
      const [a, b, c, d, channels, seed] = given;
      const [height, width] = [Math.max(a, b), Math.max(c, d)];
      const [toHeight, toWidth] = [Math.min(a, b), Math.min(c, d)];
      const pixels = Uint8Array.from(
        { length: height * width * channels },
        (_, index) => Math.imul(index + seed, 2654435761) >>> 24,
      );
      const from = [height, width] as const;
      const resized = resizeArea(pixels, { from, to: [toHeight, toWidth], channels });
      /** What of a pixel lies in the area of a new one. */
      const share = (pixel: number, target: number, length: number, toLength: number): number => {
        const begin = Math.max(pixel, (target * length) / toLength);
        const end = Math.min(pixel + 1, ((target + 1) * length) / toLength);
        return (Math.max(0, end - begin) * toLength) / length;
      };
      for (const [index, value] of resized.entries()) {
        const channel = index % channels;
        const column = Math.floor(index / channels) % toWidth;
        const row = Math.floor(index / channels / toWidth);
        let mean = 0;
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            const weight = share(y, row, height, toHeight) * share(x, column, width, toWidth);
            mean += weight * pixels[(y * width + x) * channels + channel]!;
          }
        }
        expect(Math.abs(value - mean)).toBeLessThan(0.5001);
      }
    }),
    { numRuns: 60 },
  );
});

test('keeps a picture of the right size, in a new array', () => {
  const pixels = Uint8Array.of(1, 2, 3, 4);
  const same = resizeArea(pixels, { from: 2, to: 2 });
  expect(same).toEqual(pixels);
  expect(same).not.toBe(pixels);
});

test('refuses to enlarge, and what is no picture of that size', () => {
  const grow = (): unknown => resizeArea(new Uint8Array(16), { from: 4, to: [2, 5] });
  expect(grow).toThrow(OptionsError);
  expect(grow).toThrow('can shrink pictures, not enlarge them; received the size 2 × 5');
  expect(() => resizeArea(new Uint8Array(15), { from: 4, to: 2 })).toThrow(ShapeError);
  expect(() => resizeArea([1] as never, { from: 1, to: 1 })).toThrow(ValueError);
  expect(() => resizeArea(new Uint8Array(16), { from: 4, to: [2] as never })).toThrow(
    'resizeArea to must be a number of pixels, or [height, width]',
  );
  expect(() => resizeArea(new Uint8Array(16), { from: 4, to: 0 })).toThrow(OptionsError);
  expect(() => resizeArea(new Uint8Array(16), { from: 4, to: [2, 1.5] })).toThrow('(the width)');
});

test('the higher of two pictures', () => {
  const first = Uint8Array.of(1, 200, 7);
  expect(maxPixels(first, Uint8Array.of(90, 0, 7))).toEqual(Uint8Array.of(90, 200, 7));
  expect(first).toEqual(Uint8Array.of(1, 200, 7));
  expect(() => maxPixels(first, new Uint8Array(2))).toThrow(ShapeError);
  expect(() => maxPixels([] as never, first)).toThrow(ValueError);
});
