import type { RgbaImage } from '../../protocol/environment.ts';
import { rejectUnknownOptions, requireInteger } from '../../validation/options.ts';
import { codeFrames, type CodedVideo } from './apngFrames.ts';
import { FrameStore } from './frameStore.ts';
import { concatenate, packNumbers, pngChunk } from './pngChunks.ts';
import { pngHead, pngPalette } from './pngImage.ts';
import { requireFrames } from './requireFrames.ts';
import { requireFrameRate } from './timing.ts';

/**
 * What {@link encodeApng} takes beside the frames.
 *
 * @category Video
 */
export interface EncodeApngOptions {
  /**
   * How many frames to show in a second: from 0.001 to 1,000; browsers slow
   * down what has more than about 90.
   *
   * @default 30
   */
  readonly framesPerSecond?: number;
  /**
   * How often to show the video: a whole number, 0 for over and over.
   *
   * @default 0
   */
  readonly plays?: number;
}

/**
 * Makes an animated PNG of frames of one size. Every pixel is kept exactly. Of
 * each frame only the part that changes is stored, and up to 256 colours
 * become a palette. Every browser shows such files, and GitHub in Markdown.
 *
 * @param frames - At least one. Gone through once, before anything else.
 * @returns The bytes of the file.
 * @throws {ValueError} If there is no frame, one is not a picture, or they
 *   differ in size.
 * @throws {OptionsError} If an option is unknown or out of range.
 * @throws {UsageError} If the host lacks `CompressionStream`, `Blob` or `Response`.
 * @example
 * ```ts
 * import { encodeApng, type RgbaImage } from 'deepq';
 *
 * function* fadeIn(): Generator<RgbaImage> {
 *   for (let light = 0; light < 256; light += 5) {
 *     yield { width: 1, height: 1, data: Uint8ClampedArray.of(light, light, light, 255) };
 *   }
 * }
 * const bytes = await encodeApng(fadeIn(), { framesPerSecond: 25 });
 * ```
 * @see https://www.w3.org/TR/png-3/#apng-frame-based-animation
 * @category Video
 */
export async function encodeApng(
  frames: Iterable<RgbaImage>,
  options: EncodeApngOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  rejectUnknownOptions(
    'encodeApng',
    options,
    ['framesPerSecond', 'plays'],
    {},
    'encodeApng(frames, { framesPerSecond: 30 })',
  );
  const framesPerSecond = requireFrameRate('encodeApng', options.framesPerSecond ?? 30);
  const plays = requirePlays('encodeApng', options.plays ?? 0);
  const store = frames instanceof FrameStore ? frames : new FrameStore(frames);
  requireFrames('encodeApng(frames)', store);

  const { width, height } = store;
  const video = await codeFrames(store, framesPerSecond);
  return concatenate([
    pngHead(width, height, video.coding),
    pngChunk('acTL', packNumbers([4, video.frames.length], [4, plays])),
    pngPalette(video.coding),
    ...frameChunks(video),
    pngChunk('IEND'),
  ]);
}

/** Returns `plays` if a video can be played so often. */
export function requirePlays(where: string, plays: unknown): number {
  // The most that GIF can write as well.
  return requireInteger(`${where} plays`, plays, { min: 0, max: 65_535 });
}

/** The first frame is also the picture for those who know nothing of animation. */
function frameChunks({ frames, ticksPerSecond }: CodedVideo): readonly Uint8Array[] {
  let sequence = 0;
  return frames.flatMap((frame, index) => {
    const { x, y, width, height } = frame.rectangle;
    const place = packNumbers([4, sequence++], [4, width], [4, height], [4, x], [4, y]);
    const duration = packNumbers([2, frame.ticks], [2, ticksPerSecond]);
    // Disposal 0: what is drawn stays, for the next frame to be drawn on.
    const drawing = [0, frame.isOver ? 1 : 0];
    const control = pngChunk('fcTL', [...place, ...duration, ...drawing]);
    if (index === 0) return [control, pngChunk('IDAT', frame.data)];
    const number = packNumbers([4, sequence++]);
    return [control, pngChunk('fdAT', concatenate([number, frame.data]))];
  });
}
