import type { RgbaImage } from '../../protocol/environment.ts';
import { createTurnTaker } from '../../protocol/turnTaker.ts';
import { rejectUnknownOptions, requireInteger } from '../../validation/options.ts';
import { loadLibrary, requireLibrary, type LibrarySource } from './loadLibrary.ts';
import { requireFrames } from './requireFrames.ts';
import { frameStart, requireVideoOptions } from './timing.ts';
import type { VideoFormat, VideoFrames } from './videoFormat.ts';

/**
 * What {@link mp4} needs of the package `h264-mp4-encoder`.
 *
 * @category Video
 */
export interface Mp4Library {
  /** Loads the encoder's WebAssembly, and begins a file. */
  createH264MP4Encoder(): Promise<Mp4Encoder>;
}

/**
 * What {@link mp4} needs of the encoder.
 *
 * @category Video
 */
export interface Mp4Encoder {
  /** Pixels, an even number. */
  width: number;
  /** Pixels, an even number. */
  height: number;
  /** Frames in a second, a whole number. */
  frameRate: number;
  /** From 10 to 51. */
  quantizationParameter: number;
  /** The file in {@link Mp4Encoder.FS}. */
  outputFilename: string;
  /** Called when all of the above is set. */
  initialize(): void;
  /** Takes a frame. */
  addFrameRgba(rgba: Uint8ClampedArray): void;
  /** Writes the file. */
  finalize(): void;
  /** Frees the encoder's memory. */
  delete(): void;
  /** Files in memory. */
  FS: {
    /** The bytes of a file. */
    readFile(path: string): Uint8Array;
    /** Removes a file. */
    unlink(path: string): void;
  };
}

/**
 * What {@link mp4} takes beside the library.
 *
 * @category Video
 */
export interface Mp4Options {
  /**
   * How coarse the picture may become: a whole number from 10, nearly exact,
   * to 51, a small file.
   *
   * @default 24
   */
  readonly quantization?: number;
}

/**
 * Videos as MP4 (H.264), by the package
 * [h264-mp4-encoder](https://github.com/TrevorSundberg/h264-mp4-encoder),
 * which you install: small files for long videos, near to the pixels but not
 * exact. Opacity is left out; the last column or row is doubled where their
 * number is odd, as H.264 has even sizes only.
 *
 * @param library - `() => import('h264-mp4-encoder')`, or the module. Loaded in
 *   Node, it takes over the report of errors that nobody catches.
 * @throws {OptionsError} If there is no library, or an option is unknown or
 *   out of range.
 * @example
 * ```ts
 * import { mp4 } from 'deepq';
 *
 * const format = mp4(() => import('h264-mp4-encoder'), { quantization: 20 });
 * format.extension; // 'mp4'
 * ```
 * @category Video
 */
export function mp4(library: LibrarySource<Mp4Library>, options: Mp4Options = {}): VideoFormat {
  requireLibrary('mp4(library)', "() => import('h264-mp4-encoder')", library);
  rejectUnknownOptions('mp4', options, ['quantization']);
  const range = { min: 10, max: 51 };
  const quantization = requireInteger('mp4 quantization', options.quantization ?? 24, range);
  return {
    mimeType: 'video/mp4',
    extension: 'mp4',
    async encode(frames, options) {
      const framesPerSecond = requireVideoOptions('mp4', options);
      requireFrames('mp4', frames);
      const loaded = await loadLibrary('mp4(library)', library, ['createH264MP4Encoder']);
      const encoder = await loaded.createH264MP4Encoder();
      encoder.quantizationParameter = quantization;
      return encodeMp4(encoder, frames, framesPerSecond);
    },
  };
}

async function encodeMp4(
  encoder: Mp4Encoder,
  frames: VideoFrames,
  framesPerSecond: number,
): Promise<Uint8Array<ArrayBuffer>> {
  // All encoders of a program write into the same folder.
  const tag = globalThis.crypto.getRandomValues(new Uint32Array(2)).join('-');
  const path = `deepq-${tag}.mp4`;
  const { FS } = encoder;
  encoder.outputFilename = path;
  encoder.width = toEven(frames.width);
  encoder.height = toEven(frames.height);
  // The encoder would round a fraction down, and the video would be too slow.
  encoder.frameRate = Math.ceil(framesPerSecond);
  encoder.initialize();
  try {
    try {
      await addFrames(encoder, frames, framesPerSecond);
    } finally {
      // Whatever happened: deleted unfinished, it takes the library down with it.
      encoder.finalize();
      encoder.delete();
    }
    return new Uint8Array(FS.readFile(path));
  } finally {
    FS.unlink(path);
  }
}

/** Adds each frame as often as it takes to fill its time. */
async function addFrames(
  encoder: Mp4Encoder,
  frames: VideoFrames,
  framesPerSecond: number,
): Promise<void> {
  const startOf = (frame: number): number =>
    frameStart(frame, framesPerSecond, Math.ceil(framesPerSecond));
  const turns = createTurnTaker();
  try {
    let frame = 0;
    for (const image of frames) {
      const pixels = evenPixels(image);
      for (let start = startOf(frame++); start < startOf(frame); start++) {
        encoder.addFrameRgba(pixels);
      }
      if (turns.isDue()) await turns.give();
    }
  } finally {
    turns.close();
  }
}

function toEven(length: number): number {
  return length + (length % 2);
}

/** The bytes of a picture, its last column and row doubled where their number is odd. */
function evenPixels({ width, height, data }: RgbaImage): Uint8ClampedArray {
  const [evenWidth, evenHeight] = [toEven(width), toEven(height)];
  if (evenWidth === width && evenHeight === height) return data;
  const even = new Uint8ClampedArray(evenWidth * evenHeight * 4);
  for (let y = 0; y < evenHeight; y++) {
    const row = 4 * width * Math.min(y, height - 1);
    const last = row + 4 * (width - 1);
    even.set(data.subarray(row, row + 4 * width), 4 * evenWidth * y);
    if (evenWidth > width) even.set(data.subarray(last, last + 4), 4 * (evenWidth * y + width));
  }
  return even;
}
