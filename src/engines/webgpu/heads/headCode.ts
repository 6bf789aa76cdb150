import type { BatchLayout } from './batchLayout.ts';
import type { HeadPlan } from './headPlan.ts';

/** A pass whose outputs the shader of a head reads. */
export type HeadPass = 'online' | 'nextTarget' | 'nextOnline' | 'target';

/** What the shader of a head is made for: everything here becomes a constant in it. */
export interface HeadShape {
  /** Transitions. */
  readonly batch: number;
  readonly actions: number;
  /** How many outputs an action has in each pass; 0 for a pass that the head does not use. */
  readonly widths: Readonly<Record<HeadPass, number>>;
  /** Where the outputs of each pass begin in the array that it is given; 0 for `online`. */
  readonly starts: Readonly<Record<HeadPass, number>>;
  /**
   * Whether outputs lie as `[batch, width, actions]`, as networks that take fractions
   * compute them, and not as `[batch, actions, width]`.
   */
  readonly widthFirst: boolean;
  /** Whether sums are made by subgroups. @default false */
  readonly subgroups?: boolean;
  /**
   * Whether the outputs of all passes, as `rowOutputs`, and the gradient are in the memory of the workgroup:
   * those of its row alone. @default false
   */
  readonly isRow?: boolean;
}

/** What the WGSL of a head is written from. */
export interface HeadContext {
  readonly plan: HeadPlan;
  readonly shape: HeadShape;
  readonly layout: BatchLayout;
  /** Threads of a workgroup, which does one transition. */
  readonly threads: number;
}

/**
 * The WGSL that is a head's own. All threads of the workgroup of a transition run it
 * together; thread `k % threads` owns output k of every action.
 */
export interface HeadCode {
  /** Functions and memory of the workgroup. */
  readonly declarations: string;
  /** Computes what every action is worth by a pass into `worth`, an array of all threads. */
  worths(pass: HeadPass): string;
  /**
   * Sets `loss` (all threads the same), `td` and `q`, and writes the gradient in the outputs
   * of the action that was taken, each thread those that it owns.
   */
  readonly body: string;
  /** The derivative of `worth[a]` in output `k` of action `a`, after `worths('online')`. */
  readonly derivative: string;
  /** Whether it looks at the masks of s. */
  readonly usesActionMasks: boolean;
}

/** WGSL: where output `k` of action `a` lies among those of a pass. */
export function indexOf(
  { shape }: Pick<HeadContext, 'shape'>,
  pass: HeadPass,
  a: string,
  k: string,
): string {
  const { actions, widths, starts, widthFirst, isRow = false } = shape;
  const width = widths[pass];
  const start = starts[pass] === 0 ? '' : `${starts[pass]}u + `;
  if (isRow) return `(${start}${a} * ${width}u + ${k})`;
  return widthFirst
    ? `(${start}(row * ${width}u + ${k}) * ${actions}u + ${a})`
    : `(${start}(row * ${actions}u + ${a}) * ${width}u + ${k})`;
}

/** WGSL: output `k` of action `a` in a pass. */
export function outputOf(
  context: Pick<HeadContext, 'shape'>,
  pass: HeadPass,
  a: string,
  k: string,
): string {
  const array = context.shape.isRow ? 'rowOutputs' : `${pass}Outputs`;
  return `${array}[${indexOf(context, pass, a, k)}]`;
}

/** WGSL: does something for each output of an action that the thread owns, as `k`. */
export function forOwned(threads: number, width: number, body: string): string {
  return `for (var k = thread; k < ${width}u; k += ${threads}u) { ${body} }`;
}
