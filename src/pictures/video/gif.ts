import { createTurnTaker } from '../../protocol/turnTaker.ts';
import { rejectUnknownOptions } from '../../validation/options.ts';
import { requirePlays } from './encodeApng.ts';
import { chooseColouring } from './gifColouring.ts';
import { thinFrames } from './gifFrames.ts';
import { loadLibrary, requireLibrary, type LibrarySource } from './loadLibrary.ts';
import { requireFrames } from './requireFrames.ts';
import { requireVideoOptions, splitTicks } from './timing.ts';
import type { VideoFormat, VideoFrames } from './videoFormat.ts';

/**
 * What {@link gif} needs of the package `gifenc`.
 *
 * @category Video
 */
export interface GifLibrary {
  /** Begins a file. */
  GIFEncoder(): GifEncoder;
  /** Chooses up to `maxColors` colours that suit the pixels. */
  quantize(rgba: Uint8Array, maxColors: number): number[][];
  /** The index of the nearest colour for every pixel. */
  applyPalette(rgba: Uint8Array, palette: number[][]): Uint8Array;
}

/**
 * What {@link gif} needs of the encoder.
 *
 * @category Video
 */
export interface GifEncoder {
  /** Adds a frame, as the index of each pixel's colour. */
  writeFrame(index: Uint8Array, width: number, height: number, options: object): void;
  /** Ends the file. */
  finish(): void;
  /** The file so far. */
  bytes(): Uint8Array;
}

/**
 * What {@link gif} takes beside the library.
 *
 * @category Video
 */
export interface GifOptions {
  /**
   * How often to show the video: a whole number, 0 for over and over.
   *
   * @default 0
   */
  readonly plays?: number;
}

/**
 * Videos as GIF, by the package [gifenc](https://github.com/mattdesl/gifenc),
 * which you install. Exact where the whole video has at most 255 colours; else
 * each frame gets 255 of its own. Opacity is left out, and so are frames
 * beyond 50 in a second, which browsers would show in slow motion.
 *
 * @param library - `() => import('gifenc')`, or the module.
 * @throws {OptionsError} If there is no library, or an option is unknown or
 *   out of range.
 * @example
 * ```ts
 * import { gif } from 'deepq';
 *
 * // @ts-expect-error The package has no types.
 * const format = gif(() => import('gifenc'));
 * format.extension; // 'gif'
 * ```
 * @category Video
 */
export function gif(library: LibrarySource<GifLibrary>, options: GifOptions = {}): VideoFormat {
  requireLibrary('gif(library)', "() => import('gifenc')", library);
  rejectUnknownOptions('gif', options, ['plays']);
  const plays = requirePlays('gif', options.plays ?? 0);
  return {
    mimeType: 'image/gif',
    extension: 'gif',
    async encode(frames, options) {
      const framesPerSecond = requireVideoOptions('gif', options);
      requireFrames('gif', frames);
      const functions = ['GIFEncoder', 'quantize', 'applyPalette'] as const;
      const loaded = await loadLibrary('gif(library)', library, functions);
      return encodeGif(loaded, frames, framesPerSecond, plays);
    },
  };
}

async function encodeGif(
  library: GifLibrary,
  frames: VideoFrames,
  framesPerSecond: number,
  plays: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const { store, times } = thinFrames(frames, framesPerSecond);
  const { width, height } = store;
  const colour = chooseColouring(store, library);
  // In gifenc −1 is once, 0 for ever, 1 once more than once.
  const repeat = plays === 0 ? 0 : plays === 1 ? -1 : plays - 1;
  const encoder = library.GIFEncoder();
  const turns = createTurnTaker();
  let written = 0;
  try {
    for (const change of store.changes()) {
      const isFirst = written === 0;
      const { indices, colours, transparent } = colour(change, isFirst);
      // Longer than a frame can last: the same again.
      for (const ticks of splitTicks(times[written + 1]! - times[written]!)) {
        encoder.writeFrame(indices, width, height, {
          palette: colours,
          repeat,
          // In milliseconds, although GIF has hundredths of a second.
          delay: 10 * ticks,
          transparent: !isFirst,
          transparentIndex: transparent,
          // Stays, for the next frame to be drawn on.
          dispose: 1,
        });
      }
      written++;
      if (turns.isDue()) await turns.give();
    }
  } finally {
    turns.close();
  }
  encoder.finish();
  return new Uint8Array(encoder.bytes());
}
