import { choice, malformed, type Fields } from './malformed.ts';

/** Where square windows lie on an image of `[height, width, channels]`. */
export interface Windows {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly size: number;
  readonly stride: number;
  readonly top: number;
  readonly left: number;
  readonly rows: number;
  readonly columns: number;
}

/**
 * Lays windows out, by the rules of TensorFlow for `valid` and `same`.
 *
 * @throws {CheckpointError} If these are no images, or smaller than a window.
 */
export function layWindows(
  fields: Fields,
  shape: readonly number[],
  size: number,
  stride: number,
): Windows {
  const [height, width, channels] = shape;
  if (shape.length !== 3 || !height || !width || !channels) throw malformed('a layer needs images');
  const same = choice(fields, 'padding', ['valid', 'same']) === 'same';
  const along = (length: number): readonly [number, number] => {
    if (!same) return [Math.floor((length - size) / stride) + 1, 0];
    const count = Math.ceil(length / stride);
    return [count, Math.floor(Math.max(0, (count - 1) * stride + size - length) / 2)];
  };
  const [rows, top] = along(height);
  const [columns, left] = along(width);
  if (rows < 1 || columns < 1) throw malformed('a window is larger than its image');
  return { height, width, channels, size, stride, top, left, rows, columns };
}

/**
 * Goes through the pixels of the image that a window covers, line by line.
 *
 * @param visit - Gets the index of a pixel's first number, and which pixel of the window it is.
 * @returns How many pixels there were.
 */
export function eachPixel(
  windows: Windows,
  row: number,
  column: number,
  visit: (at: number, place: number) => void,
): number {
  const { height, width, channels, size, stride, top, left } = windows;
  const firstLine = row * stride - top;
  const firstPixel = column * stride - left;
  let count = 0;
  for (let line = Math.max(0, -firstLine); line < Math.min(size, height - firstLine); line++) {
    for (
      let pixel = Math.max(0, -firstPixel);
      pixel < Math.min(size, width - firstPixel);
      pixel++
    ) {
      visit(((firstLine + line) * width + firstPixel + pixel) * channels, line * size + pixel);
      count++;
    }
  }
  return count;
}
