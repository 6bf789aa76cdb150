import { describe, expect, test } from 'vitest';
import { OptionsError, ValueError } from '../../../src/errors.ts';
import { Raster, textSize, type Color } from '../../../src/pictures/raster/raster.ts';

const black: Color = [0, 0, 0];

describe.each<[string, (color: Color) => unknown]>([
  ['background', (color) => new Raster(2, 2, color)],
  ['rectangle', (color) => new Raster(2, 2, black).rectangle(0, 0, 1, 1, color)],
  ['polygon', (color) => new Raster(2, 2, black).polygon([[0, 0]], color)],
  ['circle', (color) => new Raster(2, 2, black).circle(0, 0, 1, color)],
  ['line', (color) => new Raster(2, 2, black).line(0, 0, 1, 1, 1, color)],
  ['text', (color) => new Raster(2, 2, black).text(0, 0, 'A', color)],
])('the colour of a %s', (_, paint) => {
  test.each([
    [undefined],
    ['red'],
    [[0, 0]],
    [[0, 0, 0, 0, 0]],
    [[0, 0, NaN]],
    [[0, 0, 256]],
    [[-1, 0, 0]],
    [['0', 0, 0]],
    [new Array(3)],
    [{ 0: 1, 1: 2, 2: 3, length: 3 }],
  ])('%j is refused', (color) => {
    expect(() => paint(color as never)).toThrow(ValueError);
  });
});

test.each<[string, (raster: Raster, value: never) => void]>([
  ['rectangle', (raster, value) => raster.rectangle(value, 0, 1, 1, black)],
  ['circle', (raster, value) => raster.circle(0, 0, value, black)],
  ['line', (raster, value) => raster.line(0, 0, 0, value, 1, black)],
  ['text', (raster, value) => raster.text(value, 0, '', black)],
  ['polygon', (raster, value) => raster.polygon([[0, value]], black)],
  ['polygon', (raster, value) => raster.polygon(value, black)],
])('the numbers of a %s', (_, draw) => {
  for (const value of [undefined, NaN, Infinity, '1', 1n, Symbol('s'), {}, [1]]) {
    expect(() => draw(new Raster(2, 2, black), value as never)).toThrow(ValueError);
  }
});

test('texts and their scale', () => {
  expect(() => new Raster(2, 2, black).text(0, 0, 5 as never, black)).toThrow(ValueError);
  expect(() => new Raster(2, 2, black).text(0, 0, 'A', black, 1e9)).toThrow(OptionsError);
  expect(() => textSize(undefined as never)).toThrow(ValueError);
  expect(() => textSize('A', 0)).toThrow(OptionsError);
  // Ends at the border: a million signs take no time.
  new Raster(2, 2, black).text(0, 0, 'A'.repeat(1_000_000), black);
});
