import type { Activation } from '../../networks/activation.ts';
import type { Slice } from './buffers.ts';
import type { Binding } from './program.ts';
import { slopeTimes } from './wgsl.ts';

/** What goes from layer to layer in a plan. */
export interface Node {
  /** Shape `[lanes, rows, units]`: float32, or bytes, or indices. */
  readonly output: Slice;
  /**
   * How a number stands in `output`. Bytes are four to a number, and each lane begins
   * with a new one.
   */
  readonly format: 'floats' | 'bytes' | 'indices';
  /** What bytes are multiplied by. */
  readonly scale: number;
  /** Whether the channels of an image are planes, one behind the other, and not side by side. */
  readonly arePlanes?: boolean;
  /** Whether these are observations, which may be as large as their space allows. */
  readonly areObservations?: boolean;
  /** Of the first lane, before the activation. Shape `[rows, units]`; `null` if nobody wants it. */
  readonly gradient: Slice | null;
  /** Rows of a lane. */
  readonly rows: number;
  /** Numbers in a row. */
  readonly units: number;
  /** What the outputs went through. */
  readonly activation: Activation;
  /**
   * How whoever reads the outputs first computes them, and puts those of the first lane into `output`;
   * left out where they are there already.
   */
  readonly sum?: NodeSum;
  /** Whether something was put into the gradient: what comes next is added. */
  isGradientSet: boolean;
}

/** Outputs that are left as the parts of a sum. */
export interface NodeSum {
  readonly bindings: readonly Binding[];
  /** How many units are summed up at once. */
  readonly width: 1 | 4;
  /**
   * WGSL: statements that declare `v`, the output of unit `n` of row `m` in lane `z`; with a width of 4
   * a `vec4f` of the units from `n` on, a multiple of 4.
   */
  readonly code: string;
}

/** How a shader puts numbers into the gradient of a node. */
export interface GradientStore {
  readonly bindings: readonly Binding[];
  /** A statement that puts the gradient `g` of the output at `index` there. */
  readonly put: (index: string, g: string) => string;
}

/**
 * Puts gradients of outputs into that of a node, carried back through its
 * activation; added to what is there, if this is not the first.
 */
export function gradientStore(node: Node): GradientStore {
  const { output, gradient, activation } = node;
  const sign = node.isGradientSet ? '+=' : '=';
  node.isGradientSet = true;
  const bindings: Binding[] = [{ name: 'below', slice: gradient as Slice, writes: true }];
  if (activation !== 'linear') bindings.push({ name: 'belowOutput', slice: output });
  return {
    bindings,
    put: (index, g) =>
      activation === 'linear'
        ? `below[${index}] ${sign} ${g};`
        : `{ let at_ = ${index}; let output_ = belowOutput[at_]; below[at_] ${sign} ${slopeTimes(activation, 'output_', g)}; }`,
  };
}
