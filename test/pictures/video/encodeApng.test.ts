import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RgbaImage } from '../../../src/protocol/environment.ts';
import { OptionsError, ValueError } from '../../../src/errors.ts';
import { apng } from '../../../src/pictures/video/apng.ts';
import { encodeApng } from '../../../src/pictures/video/encodeApng.ts';
import { FrameStore } from '../../../src/pictures/video/frameStore.ts';
import { decodePng, type DecodedAnimation } from './decodePng.ts';
import { picture, slope } from './pictures.ts';

async function animate(
  frames: Iterable<RgbaImage>,
  options?: Parameters<typeof encodeApng>[1],
): Promise<DecodedAnimation & { colourType: number }> {
  const { animation, colourType, still } = decodePng(await encodeApng(frames, options));
  expect(still).toEqual(animation!.frames[0]!.pixels);
  return { ...animation!, colourType };
}

/** What is shown at the middle of each frame of a video. */
function shown({ frames }: DecodedAnimation, framesPerSecond: number): number[][] {
  const pictures: number[][] = [];
  let end = 0;
  for (const { pixels, seconds } of frames) {
    end += seconds;
    while ((pictures.length + 0.5) / framesPerSecond < end) pictures.push([...pixels]);
  }
  return pictures;
}

test('by hand: only what changes is drawn, with nothing between', async () => {
  const frames = [
    picture(['kkkkk', 'kkkkk', 'kkkkk']),
    picture(['kkkkk', 'krkkk', 'kkkkg']),
    picture(['kkkkk', 'krkkk', 'kkkkk']),
  ];
  const { frames: drawn, plays, colourType } = await animate(frames, { framesPerSecond: 10 });
  expect(drawn.map(({ rectangle, blend, seconds }) => [rectangle, blend, seconds])).toEqual([
    [[0, 0, 5, 3], 1, 0.1],
    [[1, 1, 4, 2], 1, 0.1],
    [[4, 2, 1, 1], 1, 0.1],
  ]);
  expect(drawn.map(({ pixels }) => [...pixels])).toEqual(frames.map(({ data }) => [...data]));
  expect([plays, colourType]).toEqual([0, 3]);
});

test('transparency takes the place of what was there', async () => {
  const frames = [picture(['rrr']), picture(['r.r']), picture(['rhr']), picture(['rhb'])];
  const { frames: drawn } = await animate(frames);
  expect(drawn.map(({ pixels }) => [...pixels])).toEqual(frames.map(({ data }) => [...data]));
  expect(drawn.map(({ blend }) => blend)).toEqual([1, 0, 0, 1]);
});

test('more than 256 colours', async () => {
  const frames = slope(12);
  const { frames: drawn, colourType } = await animate(frames);
  expect(colourType).toBe(6);
  expect(drawn.map(({ pixels }) => [...pixels])).toEqual(frames.map(({ data }) => [...data]));
  expect(drawn[1]!.rectangle).toEqual([0, 5, 5, 4]);
});

test.each([255, 256, 257])('%i colours, with and without room for "as before"', async (colours) => {
  const frames = [0, 1].map((shift) => {
    const data = new Uint8ClampedArray(colours * 4).fill(255);
    for (let pixel = 0; pixel < colours; pixel++) {
      const colour = shift && pixel % 9 === 0 ? 0 : pixel;
      data.set([colour % 256, colour >> 8, 0], 4 * pixel);
    }
    return { width: colours, height: 1, data };
  });
  const { frames: drawn, colourType } = await animate(frames);
  expect(drawn.map(({ pixels }) => [...pixels])).toEqual(frames.map(({ data }) => [...data]));
  expect([colourType, drawn[1]!.blend]).toEqual({ 255: [3, 1], 256: [3, 0], 257: [6, 1] }[colours]);
});

describe('timing', () => {
  const [r, g, b] = ['r', 'g', 'b'].map((colour) => picture([colour])) as [
    RgbaImage,
    RgbaImage,
    RgbaImage,
  ];

  test('frames that are alike become one that lasts longer', async () => {
    const { frames } = await animate([r, r, g, g, g, b], { framesPerSecond: 20 });
    expect(frames.map(({ seconds }) => seconds)).toEqual([0.1, 0.15, 0.05]);
  });

  test('30 in a second are exact; fractions do not add up', async () => {
    const many = Array.from({ length: 301 }, (_, frame) => [r, g][frame % 2]!);
    const thirty = await animate(many);
    expect(new Set(thirty.frames.map(({ seconds }) => seconds))).toEqual(new Set([1 / 30]));
    const odd = await animate(many, { framesPerSecond: 29.97 });
    const total = odd.frames.reduce((sum, { seconds }) => sum + seconds, 0);
    expect(total).toBeCloseTo(301 / 29.97, 3);
  });

  test('a picture can stand still for longer than a frame can last', async () => {
    const { frames } = await animate([r, g, b], { framesPerSecond: 1 / 100 });
    expect(frames.map(({ seconds }) => seconds)).toEqual([
      65.535, 34.465, 65.535, 34.465, 65.535, 34.465,
    ]);
    expect(frames.map(({ pixels }) => [...pixels])).toEqual(
      [r, r, g, g, b, b].map(({ data }) => [...data]),
    );
  });
});

