/**
 * Where the windows of a pooling layer go, as the engine writes it into memory:
 * all int32, lengths in pixels. Images are `[height, width, channels]`. Every
 * window holds at least one pixel.
 */
@unmanaged
export class Windows {
  height: i32;
  width: i32;
  channels: i32;
  /** Height and width of a window. */
  size: i32;
  stride: i32;
  /** Rows and columns that the first windows reach beyond the image. */
  top: i32;
  left: i32;
  /** How many windows there are, down and across. */
  rows: i32;
  columns: i32;
}

/** What is done in every window. A class, since outside of one TypeScript has no decorators. */
class Pool {
  /**
   * Goes through all windows of a batch. What lies beyond an image belongs to
   * no window.
   *
   * @param visit - A constant: one of the four below.
   * @param x - Shape `[batch, height, width, channels]`.
   * @param y - Shape `[batch, rows, columns, channels]`: outputs, or their gradients.
   * @param dx - As `x`; unused on the way forward.
   */
  @inline
  static walk(visit: i32, x: usize, y: usize, dx: usize, windows: Windows, batch: i32): void {
    const pixel = (<usize>windows.channels) << 2;
    const line = <usize>windows.width * pixel;
    const image = <usize>windows.height * line;
    const size = windows.size;
    for (; batch > 0; batch--) {
      let top = -windows.top;
      for (let row = windows.rows; row > 0; row--) {
        const firstLine = <usize>max(0, top) * line;
        const lines = <usize>min(size + min(0, top), windows.height - max(0, top)) * line;
        let left = -windows.left;
        for (let column = windows.columns; column > 0; column--) {
          const first = firstLine + <usize>max(0, left) * pixel;
          const run = <usize>min(size + min(0, left), windows.width - max(0, left)) * pixel;
          Pool.visit(visit, x + first, y, dx + first, lines, run, line, pixel);
          y += pixel;
          left += windows.stride;
        }
        top += windows.stride;
      }
      x += image;
      dx += image;
    }
  }

  /** One window, four channels at a time, then the rest of them one by one. */
  @inline
  static visit(
    visit: i32,
    x: usize,
    y: usize,
    dx: usize,
    lines: usize,
    run: usize,
    line: usize,
    pixel: usize,
  ): void {
    const count = <f32>((lines / line) * (run / pixel));
    const bulk = pixel & ~15;
    for (let channel: usize = 0; channel < bulk; channel += 16) {
      const from = x + channel;
      const end = from + lines;
      const at = y + channel;
      if (visit === AVERAGE) {
        let sum = f32x4.splat(0);
        for (let start = from; start < end; start += line) {
          for (let cell = start; cell < start + run; cell += pixel) {
            sum = f32x4.add(sum, v128.load(cell));
          }
        }
        v128.store(at, f32x4.div(sum, f32x4.splat(count)));
        continue;
      }
      if (visit === AVERAGE_GRADIENT) {
        const share = f32x4.div(v128.load(at), f32x4.splat(count));
        const shift = dx - x;
        for (let start = from; start < end; start += line) {
          for (let cell = start; cell < start + run; cell += pixel) {
            const to = cell + shift;
            v128.store(to, f32x4.add(v128.load(to), share));
          }
        }
        continue;
      }
      let largest = v128.load(from);
      for (let start = from; start < end; start += line) {
        for (let cell = start; cell < start + run; cell += pixel) {
          largest = f32x4.max(largest, v128.load(cell));
        }
      }
      if (visit === LARGEST) {
        v128.store(at, largest);
        continue;
      }
      const upstream = v128.load(at);
      const shift = dx - x;
      let found = f32x4.splat(0);
      for (let start = from; start < end; start += line) {
        for (let cell = start; cell < start + run; cell += pixel) {
          const isFirst = v128.andnot(f32x4.eq(v128.load(cell), largest), found);
          const to = cell + shift;
          v128.store(to, f32x4.add(v128.load(to), v128.and(upstream, isFirst)));
          found = v128.or(found, isFirst);
        }
      }
    }
    for (let channel = bulk; channel < pixel; channel += 4) {
      const from = x + channel;
      const end = from + lines;
      const at = y + channel;
      if (visit === AVERAGE) {
        let sum: f32 = 0;
        for (let start = from; start < end; start += line) {
          for (let cell = start; cell < start + run; cell += pixel) sum += load<f32>(cell);
        }
        store<f32>(at, sum / count);
        continue;
      }
      if (visit === AVERAGE_GRADIENT) {
        const share = load<f32>(at) / count;
        const shift = dx - x;
        for (let start = from; start < end; start += line) {
          for (let cell = start; cell < start + run; cell += pixel) {
            store<f32>(cell + shift, load<f32>(cell + shift) + share);
          }
        }
        continue;
      }
      let largest = load<f32>(from);
      let place = from;
      for (let start = from; start < end; start += line) {
        for (let cell = start; cell < start + run; cell += pixel) {
          const value = load<f32>(cell);
          // NaN stays, as it does in four channels at a time.
          if (value > largest || (isNaN(value) && !isNaN(largest))) {
            largest = value;
            place = cell;
          }
        }
      }
      if (visit === LARGEST) {
        store<f32>(at, largest);
      } else {
        const to = place + (dx - x);
        store<f32>(to, load<f32>(to) + load<f32>(at));
      }
    }
  }
}

const LARGEST: i32 = 0;
const LARGEST_GRADIENT: i32 = 1;
const AVERAGE: i32 = 2;
const AVERAGE_GRADIENT: i32 = 3;

/**
 * The largest number of each window, channel by channel.
 *
 * @param x - Shape `[batch, height, width, channels]`.
 * @param y - Shape `[batch, rows, columns, channels]`.
 */
export function maxPoolForward(x: usize, y: usize, windows: Windows, batch: i32): void {
  Pool.walk(LARGEST, x, y, x, windows, batch);
}

/**
 * Follows {@link maxPoolForward} back: each gradient goes to the first of the
 * largest numbers of its window, line by line from the left.
 */
export function maxPoolGradient(
  x: usize,
  dy: usize,
  dx: usize,
  windows: Windows,
  batch: i32,
): void {
  clear(dx, windows, batch);
  Pool.walk(LARGEST_GRADIENT, x, dy, dx, windows, batch);
}

/** As {@link maxPoolForward}, the mean of the pixels of each window. */
export function averagePoolForward(x: usize, y: usize, windows: Windows, batch: i32): void {
  Pool.walk(AVERAGE, x, y, x, windows, batch);
}

/** Follows {@link averagePoolForward} back. */
export function averagePoolGradient(dy: usize, dx: usize, windows: Windows, batch: i32): void {
  clear(dx, windows, batch);
  Pool.walk(AVERAGE_GRADIENT, dx, dy, dx, windows, batch);
}

function clear(dx: usize, windows: Windows, batch: i32): void {
  const pixels = <usize>(batch * windows.height * windows.width);
  memory.fill(dx, 0, (pixels * <usize>windows.channels) << 2);
}
