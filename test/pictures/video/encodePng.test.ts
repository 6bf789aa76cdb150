import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { UsageError, ValueError } from '../../../src/errors.ts';
import { encodePng } from '../../../src/pictures/video/encodePng.ts';
import { decodePng } from './decodePng.ts';
import { picture, slope } from './pictures.ts';

describe('a picture comes back as it was', () => {
  test.each([
    ['of one colour', picture(['rr']), 3],
    ['of a few colours', picture(['kwr', 'gbk']), 3],
    ['with transparency', picture(['k.h', 'rrr']), 3],
    ['of many colours', slope(1)[0]!, 2],
  ])('%s', async (_, image, colourType) => {
    const decoded = decodePng(await encodePng(image));
    expect([...decoded.still]).toEqual([...image.data]);
    expect(decoded).toMatchObject({ width: image.width, height: image.height, colourType });
    expect(decoded.animation).toBeNull();
  });

  test('of many colours and opacities', async () => {
    const [image] = slope(1);
    for (let pixel = 0; pixel < 576; pixel++) image!.data[4 * pixel + 3] = pixel % 256;
    const decoded = decodePng(await encodePng(image!));
    expect([...decoded.still]).toEqual([...image!.data]);
    expect(decoded.colourType).toBe(6);
  });

  test('whatever it is', async () => {
    const sides = fc.record({
      width: fc.integer({ min: 1, max: 20 }),
      height: fc.integer({ min: 1, max: 20 }),
      values: fc.integer({ min: 1, max: 256 }),
      seed: fc.integer({ min: 1 }),
      opaque: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(sides, async ({ width, height, values, seed, opaque }) => {
        let state = seed;
        const data = new Uint8ClampedArray(width * height * 4).map((_, index) => {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
          return opaque && index % 4 === 3 ? 255 : (state >>> 16) % values;
        });
        const decoded = decodePng(await encodePng({ width, height, data }));
        expect([...decoded.still]).toEqual([...data]);
      }),
      { numRuns: 60 },
    );
  });
});

test('256 colours are a palette, 257 are not', async () => {
  const image = (colours: number): Parameters<typeof encodePng>[0] => {
    const data = new Uint8ClampedArray(colours * 4).fill(255);
    for (let pixel = 0; pixel < colours; pixel++) data.set([pixel % 256, pixel >> 8, 0], 4 * pixel);
    return { width: colours, height: 1, data };
  };
  for (const [colours, colourType] of [
    [256, 3],
    [257, 2],
  ] as const) {
    const decoded = decodePng(await encodePng(image(colours)));
    expect(decoded.colourType).toBe(colourType);
    expect([...decoded.still]).toEqual([...image(colours).data]);
  }
});

test('takes a picture in the middle of a buffer', async () => {
  const data = new Uint8ClampedArray(new ArrayBuffer(11), 3, 8).fill(77);
  expect([...decodePng(await encodePng({ width: 2, height: 1, data })).still]).toEqual(
    Array<number>(8).fill(77),
  );
});

test.each<[unknown, string]>([
  [undefined, 'must be a picture { width, height, data }'],
  [{ width: 1, height: 1, data: [0, 0, 0, 0] }, 'data an array of 4'],
  [{ width: 0, height: 1, data: new Uint8ClampedArray() }, 'width 0'],
  [{ width: 1.5, height: 2, data: new Uint8ClampedArray(12) }, 'width 1.5'],
  [{ width: 2, height: 2, data: new Uint8ClampedArray(12) }, '4 × width × height = 16 bytes'],
])('refuses %o', async (image, message) => {
  await expect(encodePng(image as never)).rejects.toThrow(ValueError);
  await expect(encodePng(image as never)).rejects.toThrow(message);
});

test('says so where the host cannot compress', async () => {
  const original = globalThis.CompressionStream;
  Reflect.deleteProperty(globalThis, 'CompressionStream');
  onTestFinished(() => {
    globalThis.CompressionStream = original;
  });
  await expect(encodePng(picture(['r']))).rejects.toThrow(UsageError);
});
