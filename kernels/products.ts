// What the other kernels call of the module in products/: see there.

export { ACCUMULATE, SPILL_BYTES, STORE, STORE_RELU } from './products/strip';

export declare function strip(
  a: usize,
  depth: i32,
  packed: usize,
  to: usize,
  allRows: i32,
  allColumns: i32,
  columns: i32,
  bias: usize,
  finish: i32,
  spill: usize,
): void;

export declare function transposedStrip(
  a: usize,
  next: usize,
  depth: i32,
  packed: usize,
  to: usize,
  rows: i32,
  allColumns: i32,
  columns: i32,
  spill: usize,
): void;

export declare function matrixVector(
  x: usize,
  kernel: usize,
  bias: usize,
  y: usize,
  inputs: i32,
  units: i32,
  relu: i32,
): void;
