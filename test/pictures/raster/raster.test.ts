import { describe, expect, test } from 'vitest';
import { type Color, Raster, textSize } from '../../../src/pictures/raster/raster.ts';
import { OptionsError, UsageError, ValueError } from '../../../src/errors.ts';

const WHITE: Color = [255, 255, 255];
const BLACK: Color = [0, 0, 0];

/** The red of each pixel, row by row. */
function reds(raster: Raster): number[][] {
  const { width, height, data } = raster.image();
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => data[4 * (y * width + x)]!),
  );
}

/** How much black there is on a white raster, in pixels. */
const blackness = (raster: Raster): number =>
  reds(raster)
    .flat()
    .reduce((sum, red) => sum + 1 - red / 255, 0);

test('begins with the background, opaque', () => {
  const { width, height, data } = new Raster(2, 1, [10, 20, 30]).image();

  expect({ width, height }).toEqual({ width: 2, height: 1 });
  expect([...data]).toEqual([10, 20, 30, 255, 10, 20, 30, 255]);
});

test('a rectangle is sharp between pixels and mixed inside them', () => {
  const raster = new Raster(3, 2, WHITE);
  raster.rectangle(1, 0, 1, 1, BLACK);
  raster.rectangle(0, 1.5, 3, 5, [55, 55, 55]);

  expect(reds(raster)).toEqual([
    [255, 0, 255],
    [155, 155, 155],
  ]);
});

test('opacity mixes a color with what is there', () => {
  const raster = new Raster(1, 1, [0, 100, 200]);
  raster.rectangle(0, 0, 1, 1, [255, 0, 0, 51]);

  expect([...raster.image().data]).toEqual([51, 80, 160, 255]);
});

test.each([3, 10, 55.5])('a circle of radius %d has the area of one', (radius) => {
  const raster = new Raster(120, 120, WHITE);
  raster.circle(60.3, 59.8, radius, BLACK);
  const area = Math.PI * radius * radius;

  expect(Math.abs(blackness(raster) / area - 1)).toBeLessThan(0.01);
  expect(reds(raster)[59]![60]).toBe(0);
});

test('a line has its length times its thickness, half to either side', () => {
  const raster = new Raster(20, 20, WHITE);
  raster.line(2, 3, 14, 12, 2, BLACK);
  expect(blackness(raster)).toBeCloseTo(15 * 2, 0);

  const level = new Raster(3, 3, WHITE);
  level.line(0, 1.5, 3, 1.5, 1, BLACK);
  expect(reds(level).map((row) => row[1])).toEqual([255, 0, 255]);
});

test('what lies outside is cut off', () => {
  const raster = new Raster(4, 4, WHITE);
  raster.circle(-10, 2, 5, BLACK);
  raster.line(-5, -1, 9, -1, 1, BLACK);
  raster.rectangle(4, 0, 9, 9, BLACK);
  raster.polygon([], BLACK);
  raster.line(1, 1, 1, 1, 3, BLACK);
  expect(blackness(raster)).toBe(0);

  raster.circle(2, 2, 100, BLACK);
  expect(blackness(raster)).toBe(16);
});

