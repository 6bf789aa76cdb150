// @ts-expect-error The package has no types.
import * as gifenc from 'gifenc';
import { describe, expect, test } from 'vitest';
import type { RgbaImage } from '../../../src/protocol/environment.ts';
import { OptionsError, ValueError } from '../../../src/errors.ts';
import { FrameStore } from '../../../src/pictures/video/frameStore.ts';
import { gif, type GifLibrary, type GifOptions } from '../../../src/pictures/video/gif.ts';
import { decodeGif, type DecodedGif } from './decodeGif.ts';
import { picture, slope } from './pictures.ts';

const library = gifenc as GifLibrary;

async function animate(
  frames: readonly RgbaImage[],
  framesPerSecond = 20,
  options?: GifOptions,
): Promise<DecodedGif> {
  const format = gif(library, options);
  return decodeGif(await format.encode(new FrameStore(frames), { framesPerSecond }));
}

test('few colours are exact, in one table', async () => {
  const frames = [picture(['kwr', 'gbk']), picture(['kww', 'gbk']), picture(['bww', 'gbr'])];
  const decoded = await animate(frames);
  expect(decoded).toMatchObject({ width: 3, height: 2, plays: 0 });
  expect(decoded.frames.map(({ pixels }) => [...pixels])).toEqual(
    frames.map(({ data }) => [...data]),
  );
  expect(decoded.frames.map(({ seconds, ownColours }) => [seconds, ownColours])).toEqual([
    [0.05, false],
    [0.05, false],
    [0.05, false],
  ]);
});

test.each([255, 256])('%i colours', async (colours) => {
  const data = new Uint8ClampedArray(colours * 4).fill(255);
  for (let pixel = 0; pixel < colours; pixel++) data.set([pixel, 255 - pixel, 7], 4 * pixel);
  const next = data.slice().copyWithin(4, 0, 4);
  const frames = [data, next].map((each) => ({ width: colours, height: 1, data: each }));
  const decoded = await animate(frames);
  const error = decoded.frames[1]!.pixels.map((value, at) => Math.abs(value - next[at]!));
  expect(Math.max(...error)).toBeLessThanOrEqual(colours === 255 ? 0 : 4);
  // Beyond the table of the first frame, each has its own.
  expect(decoded.frames[1]!.ownColours).toBe(colours === 256);
});

test('many colours come near, and what does not change stays as it was', async () => {
  const frames = slope(6);
  const { frames: shown } = await animate(frames);
  for (const [index, { pixels }] of shown.entries()) {
    const error = pixels.map((value, at) => Math.abs(value - frames[index]!.data[at]!));
    expect(Math.max(...error)).toBeLessThan(24);
  }
  expect([...shown[5]!.pixels.subarray(-96)]).toEqual([...shown[0]!.pixels.subarray(-96)]);
});

test('opacity is left out', async () => {
  const decoded = await animate([picture(['h.r'])]);
  expect([...decoded.frames[0]!.pixels]).toEqual([
    ...[128, 128, 128, 255],
    ...[0, 0, 0, 255],
    ...[255, 0, 0, 255],
  ]);
});

describe('timing', () => {
  const cycle = (count: number): RgbaImage[] =>
    Array.from({ length: count }, (_, frame) => picture([['r', 'g', 'b'][frame % 3]!]));

  test('hundredths of a second, without a drift', async () => {
    const { frames } = await animate(cycle(30), 30);
    expect(frames.slice(0, 4).map(({ seconds }) => seconds)).toEqual([0.03, 0.04, 0.03, 0.03]);
    expect(frames.reduce((sum, { seconds }) => sum + seconds, 0)).toBeCloseTo(1, 9);
  });

  test('no frame shorter than browsers can show', async () => {
    const { frames } = await animate(cycle(120), 120);
    const seconds = frames.map((frame) => frame.seconds);
    expect(Math.min(...seconds)).toBe(0.02);
    expect(seconds.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 9);
  });

  test('frames that are alike become one', async () => {
    const { frames } = await animate([...cycle(2), ...cycle(2).reverse()], 10);
    expect(frames.map(({ seconds }) => seconds)).toEqual([0.1, 0.2, 0.1]);
  });

  test('a picture can stand still for longer than a frame can last', async () => {
    const { frames } = await animate(cycle(2), 1 / 700);
    expect(frames.map(({ seconds }) => seconds)).toEqual([655.35, 44.65, 655.35, 44.65]);
    expect(frames.map(({ pixels }) => pixels[0])).toEqual([255, 255, 0, 0]);
  });

  test.each([0, 1, 2, 9])('is shown %i times', async (plays) => {
    expect((await animate(cycle(2), 20, { plays })).plays).toBe(plays);
  });
});

describe('the library', () => {
  const frames = new FrameStore([picture(['r'])]);
  const encode = async (source: unknown): Promise<Uint8Array> =>
    gif(source as GifLibrary).encode(frames, { framesPerSecond: 1 });

  test('can be imported when it is needed, or be what an old module exports', async () => {
    let imports = 0;
    const format = gif(async () => {
      imports++;
      // @ts-expect-error The package has no types.
      return import('gifenc') as Promise<GifLibrary>;
    });
    expect(imports).toBe(0);
    const bytes = await format.encode(frames, { framesPerSecond: 1 });
    expect(decodeGif(bytes).frames).toHaveLength(1);
    expect(await encode({ default: { ...library } })).toEqual(bytes);
  });

  test.each([[undefined], [null], ['gifenc']])('is needed, and %o is none', (source) => {
    expect(() => gif(source as never)).toThrow(OptionsError);
    expect(() => gif(source as never)).toThrow("pass () => import('gifenc')");
  });

  test.each([[{}], [(): object => ({})], [(): undefined => undefined]])(
    'lacks functions, as %o',
    async (source) => {
      await expect(encode(source)).rejects.toThrow(OptionsError);
      await expect(encode(source)).rejects.toThrow('exports GIFEncoder, quantize, applyPalette');
    },
  );

  test('that cannot be imported says why', async () => {
    const missing = (): Promise<never> => Promise.reject(new Error('no such package'));
    await expect(encode(missing)).rejects.toThrow('no such package');
  });
});

test('refuses no frames, and unknown options', async () => {
  await expect(animate([])).rejects.toThrow(ValueError);
  await expect(animate([picture(['r'])], 0)).rejects.toThrow(OptionsError);
  expect(() => gif(library, { repeat: 1 } as never)).toThrow("gif has no option 'repeat'");
  expect(() => gif(library, { plays: 1e6 })).toThrow(
    'plays must be a whole number from 0 to 65535',
  );
});
