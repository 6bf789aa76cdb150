import { multiplyAdd } from './multiplyAdd';

/**
 * Rows of the tallest tile: as many as V8, which has fifteen registers, keeps
 * there. A product that is not fused wants one of them for itself.
 */
export const TALL: i32 = ASC_FEATURE_RELAXED_SIMD ? 6 : 5;

/** Bytes that {@link tallTile} writes. */
export const TILE_BYTES: usize = 192;

/** A class, since outside of one TypeScript has no decorators. */
class Tile {
  /**
   * The innermost kernel of all matrix products: a few rows by eight columns of
   * `A · B`, whose sums stay in registers throughout. They run over the depth in
   * order, from zero: a row's result does not depend on how many rows there are.
   *
   * How this is written decides how fast it is. A round takes one step of the
   * depth: of longer ones, compilers make one chain of sums after the other. One
   * pointer leads through all rows: more would not stay in registers. And the
   * sums are stored behind the loop at once, and in order: V8 before version 13
   * orders the loop by what comes next.
   *
   * @param rows - A constant, 1 to {@link TALL}.
   * @param a - Shape `[rows, depth]`, with `step` bytes from row to row and
   *   `next` from column to column. One of the two is a constant, 4.
   * @param b - Eight columns of B, packed: shape `[depth, 8]`.
   * @param to - Shape `[rows, 8]`.
   */
  @inline
  static sums(
    rows: i32,
    a: usize,
    step: usize,
    next: usize,
    b: usize,
    depth: i32,
    to: usize,
  ): void {
    let c00 = f32x4.splat(0);
    let c01 = f32x4.splat(0);
    let c10 = f32x4.splat(0);
    let c11 = f32x4.splat(0);
    let c20 = f32x4.splat(0);
    let c21 = f32x4.splat(0);
    let c30 = f32x4.splat(0);
    let c31 = f32x4.splat(0);
    let c40 = f32x4.splat(0);
    let c41 = f32x4.splat(0);
    let c50 = f32x4.splat(0);
    let c51 = f32x4.splat(0);
    const end = b + ((<usize>depth) << 5);
    while (b < end) {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      let row = a;
      let x = v128.load_splat<f32>(row);
      c00 = multiplyAdd(x, b0, c00);
      c01 = multiplyAdd(x, b1, c01);
      if (rows > 1) {
        row += step;
        x = v128.load_splat<f32>(row);
        c10 = multiplyAdd(x, b0, c10);
        c11 = multiplyAdd(x, b1, c11);
      }
      if (rows > 2) {
        row += step;
        x = v128.load_splat<f32>(row);
        c20 = multiplyAdd(x, b0, c20);
        c21 = multiplyAdd(x, b1, c21);
      }
      if (rows > 3) {
        row += step;
        x = v128.load_splat<f32>(row);
        c30 = multiplyAdd(x, b0, c30);
        c31 = multiplyAdd(x, b1, c31);
      }
      if (rows > 4) {
        row += step;
        x = v128.load_splat<f32>(row);
        c40 = multiplyAdd(x, b0, c40);
        c41 = multiplyAdd(x, b1, c41);
      }
      if (rows > 5) {
        row += step;
        x = v128.load_splat<f32>(row);
        c50 = multiplyAdd(x, b0, c50);
        c51 = multiplyAdd(x, b1, c51);
      }
      a += next;
      b += 32;
    }
    v128.store(to, c00);
    v128.store(to, c01, 16);
    if (rows > 1) {
      v128.store(to, c10, 32);
      v128.store(to, c11, 48);
    }
    if (rows > 2) {
      v128.store(to, c20, 64);
      v128.store(to, c21, 80);
    }
    if (rows > 3) {
      v128.store(to, c30, 96);
      v128.store(to, c31, 112);
    }
    if (rows > 4) {
      v128.store(to, c40, 128);
      v128.store(to, c41, 144);
    }
    if (rows > 5) {
      v128.store(to, c50, 160);
      v128.store(to, c51, 176);
    }
  }
}

export function tallTile(a: usize, step: usize, b: usize, depth: i32, to: usize): void {
  Tile.sums(TALL, a, step, 4, b, depth, to);
}

export function tile4(a: usize, step: usize, b: usize, depth: i32, to: usize): void {
  Tile.sums(4, a, step, 4, b, depth, to);
}

export function tile3(a: usize, step: usize, b: usize, depth: i32, to: usize): void {
  Tile.sums(3, a, step, 4, b, depth, to);
}

export function tile2(a: usize, step: usize, b: usize, depth: i32, to: usize): void {
  Tile.sums(2, a, step, 4, b, depth, to);
}

export function tile1(a: usize, step: usize, b: usize, depth: i32, to: usize): void {
  Tile.sums(1, a, step, 4, b, depth, to);
}

// As those above, of the transpose of a matrix: its rows are the columns of A.

export function tallColumns(a: usize, next: usize, b: usize, depth: i32, to: usize): void {
  Tile.sums(TALL, a, 4, next, b, depth, to);
}

export function fourColumns(a: usize, next: usize, b: usize, depth: i32, to: usize): void {
  Tile.sums(4, a, 4, next, b, depth, to);
}
