/** An array of weights: its numbers lie row by row. */
export interface TensorPlan {
  readonly rows: number;
  readonly columns: number;
  /** Whether it may be stored in bytes, with a scale for each column. */
  readonly isKernel: boolean;
}

/** Computes the outputs of a layer from one row. */
export type Run = (x: Float32Array) => Float32Array;

/** A layer with its dimensions, before any of its weights are read. */
export interface LayerPlan {
  /** The shape of an output row. */
  readonly shape: readonly number[];
  /** Multiplications for one row, about. */
  readonly work: number;
  /** The weights that it needs. */
  readonly tensors: readonly TensorPlan[];
  /** Whether a row comes out for each fraction. */
  readonly takesFractions?: boolean;
  /** Makes what computes. */
  build(weights: readonly Float32Array[]): Run;
}
