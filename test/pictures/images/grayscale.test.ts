import { expect, test } from 'vitest';
import { OptionsError, ShapeError, ValueError } from '../../../src/errors.ts';
import { grayscale, grayTables, raiseToGray } from '../../../src/pictures/images/grayscale.ts';
import { createDraws } from './pixels.ts';

/** All values of a channel, with two others held. */
function ramps(): Uint8Array {
  const pixels: number[] = [];
  for (let value = 0; value < 256; value++) {
    pixels.push(value, 31, 200, 77, value, 3, 250, 128, value, value, value, value);
  }
  return Uint8Array.from(pixels);
}

test.each([
  ['ale', (r: number, g: number, b: number) => Math.round(0.2989 * r + 0.587 * g + 0.114 * b)],
  ['opencv', (r: number, g: number, b: number) => (r * 9798 + g * 19235 + b * 3735 + 16384) >> 15],
  [
    'gymnasium',
    (r: number, g: number, b: number) => Math.trunc(0.2125 * r + 0.7154 * g + 0.0721 * b),
  ],
] as const)('%s is its formula', (formula, gray) => {
  const rgb = ramps();
  const expected = Uint8Array.from({ length: rgb.length / 3 }, (_, pixel) =>
    gray(rgb[3 * pixel]!, rgb[3 * pixel + 1]!, rgb[3 * pixel + 2]!),
  );
  expect(grayscale(rgb, formula)).toEqual(expected);
});

test('the formulas differ, and the default is that of ALE', () => {
  const orange = Uint8Array.of(250, 130, 10);
  expect(grayscale(orange)).toEqual(Uint8Array.of(152));
  expect(grayscale(orange, 'ale')).toEqual(Uint8Array.of(152));
  expect(grayscale(orange, 'gymnasium')).toEqual(Uint8Array.of(146));
});

test.each([
  [0, true],
  [0, false],
  [3, true],
] as const)('law: raising is the higher of two grays (offset %i, known %s)', (offset, isKnown) => {
  // 21 pixels: five groups of four, and one more.
  const draw = createDraws(5);
  const buffer = new ArrayBuffer(200);
  const first = new Uint8Array(buffer, offset, 63);
  const second = new Uint8Array(buffer, 100 + offset, 63);
  const tables = grayTables('formula', 'ale');
  for (let round = 0; round < 200; round++) {
    for (let index = 0; index < 63; index++) {
      first[index] = draw() & 255;
      // Mostly the same picture.
      second[index] = draw() % 8 === 0 ? draw() & 255 : first[index]!;
    }
    const gray = grayscale(first);
    const expected = grayscale(second).map((value, pixel) => Math.max(value, gray[pixel]!));
    raiseToGray(tables, second, gray, isKnown ? first : null);
    expect(gray).toEqual(expected);
  }
});

test('refuses what it cannot make gray', () => {
  expect(() => grayscale([1, 2, 3] as never)).toThrow(ValueError);
  expect(() => grayscale(new Uint8Array(4))).toThrow(ShapeError);
  expect(() => grayscale(new Uint8Array(4))).toThrow('received 4 bytes, which is no multiple of 3');
  expect(() => grayscale(new Uint8Array(3), 'cv2' as never)).toThrow(
    new OptionsError("grayscale formula must be 'ale' or 'opencv' or 'gymnasium'; received 'cv2'."),
  );
});
