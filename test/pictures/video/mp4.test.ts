import { expect, test } from 'vitest';
import { OptionsError, ValueError } from '../../../src/errors.ts';
import { FrameStore } from '../../../src/pictures/video/frameStore.ts';
import { mp4, type Mp4Encoder, type Mp4Options } from '../../../src/pictures/video/mp4.ts';
import { picture, slope } from './pictures.ts';
import { readMp4 } from './readMp4.ts';

const load = () => import('h264-mp4-encoder');

async function encode(
  count: number,
  framesPerSecond: number,
  options?: Mp4Options,
): Promise<Uint8Array> {
  return mp4(load, options).encode(new FrameStore(slope(count, 32)), { framesPerSecond });
}

test.each([
  [30, 20, 20, 20 / 30],
  [10, 5, 5, 0.5],
  [12.5, 25, 26, 2],
  [0.5, 3, 6, 6],
])('at %d frames in a second', async (framesPerSecond, count, frames, seconds) => {
  const read = readMp4(await encode(count, framesPerSecond));
  expect(read).toMatchObject({ width: 32, height: 32, frames });
  expect(read.seconds).toBeCloseTo(seconds, 2);
});

test('odd sizes become even', async () => {
  const frames = new FrameStore(slope(2, 25));
  const bytes = await mp4(load).encode(frames, { framesPerSecond: 5 });
  expect(readMp4(bytes)).toMatchObject({ width: 26, height: 26, frames: 2 });
});

test('a coarser picture is a smaller file', async () => {
  const fine = await encode(20, 30, { quantization: 10 });
  const coarse = await encode(20, 30, { quantization: 51 });
  expect(coarse.length).toBeLessThan(fine.length / 2);
});

test('two at the same time do not disturb each other, and leave nothing behind', async () => {
  const one = (await load()).createH264MP4Encoder;
  const files: string[] = [];
  const watched = {
    async createH264MP4Encoder(): Promise<Mp4Encoder> {
      const encoder = await one();
      const { FS } = encoder;
      const unlink = (path: string): void => {
        files.push(path);
        FS.unlink(path);
        expect(() => FS.readFile(path)).toThrow();
      };
      return Object.assign(encoder, { FS: { ...FS, unlink } });
    },
  };
  const format = mp4(watched);
  const frames = new FrameStore(slope(20, 32));
  const alone = await encode(20, 30);
  const both = await Promise.all([
    format.encode(frames, { framesPerSecond: 30 }),
    format.encode(frames, { framesPerSecond: 30 }),
  ]);
  expect(both.map((bytes) => bytes.length)).toEqual([alone.length, alone.length]);
  expect(new Set(files).size).toBe(2);
});

test('where something goes wrong, the encoder is freed, and others work', async () => {
  let deleted = 0;
  const failing = {
    async createH264MP4Encoder(): Promise<Mp4Encoder> {
      const encoder: Mp4Encoder = await (await load()).createH264MP4Encoder();
      const free = encoder.delete.bind(encoder);
      return Object.assign(encoder, {
        addFrameRgba(): void {
          throw new Error('no more memory');
        },
        delete(): void {
          deleted++;
          free();
        },
      });
    },
  };
  const encoding = mp4(failing).encode(new FrameStore(slope(1)), { framesPerSecond: 1 });
  await expect(encoding).rejects.toThrow('no more memory');
  expect(deleted).toBe(1);
  expect(readMp4(await encode(2, 30)).frames).toBe(2);
});

test('refuses no library, a wrong one, no frames, and options out of range', async () => {
  expect(() => mp4(undefined as never)).toThrow("pass () => import('h264-mp4-encoder')");
  const wrong = mp4({} as never).encode(new FrameStore([picture(['r'])]), { framesPerSecond: 1 });
  await expect(wrong).rejects.toThrow('exports createH264MP4Encoder');
  await expect(encode(0, 1)).rejects.toThrow(ValueError);
  await expect(encode(1, -1)).rejects.toThrow(OptionsError);
  expect(() => mp4(load, { quantization: 9 })).toThrow(OptionsError);
  expect(() => mp4(load, { quality: 9 } as never)).toThrow("mp4 has no option 'quality'");
});
