import type { Pointer } from '../arena.ts';
import type { DenseKernels } from './dense.ts';

/** See kernels/actions.ts and kernels/dueling.ts. */
export interface ActionKernels extends DenseKernels {
  sortByAction(
    taken: Pointer,
    batch: number,
    actions: number,
    order: Pointer,
    starts: Pointer,
  ): void;
  gatherRows(
    from: Pointer,
    order: Pointer,
    count: number,
    bytes: number,
    to: Pointer,
    toStride: number,
  ): void;
  scatterRows(
    from: Pointer,
    order: Pointer,
    count: number,
    bytes: number,
    to: Pointer,
    accumulate: number,
  ): void;
  gatherActions(
    from: Pointer,
    order: Pointer,
    starts: Pointer,
    actions: number,
    width: number,
    to: Pointer,
  ): void;
  scatterActions(
    from: Pointer,
    order: Pointer,
    starts: Pointer,
    actions: number,
    width: number,
    to: Pointer,
  ): void;
  actionColumns(
    x: Pointer,
    kernel: Pointer,
    bias: Pointer,
    y: Pointer,
    starts: Pointer,
    inputs: number,
    actions: number,
    width: number,
    first: number,
    count: number,
    scratch: Pointer,
  ): void;
  actionKernelColumns(
    x: Pointer,
    next: number,
    dz: Pointer,
    dkernel: Pointer,
    starts: Pointer,
    inputs: number,
    actions: number,
    width: number,
    first: number,
    count: number,
    scratch: Pointer,
  ): void;
  actionBias(
    dz: Pointer,
    starts: Pointer,
    actions: number,
    width: number,
    dbias: Pointer,
  ): void;
  actionInputColumns(
    dz: Pointer,
    kernel: Pointer,
    dx: Pointer,
    starts: Pointer,
    inputs: number,
    actions: number,
    width: number,
    first: number,
    count: number,
    scratch: Pointer,
  ): void;
  findActions(
    dz: Pointer,
    batch: number,
    actions: number,
    width: number,
    taken: Pointer,
  ): number;
  centreActions(from: Pointer, to: Pointer, rows: number, actions: number, size: number): void;
}
