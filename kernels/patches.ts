import { Geometry, patchLength } from './geometry';

/**
 * Lays patches of images out as the rows of a matrix, so that a convolution
 * becomes a matrix product. What lies beyond an image is zero.
 *
 * @param images - Shape `[batch, height, width, channels]`.
 * @param first - The first patch, counted through the batch, row by row.
 * @param panel - Shape `[count, kernelSize, kernelSize, channels]`, of which each patch
 *   has the numbers from `low` to `high` alone.
 * @param step - Bytes from patch to patch in it.
 */
export function gatherPatches(
  images: usize,
  geometry: Geometry,
  first: i32,
  count: i32,
  panel: usize,
  step: usize,
  low: i32,
  high: i32,
): void {
  walkPatches(images, geometry, first, count, panel, step, low << 2, high << 2, false);
}

/** Follows {@link gatherPatches} back: adds each patch to where it was taken from. */
export function scatterPatches(
  panel: usize,
  geometry: Geometry,
  first: i32,
  count: i32,
  images: usize,
): void {
  const bytes = patchLength(geometry) << 2;
  walkPatches(images, geometry, first, count, panel, bytes, 0, bytes, true);
}

/**
 * @param low - The first byte of each patch that is wanted; all are, where it scatters.
 * @param high - The one behind the last.
 */
function walkPatches(
  images: usize,
  geometry: Geometry,
  first: i32,
  count: i32,
  panel: usize,
  step: usize,
  low: usize,
  high: usize,
  scatter: bool,
): void {
  const height = geometry.height;
  const width = geometry.width;
  const kernelSize = geometry.kernelSize;
  const rows = geometry.rows;
  const columns = geometry.columns;
  const pixel = (<usize>geometry.channels) << 2;
  const imageLine = <usize>width * pixel;
  const patchLine = <usize>kernelSize * pixel;
  const isAll = low === 0 && high === <usize>kernelSize * patchLine;
  let row = (first / columns) % rows;
  let column = first % columns;
  let image = images + <usize>(first / columns / rows) * <usize>(height * width) * pixel;
  for (; count > 0; count--) {
    const y = row * geometry.stride - geometry.top;
    const x = column * geometry.stride - geometry.left;
    // What of the patch is inside the image.
    const top = max(0, -y);
    const bottom = min(kernelSize, height - y);
    const left = max(0, -x);
    const right = min(kernelSize, width - x);
    const whole = bottom - top === kernelSize && right - left === kernelSize;
    if (!whole && !scatter) memory.fill(panel, 0, high - low);
    const run = <usize>(right - left) * pixel;
    let inImage = image + <usize>((y + top) * width + x + left) * pixel;
    let inPatch = <usize>(top * kernelSize + left) * pixel;
    for (let line = top; line < bottom; line++) {
      if (isAll) {
        if (scatter) addRun(panel + inPatch, inImage, run);
        else copyRun(inImage, panel + inPatch, run);
      } else {
        const from = max(inPatch, low);
        const to = min(inPatch + run, high);
        if (from < to) copyRun(inImage + (from - inPatch), panel + (from - low), to - from);
      }
      inImage += imageLine;
      inPatch += patchLine;
    }
    panel += step;
    if (++column < columns) continue;
    column = 0;
    if (++row < rows) continue;
    row = 0;
    image += <usize>(height * width) * pixel;
  }
}

/** Faster than `memory.copy` for a few dozen numbers. */
function copyRun(from: usize, to: usize, bytes: usize): void {
  const end = from + bytes;
  const bulkEnd = from + (bytes & ~15);
  for (; from < bulkEnd; from += 16) {
    v128.store(to, v128.load(from));
    to += 16;
  }
  for (; from < end; from += 4) {
    store<f32>(to, load<f32>(from));
    to += 4;
  }
}

function addRun(from: usize, to: usize, bytes: usize): void {
  const end = from + bytes;
  const bulkEnd = from + (bytes & ~15);
  for (; from < bulkEnd; from += 16) {
    v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
    to += 16;
  }
  for (; from < end; from += 4) {
    store<f32>(to, load<f32>(to) + load<f32>(from));
    to += 4;
  }
}