test('whatever the frames, they come back at their time', async () => {
  const cases = fc.record({
    width: fc.integer({ min: 1, max: 9 }),
    height: fc.integer({ min: 1, max: 9 }),
    count: fc.integer({ min: 1, max: 8 }),
    seed: fc.integer({ min: 1 }),
    changes: fc.integer({ min: 0, max: 30 }),
    values: fc.constantFrom(2, 3, 256),
    opaque: fc.boolean(),
    framesPerSecond: fc.constantFrom(1, 7.5, 30, 50),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ width, height, count, seed, changes, ...rest }) => {
      let state = seed;
      const draw = (n: number): number =>
        ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 16) % n;
      const colour = (): number[] => [
        ...Array.from({ length: 3 }, () => draw(rest.values)),
        rest.opaque ? 255 : draw(3) * 127,
      ];
      const data = new Uint8ClampedArray(width * height * 4).fill(255);
      const frames = Array.from({ length: count }, () => {
        for (let change = draw(changes + 1); change > 0; change--) {
          data.set(colour(), 4 * draw(width * height));
        }
        return { width, height, data: data.slice() };
      });
      const { framesPerSecond } = rest;
      const animation = await animate(frames, { framesPerSecond });
      expect(shown(animation, framesPerSecond)).toEqual(frames.map((frame) => [...frame.data]));
    }),
    { numRuns: 150 },
  );
});

test('takes a generator that uses one array over and over', async () => {
  function* reds(): Generator<RgbaImage> {
    const data = Uint8ClampedArray.of(0, 0, 0, 255);
    for (let red = 0; red < 3; red++) {
      data[0] = red;
      yield { width: 1, height: 1, data };
    }
  }
  const { frames } = await animate(reds());
  expect(frames.map(({ pixels }) => pixels[0])).toEqual([0, 1, 2]);
});

test('apng() is the same as a format', async () => {
  const frames = new FrameStore(slope(3));
  const format = apng({ plays: 2 });
  expect(format).toMatchObject({ mimeType: 'image/apng', extension: 'png' });
  const bytes = await format.encode(frames, { framesPerSecond: 5 });
  expect(bytes).toEqual(await encodeApng(slope(3), { framesPerSecond: 5, plays: 2 }));
  expect(decodePng(bytes).animation!.plays).toBe(2);
});

test('one frame is a video too', async () => {
  const { frames } = await animate([picture(['rg'])], { framesPerSecond: 2 });
  expect(frames).toHaveLength(1);
  expect(frames[0]!.seconds).toBe(0.5);
});

test('refuses no frames, and frames of several sizes', async () => {
  await expect(encodeApng([])).rejects.toThrow(ValueError);
  await expect(encodeApng([])).rejects.toThrow('needs at least one frame');
  const sizes = [picture(['rr']), picture(['r'])];
  await expect(encodeApng(sizes)).rejects.toThrow(ValueError);
  await expect(encodeApng(sizes)).rejects.toThrow(
    'must be of 2 × 1 pixels, as the frames before it are; received 1 × 1',
  );
});

test.each<[object, string]>([
  [{ framesPerSecond: 0 }, 'framesPerSecond must be a finite number from 0.001 to 1000'],
  [{ framesPerSecond: Infinity }, 'received Infinity'],
  [{ plays: -1 }, 'plays must be a whole number from 0'],
  [{ fps: 30 }, "encodeApng has no option 'fps'"],
])('refuses %o', async (options, message) => {
  await expect(encodeApng([picture(['r'])], options)).rejects.toThrow(OptionsError);
  await expect(encodeApng([picture(['r'])], options)).rejects.toThrow(message);
});

test.each([null, 5, picture(['r'])])('refuses what is no list of frames: %o', async (frames) => {
  await expect(encodeApng(frames as never)).rejects.toThrow(ValueError);
  await expect(encodeApng(frames as never)).rejects.toThrow('For a single picture write [picture]');
});