describe('text', () => {
  const art = (text: string, width: number): string[] => {
    const raster = new Raster(width, 7, WHITE);
    raster.text(0, 0, text, BLACK, 1);
    return reds(raster).map((row) => row.map((red) => (red === 0 ? '#' : '.')).join(''));
  };

  test('is written dot by dot, small letters as capitals', () => {
    const expected = [
      '.###....#..',
      '#...#..##..',
      '#...#...#..',
      '#####...#..',
      '#...#...#..',
      '#...#...#..',
      '#...#..###.',
    ];
    expect(art('A1', 11)).toEqual(expected);
    expect(art('a1', 11)).toEqual(expected);
  });

  test('of signs that the font lacks is frames', () => {
    expect(art('é', 5)).toEqual(['#####', '#...#', '#...#', '#...#', '#...#', '#...#', '#####']);
  });

  test('has a sign of its own for everything that it promises', () => {
    const signs = Array.from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ .,:;-+/%()=!?'<>#*_♠♥♦♣é");
    expect(new Set(signs.map((sign) => art(sign, 5).join(''))).size).toBe(signs.length);
  });

  test('takes the size that textSize says, at places that are rounded', () => {
    const [width, height] = textSize('8♥', 3);
    expect([width, height]).toEqual([33, 21]);
    expect(textSize('')).toEqual([0, 14]);
    const raster = new Raster(40, 30, WHITE);
    raster.text(2.4, 4.6, 'HH', BLACK, 3);
    const dark = reds(raster).flatMap((row, y) =>
      row.flatMap((red, x) => (red === 0 ? [[x, y] as const] : [])),
    );

    expect(Math.min(...dark.map(([x]) => x))).toBe(2);
    expect(Math.max(...dark.map(([x]) => x))).toBe(2 + width - 1);
    expect(Math.min(...dark.map(([, y]) => y))).toBe(5);
    expect(Math.max(...dark.map(([, y]) => y))).toBe(5 + height - 1);
  });
});

test('an image stays as it is when more is drawn', () => {
  const raster = new Raster(1, 1, WHITE);
  const before = raster.image();
  raster.rectangle(0, 0, 1, 1, BLACK);

  expect(before.data[0]).toBe(255);
  expect(raster.image().data[0]).toBe(0);
});

test('gives its picture away once, and takes no more drawing', () => {
  const raster = new Raster(2, 1, [10, 20, 30]);
  raster.rectangle(1, 0, 1, 1, BLACK);
  const copy = raster.image();
  const taken = raster.takeImage();
  const after: readonly (readonly [string, () => unknown])[] = [
    ['rectangle', () => raster.rectangle(0, 0, 1, 1, WHITE)],
    ['polygon', () => raster.polygon([], WHITE)],
    ['circle', () => raster.circle(0, 0, 1, WHITE)],
    ['line', () => raster.line(0, 0, 0, 0, 1, WHITE)],
    ['text', () => raster.text(0, 0, '', WHITE)],
    ['image', () => raster.image()],
    ['takeImage', () => raster.takeImage()],
  ];

  for (const [name, call] of after) {
    expect(call, name).toThrow(UsageError);
    expect(call).toThrow(`Raster.${name} was called after takeImage()`);
  }
  expect(taken).toEqual(copy);
  expect([...taken.data]).toEqual([10, 20, 30, 255, 0, 0, 0, 255]);
});

test('refuses sizes that are none, and places that are no numbers', () => {
  expect(() => new Raster(0, 5, WHITE)).toThrow(OptionsError);
  expect(() => new Raster(5, 1.5, WHITE)).toThrow(
    'Raster height must be a whole number from 1 to 16384; received 1.5.',
  );
  const raster = new Raster(5, 5, WHITE);
  const bad: readonly (readonly [string, () => void])[] = [
    ['rectangle', () => raster.rectangle(0, Number.NaN, 1, 1, BLACK)],
    [
      'polygon',
      () =>
        raster.polygon(
          [
            [0, 0],
            [1, 0],
            [0, Infinity],
          ],
          BLACK,
        ),
    ],
    ['circle', () => raster.circle(0, 0, Number.NaN, BLACK)],
    ['circle', () => raster.circle(0, 0, Infinity, BLACK)],
    ['line', () => raster.line(0, 0, Number.NaN, 1, 1, BLACK)],
    ['text', () => raster.text(Number.NaN, 0, 'A', BLACK)],
  ];
  for (const [shape, draw] of bad) {
    expect(draw).toThrow(ValueError);
    expect(draw).toThrow(`Raster.${shape} needs finite numbers; received`);
  }
  expect(() => {
    raster.text(0, 0, 'A', BLACK, 0.5);
  }).toThrow('Raster.text scale must be a whole number from 1 to 16384; received 0.5.');
  expect(blackness(raster)).toBe(0);
});
