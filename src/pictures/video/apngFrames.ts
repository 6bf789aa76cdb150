import { deflate } from './deflate.ts';
import type { FrameChange, FrameStore } from './frameStore.ts';
import { Palette } from './palette.ts';
import { boundsOfRuns, forEachRun, pixelsOfRuns, type Rectangle } from './pixelRuns.ts';
import { isOpaque, pngRows, type PixelCoding } from './pngImage.ts';
import { frameStart, splitTicks } from './timing.ts';

/** One frame of an animated PNG, ready to be written. */
export interface CodedFrame {
  /** Where it is drawn. */
  readonly rectangle: Rectangle;
  /** Whether it is drawn over what is there, or takes its place. */
  readonly isOver: boolean;
  /** Compressed rows. */
  readonly data: Uint8Array<ArrayBuffer>;
  /** How long it is shown: at most 65,535. */
  readonly ticks: number;
}

/** A video, ready to be written. */
export interface CodedVideo {
  readonly coding: PixelCoding;
  readonly ticksPerSecond: number;
  readonly frames: readonly CodedFrame[];
}

/** What is drawn for one frame or more that look the same. */
interface Drawing extends Omit<CodedFrame, 'ticks'> {
  /** What is then in the top left corner. */
  readonly corner: number;
}

/** Black that lets everything through: "as before", where it is drawn over that. */
const TRANSPARENT = 0;
/** Compressed at a time: it takes some turns of the event loop, one frame or many. */
const PARALLEL = 16;

/** Codes each frame as what it changes of the one before. */
export async function codeFrames(store: FrameStore, framesPerSecond: number): Promise<CodedVideo> {
  const coding = chooseCoding(store);
  // Where the rate is a whole number, a tick is a frame.
  const ticksPerSecond = Number.isInteger(framesPerSecond) ? framesPerSecond : 1000;
  const times = store
    .changeTimes()
    .map((frame) => frameStart(frame, framesPerSecond, ticksPerSecond));
  const drawings = await drawFrames(store, coding);
  const frames: CodedFrame[] = [];
  for (const [index, { corner, ...drawn }] of drawings.entries()) {
    const [ticks = 0, ...more] = splitTicks(times[index + 1]! - times[index]!);
    frames.push({ ...drawn, ticks });
    // Longer than a frame can last: go on with some that change nothing.
    for (const rest of more) {
      const data = await deflate(pngRows(Uint32Array.of(corner), 1, coding));
      const rectangle = { x: 0, y: 0, width: 1, height: 1 };
      frames.push({ rectangle, isOver: false, data, ticks: rest });
    }
  }
  return { coding, ticksPerSecond, frames };
}

/** A palette if there are few enough colours; it then has transparency among them, if it can. */
function chooseCoding(store: FrameStore): PixelCoding {
  const palette = new Palette();
  let hasAlpha = false;
  for (const { runs } of store.changes()) {
    const pixels = pixelsOfRuns(runs);
    palette.add(pixels);
    hasAlpha ||= !isOpaque(pixels);
  }
  // A video has opacity for the sake of "as before": without it files grow by
  // far more where what does not change is noisy.
  if (palette.overflowed) return { palette: null, hasAlpha: hasAlpha || store.length > 1 };
  if (store.length > 1 && palette.size < 256) palette.add(Uint32Array.of(TRANSPARENT));
  return { palette, hasAlpha };
}

/** Draws and compresses every frame that differs from the one before. */
async function drawFrames(store: FrameStore, coding: PixelCoding): Promise<readonly Drawing[]> {
  const drawings: Drawing[] = [];
  let pending: Promise<Drawing>[] = [];
  for (const change of store.changes()) {
    pending.push(draw(change, store.width, coding));
    if (pending.length < PARALLEL) continue;
    drawings.push(...(await Promise.all(pending)));
    pending = [];
  }
  return [...drawings, ...(await Promise.all(pending))];
}

/** What it needs of the canvas it takes before it waits for the first time. */
async function draw(
  { canvas, runs }: FrameChange,
  canvasWidth: number,
  coding: PixelCoding,
): Promise<Drawing> {
  const rectangle = boundsOfRuns(runs, canvasWidth);
  const corner = canvas[0]!;
  const over = canSkip(coding) ? changedPart(runs, rectangle, canvasWidth) : null;
  const pixels = over ?? cut(canvas, rectangle, canvasWidth);
  const data = await deflate(pngRows(pixels, rectangle.width, coding));
  return { rectangle, isOver: over !== null, data, corner };
}

/** Pixels that stay as they are can be left out where there is something to put in their place. */
function canSkip({ palette, hasAlpha }: PixelCoding): boolean {
  return palette ? palette.has(TRANSPARENT) : hasAlpha;
}

/**
 * The changed pixels of a rectangle, with transparency between them; null if
 * there is transparency in them too, so that what was there would show through.
 */
function changedPart(
  runs: Uint32Array,
  { x, y, width, height }: Rectangle,
  canvasWidth: number,
): Uint32Array<ArrayBuffer> | null {
  if (!isOpaque(pixelsOfRuns(runs))) return null;
  const part = new Uint32Array(width * height);
  forEachRun(runs, (start, pixels) => {
    const row = Math.floor(start / canvasWidth);
    part.set(pixels, (row - y) * width + (start - row * canvasWidth - x));
  });
  return part;
}

/** Everything in a rectangle. */
function cut(
  canvas: Uint32Array,
  { x, y, width, height }: Rectangle,
  canvasWidth: number,
): Uint32Array<ArrayBuffer> {
  const part = new Uint32Array(width * height);
  for (let row = 0; row < height; row++) {
    const start = (y + row) * canvasWidth + x;
    part.set(canvas.subarray(start, start + width), row * width);
  }
  return part;
}
