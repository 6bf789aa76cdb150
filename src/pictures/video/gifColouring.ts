import type { FrameChange, FrameStore } from './frameStore.ts';
import { Palette } from './palette.ts';
import { forEachRun, pixelsOfRuns } from './pixelRuns.ts';

/** Red, green and blue of the colours of a GIF. */
export type GifColours = number[][];

/** A frame of a GIF. */
export interface ColouredFrame {
  /** Of each pixel's colour. */
  readonly indices: Uint8Array;
  /** Colours of its own; null for those of the first frame. */
  readonly colours: GifColours | null;
  /** The index that says "as before". */
  readonly transparent: number;
}

/** The two functions that choose colours where there are too many. */
interface Quantizer {
  quantize(rgba: Uint8Array, maxColors: number): GifColours;
  applyPalette(rgba: Uint8Array, palette: GifColours): Uint8Array;
}

/** One of the 256 says "as before". */
const MAX_COLOURS = 255;

/**
 * A function that gives the frames of a video their colours: exactly, if the
 * whole video has few enough, else to each frame those that suit what is new
 * in it.
 */
export function chooseColouring(
  store: FrameStore,
  quantizer: Quantizer,
): (change: FrameChange, isFirst: boolean) => ColouredFrame {
  const palette = new Palette();
  for (const { runs } of store.changes()) palette.add(pixelsOfRuns(runs));
  if (palette.overflowed || palette.size > MAX_COLOURS) {
    return ({ canvas, runs }) => {
      const rgba = new Uint8Array(pixelsOfRuns(runs).buffer);
      const found = quantizer.quantize(rgba, MAX_COLOURS);
      const nearest = quantizer.applyPalette(rgba, found);
      return colour(canvas.length, runs, nearest, found);
    };
  }
  const found = toColours(palette);
  return ({ canvas, runs }, isFirst) => {
    const coloured = colour(canvas.length, runs, palette.indicesOf(pixelsOfRuns(runs)), found);
    return isFirst ? coloured : { ...coloured, colours: null };
  };
}

/** @param changed - The colours of the pixels that are new, in their order. */
function colour(
  pixels: number,
  runs: Uint32Array,
  changed: Uint8Array,
  found: GifColours,
): ColouredFrame {
  const transparent = found.length;
  const indices = new Uint8Array(pixels).fill(transparent);
  let used = 0;
  forEachRun(runs, (start, { length }) => {
    indices.set(changed.subarray(used, used + length), start);
    used += length;
  });
  return { indices, colours: [...found, [0, 0, 0]], transparent };
}

function toColours(palette: Palette): GifColours {
  const bytes = palette.toBytes();
  return Array.from({ length: palette.size }, (_, index) => [
    ...bytes.subarray(4 * index, 4 * index + 3),
  ]);
}
