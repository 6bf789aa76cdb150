/** A part of a picture, in pixels from the top left. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Runs that are nearer than this become one: each costs two numbers of its own. */
const GAP = 3;

/** How many numbers {@link changedRuns} needs in its scratch array, at most. */
export function scratchLength(width: number, height: number): number {
  // Two for the first run of a row; more runs cost less than the gaps save.
  return (width + 2) * height;
}

/**
 * The pixels of `next` that differ from `previous`, all of them where there is
 * none: for each run within a row the index of its first pixel, its length,
 * and its pixels.
 *
 * @param scratch - To be written to; see {@link scratchLength}.
 */
export function changedRuns(
  previous: Uint32Array | null,
  next: Uint32Array,
  width: number,
  scratch: Uint32Array<ArrayBuffer>,
): Uint32Array<ArrayBuffer> {
  let used = 0;
  for (let row = 0; row < next.length; row += width) {
    const rowEnd = row + width;
    for (let pixel = row; pixel < rowEnd; pixel++) {
      if (previous && previous[pixel] === next[pixel]) continue;
      let end = pixel + 1;
      for (let ahead = end; ahead < rowEnd && ahead - end < GAP; ahead++) {
        if (!previous || previous[ahead] !== next[ahead]) end = ahead + 1;
      }
      scratch[used] = pixel;
      scratch[used + 1] = end - pixel;
      used += 2;
      while (pixel < end) scratch[used++] = next[pixel++]!;
    }
  }
  return scratch.slice(0, used);
}

/** Calls `visit` with the index of the first pixel and the pixels of every run. */
export function forEachRun(
  runs: Uint32Array,
  visit: (start: number, pixels: Uint32Array) => void,
): void {
  for (let at = 0; at < runs.length;) {
    const length = runs[at + 1]!;
    visit(runs[at]!, runs.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
}

/** The pixels of all runs, one after the other. */
export function pixelsOfRuns(runs: Uint32Array): Uint32Array<ArrayBuffer> {
  const all = new Uint32Array(runs.length);
  let used = 0;
  forEachRun(runs, (_, pixels) => {
    all.set(pixels, used);
    used += pixels.length;
  });
  return all.slice(0, used);
}

/** The smallest rectangle around the runs, of which there is one at least. */
export function boundsOfRuns(runs: Uint32Array, width: number): Rectangle {
  let left = Infinity;
  let right = 0;
  let top = Infinity;
  let bottom = 0;
  forEachRun(runs, (start, pixels) => {
    const y = Math.floor(start / width);
    const x = start - y * width;
    left = Math.min(left, x);
    right = Math.max(right, x + pixels.length);
    top = Math.min(top, y);
    bottom = y + 1;
  });
  return { x: left, y: top, width: right - left, height: bottom - top };
}
