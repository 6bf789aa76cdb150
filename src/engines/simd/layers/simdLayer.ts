import type { ParameterInfo } from '../../../networks/architecture.ts';
import type { AnyLayer } from '../../../networks/layers/layerKind.ts';
import type { ImageShape } from '../../../networks/layers/windows.ts';
import type { Arena, Pointer } from '../arena.ts';

/** Kernels that layers of several kinds call. */
export interface SharedKernels {
  activate(y: Pointer, length: number, activation: number): void;
  activationGradient(y: Pointer, dy: Pointer, length: number, activation: number): void;
  columnSums(from: Pointer, rows: number, columns: number, to: Pointer): void;
}

/** What layers compute with. */
export interface LayerPass<K> {
  readonly kernels: SharedKernels & K;
  /** All arrays of weights. */
  readonly parameters: readonly ParameterInfo[];
  /** Where all weights are, in the order of `parameters`. */
  readonly weights: Pointer;
  /** Where their gradients go; unused on the way forward. */
  readonly gradient: Pointer;
  /** Where kernels pack their operands. */
  readonly scratch: Pointer;
  /** Where the noise of the pass is, `[noiseCount]`; 0 for none. */
  readonly noise: Pointer;
  /** Where the actions are whose outputs alone are wanted, `[batch]`; 0 for those of all. */
  readonly taken: Pointer;
  /** Where the fractions of the pass are, `[batch, fractionCount]`. */
  readonly fractions: Pointer;
  /** How many fractions each observation has; 1 for networks that take none. */
  readonly fractionCount: number;
}

/** A layer, with the places of its numbers in a batch. */
export interface Node<L extends AnyLayer = AnyLayer> {
  readonly layer: L;
  /** Whether a row goes in for each fraction of an observation. */
  readonly isSpread: boolean;
  /** Shape `[capacity, units]`. */
  readonly output: Pointer;
  /** The gradient in the output; 0 where nothing is followed back. */
  readonly gradient: Pointer;
  /** What {@link SimdLayer.place} has laid out; 0 if it is nothing. */
  readonly own: Pointer;
}

/**
 * How one kind of layer is computed.
 *
 * @typeParam K - The kernels that it calls besides the shared ones.
 */
export interface SimdLayer<L extends AnyLayer, K> {
  /** Whether its output is its input, number by number: it has no places of its own. */
  readonly isView?: boolean;
  /** How much of its images it looks at, from the top left on. */
  readonly seen?: (layer: L) => ImageShape;
  /** The layer with the outputs that are in such an image alone. */
  readonly crop?: (layer: L, seen: ImageShape) => L;
  /** Lays out what the layer needs besides outputs and gradients, for so many rows that come out. */
  place?(arena: Arena, layer: L, capacity: number, training: boolean): Pointer;
  /** Numbers that its kernels pack their operands into. */
  scratchSize?(layer: L, capacity: number, training: boolean): number;
  /**
   * @param x - Its input, shape `[batch, …]`.
   * @param batch - The number of rows that go in.
   */
  forward(pass: LayerPass<K>, node: Node<L>, x: Pointer, batch: number): void;
  /**
   * Takes the gradient in the output, which it may change, to the gradients of
   * its weights and of its input.
   *
   * @param dx - Where the gradient of the input goes; 0 if nobody wants it.
   * @param accumulate - Whether to add to what stands there. Only layers that
   *   can be the first of a stream, dense ones, need heed it.
   */
  backward(
    pass: LayerPass<K>,
    node: Node<L>,
    x: Pointer,
    dx: Pointer,
    accumulate: boolean,
    batch: number,
  ): void;
}

/** Where a parameter is in a vector of all of them. */
export function place(
  parameters: readonly ParameterInfo[],
  vector: Pointer,
  parameter: number,
): Pointer {
  return vector + (parameters[parameter]?.offset ?? NaN) * 4;
}
