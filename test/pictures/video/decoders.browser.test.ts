/** What Chromium's own decoders make of our files. */
// @ts-expect-error The package has no types.
import * as gifenc from 'gifenc';
import { describe, expect, test } from 'vitest';
import { videoBlob } from '../../../src/browser/videoBlob.ts';
import type { RgbaImage } from '../../../src/protocol/environment.ts';
import { apng } from '../../../src/pictures/video/apng.ts';
import { encodePng } from '../../../src/pictures/video/encodePng.ts';
import { FrameStore } from '../../../src/pictures/video/frameStore.ts';
import { gif, type GifLibrary } from '../../../src/pictures/video/gif.ts';
import { mp4 } from '../../../src/pictures/video/mp4.ts';
import type { Video } from '../../../src/pictures/video/video.ts';
import { RecordVideo } from '../../../src/wrappers/recordVideo.ts';
import { Rover } from '../../support/rover.ts';
import { picture, slope } from './pictures.ts';
import { readSamples } from './readMp4.ts';

interface Shown {
  readonly seconds: number;
  readonly pixels: number[];
}

/** All frames of an animation. */
async function decode(bytes: Uint8Array<ArrayBuffer>, type: string): Promise<Shown[]> {
  const decoder = new ImageDecoder({ data: bytes, type });
  await Promise.all([decoder.completed, decoder.tracks.ready]);
  const shown: Shown[] = [];
  for (let frameIndex = 0; frameIndex < decoder.tracks.selectedTrack!.frameCount; frameIndex++) {
    const { image } = await decoder.decode({ frameIndex });
    const size = { width: image.displayWidth, height: image.displayHeight };
    shown.push({ seconds: (image.duration ?? 0) / 1e6, pixels: readPixels(image, size) });
    image.close();
  }
  decoder.close();
  return shown;
}

function readPixels(
  image: CanvasImageSource,
  { width, height }: { width: number; height: number },
): number[] {
  const canvas = new OffscreenCanvas(width, height).getContext('2d')!;
  canvas.drawImage(image, 0, 0);
  return [...canvas.getImageData(0, 0, width, height).data];
}

const few = [picture(['kwr.', 'gbk.']), picture(['kwwr', 'gbkr']), picture(['kww.', 'gbk.'])];

describe.each<[string, RgbaImage[]]>([
  ['few colours', few],
  ['many colours', slope(12)],
])('animated PNG, %s', (_, frames) => {
  test('comes back pixel by pixel, at its time', async () => {
    const bytes = await apng().encode(new FrameStore(frames), { framesPerSecond: 20 });
    for (const type of ['image/png', 'image/apng']) {
      if (!(await ImageDecoder.isTypeSupported(type))) continue;
      const shown = await decode(bytes, type);
      expect(shown.map(({ pixels }) => pixels)).toEqual(frames.map(({ data }) => [...data]));
      expect(shown.map(({ seconds }) => seconds)).toEqual(frames.map(() => 0.05));
    }
    expect(await ImageDecoder.isTypeSupported('image/png')).toBe(true);
  });

  test('a still picture comes back', async () => {
    const bitmap = await createImageBitmap(new Blob([await encodePng(frames[0]!)]));
    expect(readPixels(bitmap, bitmap)).toEqual([...frames[0]!.data]);
  });
});

test('GIF comes back pixel by pixel, at its time', async () => {
  const opaque = [picture(['kwr', 'gbk']), picture(['kww', 'gbk']), picture(['bww', 'gbr'])];
  const format = gif(gifenc as GifLibrary);
  const bytes = await format.encode(new FrameStore(opaque), { framesPerSecond: 25 });
  const shown = await decode(bytes, 'image/gif');
  expect(shown.map(({ pixels }) => pixels)).toEqual(opaque.map(({ data }) => [...data]));
  expect(shown.map(({ seconds }) => seconds)).toEqual([0.04, 0.04, 0.04]);
});

test('MP4 comes near to the pixels', async ({ skip }) => {
  const codec = 'avc1.42E01E';
  if (!(await VideoDecoder.isConfigSupported({ codec })).supported) skip('no H.264 here');
  // Greys: what the colours of such a file look like is up to the player.
  const frames = slope(10, 32).map((frame) => {
    const data = frame.data.map((_, at) => (at % 4 === 3 ? 255 : frame.data[at - (at % 4)]!));
    return { ...frame, data };
  });
  const format = mp4(() => import('h264-mp4-encoder'), { quantization: 12 });
  const { description, samples } = readSamples(
    await format.encode(new FrameStore(frames), { framesPerSecond: 10 }),
  );
  const shown: number[][] = [];
  const decoder = new VideoDecoder({
    output: (frame) => {
      shown.push(readPixels(frame, { width: 32, height: 32 }));
      frame.close();
    },
    error: (error) => {
      throw error;
    },
  });
  decoder.configure({ codec, description, codedWidth: 32, codedHeight: 32 });
  for (const [index, data] of samples.entries()) {
    const type = index === 0 ? 'key' : 'delta';
    decoder.decode(new EncodedVideoChunk({ type, timestamp: index * 100_000, data }));
  }
  await decoder.flush();
  decoder.close();
  expect(shown).toHaveLength(10);
  for (const [index, pixels] of shown.entries()) {
    const errors = pixels.map((value, at) => Math.abs(value - frames[index]!.data[at]!));
    expect(errors.reduce((sum, each) => sum + each) / errors.length).toBeLessThan(4);
  }
});

test('RecordVideo works in a page, and its video as a Blob in an image', async () => {
  const videos: Video[] = [];
  const recorder = new RecordVideo(new Rover(), {
    episodes: 1,
    onVideo: (video) => void videos.push(video),
  });
  recorder.reset({ seed: 2 });
  const first = recorder.render!();
  while (!recorder.step(1).terminated);
  await recorder.finished();

  const blob = videoBlob(videos[0]!);
  expect(blob.type).toBe('image/apng');
  expect(new Uint8Array(await blob.arrayBuffer())).toEqual(videos[0]!.bytes);
  const image = new Image();
  image.src = URL.createObjectURL(blob);
  await image.decode();
  expect(readPixels(image, { width: image.width, height: image.height })).toEqual([...first.data]);
  URL.revokeObjectURL(image.src);
});
