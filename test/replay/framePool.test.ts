import { describe, expect, test } from 'vitest';
import { OptionsError } from '../../src/errors.ts';
import type { FrameLayout } from '../../src/replay/frameLayout.ts';
import { FramePool, ZERO_FRAME } from '../../src/replay/framePool.ts';

const layout = (size: number): FrameLayout => ({
  count: 4,
  shape: [size],
  size,
  dtype: 'uint8',
});

/** Adds a frame filled with a value, with one reference to it. */
function add(pool: FramePool, size: number, value: number): number {
  pool.reserve(1);
  const frame = pool.add(new Uint8Array(size).fill(value), 0);
  pool.retain(frame);
  return frame;
}

function read(pool: FramePool, size: number, frames: readonly number[]): number[] {
  const to = new Uint8Array(size * frames.length + 1);
  pool.copy(Int32Array.from(frames), 0, frames.length, to, 1);
  return [...to.subarray(1)].filter((_, index) => index % size === 0);
}

describe('frames', () => {
  test('are kept in the order in which they come, and copied out in any', () => {
    // Two of these make a block of 4 MiB.
    const size = 2 ** 21;
    const pool = new FramePool(layout(size), 100);
    const frames = [1, 2, 3, 4, 5].map((value) => add(pool, size, value));
    expect(frames).toEqual([1, 2, 3, 4, 5]);
    expect(pool.size).toBe(6);
    expect(read(pool, size, [ZERO_FRAME, 1, 2, 3, 4, 5, 5, 4])).toEqual([0, 1, 2, 3, 4, 5, 5, 4]);
    pool.checkValid(Int32Array.from(frames));
  });

  test('come in parts: where they lie if many do side by side, else as copies', () => {
    // Two of these make a block.
    const size = 2 ** 21;
    const pool = new FramePool(layout(size), 100);
    for (const value of [1, 2, 3, 4, 5]) add(pool, size, value);
    const seen = (frames: readonly number[], most: number): number[][] =>
      Array.from(pool.parts(Int32Array.from(frames), most), (part) =>
        [...new Array(part.length / size).keys()].map((row) => part[row * size] as number),
      );
    expect(seen([0, 1, 2, 3, 4, 5, 5, 4], 2)).toEqual([[0, 1], [2, 3], [4, 5], [5], [4]]);
    // Of nine, three are many.
    expect(seen([1, 2, 3], 9)).toEqual([[1, 2, 3]]);
    expect(seen([5, 1, 4, 2, 3], 9)).toEqual([[5, 1, 4, 2, 3]]);
    expect(seen([5, 1, 4, 2, 3, 1], 4)).toEqual([[5], [1], [4], [2, 3], [1]]);
    expect(seen([0, 1, 2, 3], 1)).toEqual([[0], [1], [2], [3]]);
    expect(seen([], 1)).toEqual([]);
    const [view] = pool.parts(Int32Array.of(3), 1);
    pool.write(3, new Uint8Array(size).fill(9), 0);
    expect(view?.[0]).toBe(9);
  });

  test('are free when the last reference is gone, and then the first to be used', () => {
    const pool = new FramePool(layout(3), 100);
    const frames = [7, 8, 9].map((value) => add(pool, 3, value)) as [number, number, number];
    pool.retain(frames[1]);
    pool.release(frames[1]);
    pool.checkValid(Int32Array.from(frames));
    pool.release(frames[1]);
    pool.checkValid(Int32Array.of(frames[0], frames[2]));
    expect(pool.used).toBe(3);
    expect(add(pool, 3, 4)).toBe(frames[1]);
    expect(read(pool, 3, frames)).toEqual([7, 4, 9]);
  });

  test('are compared bit by bit', () => {
    const pool = new FramePool({ count: 2, shape: [2], size: 2, dtype: 'float32' }, 4);
    pool.reserve(1);
    const frame = pool.add(Float32Array.of(5, 1, -0), 1);
    const words = (...elements: number[]): Int32Array =>
      new Int32Array(Float32Array.from(elements).buffer);
    expect(pool.equals(frame, words(1, -0), 0)).toBe(true);
    expect(pool.equals(frame, words(7, 1, -0), 1)).toBe(true);
    expect(pool.equals(frame, words(1, 0), 0)).toBe(false);
  });

  test('of a few take no more memory than they need', () => {
    expect(new FramePool(layout(7056), 30).size).toBeLessThan(60);
    // 512 of these are nearly 4 MiB.
    expect(new FramePool(layout(7056), 1e6).size).toBe(512);
  });

  test('checkValid finds a reference too many, one too few, and zeros that are none', () => {
    const pool = new FramePool(layout(4), 10);
    const frame = add(pool, 4, 1);
    expect(() => pool.checkValid(Int32Array.of(frame, frame))).toThrow(/2 references to frame 1/);
    expect(() => pool.checkValid(Int32Array.of())).toThrow(/0 references to frame 1/);
    pool.write(ZERO_FRAME, Uint8Array.of(0, 0, 0, 1), 0);
    expect(() => pool.checkValid(Int32Array.of(frame))).toThrow(/zeros has been overwritten/);
  });
});

test('without memory there is no pool', () => {
  const create = (): FramePool => new FramePool(layout(2 ** 50), 10);
  expect(create).toThrow(OptionsError);
  expect(create).toThrow(/no memory for more; lower the replay buffer's capacity/);
});
