/**
 * Where a convolution's kernel goes, as the engine writes it into memory: all
 * int32, lengths in pixels. Images are `[height, width, channels]`.
 */
@unmanaged
export class Geometry {
  height: i32;
  width: i32;
  channels: i32;
  /** Height and width of the kernel. */
  kernelSize: i32;
  stride: i32;
  /** Rows and columns of zeros before the image. */
  top: i32;
  left: i32;
  /** Height and width of an output. */
  rows: i32;
  columns: i32;
  filters: i32;
  /** So many patches are laid out at a time; a multiple of 4. */
  panelRows: i32;
}

/**
 * Bytes from patch to patch where a product goes down patches of so many numbers:
 * an odd number of cache lines.
 */
export function patchStep(length: i32): usize {
  const lines = (length + 15) >> 4;
  return (<usize>(lines | 1)) << 6;
}

/** Numbers in a patch: what one output is computed from. */
export function patchLength(geometry: Geometry): i32 {
  return geometry.kernelSize * geometry.kernelSize * geometry.channels;
}
