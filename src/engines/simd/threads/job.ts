import type { Kernels, PartName } from '../kernels.ts';

/** A kernel that is computed in chunks. */
export interface Job {
  /** Its name. */
  readonly kernel: PartName | keyof Kernels;
  /** Which of its arguments says how much of what is divided a call computes. */
  readonly countAt: number;
  /** Which of them is a place to work in; −1 for none. */
  readonly scratchAt: number;
  /** Chunks begin at multiples of this. */
  readonly grain: number;
}

/** Numbers in a cache line, so that no two threads write to the same one. */
export const LINE = 16;
/** Nanoseconds for each number that is walked through. */
export const WALK = 0.2;

/** The positions of a {@link Job}. */
export function job(kernel: Job['kernel'], countAt: number, scratchAt: number, grain: number): Job {
  return { kernel, countAt, scratchAt, grain };
}
