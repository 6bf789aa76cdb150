/**
 * What a layer applies to its outputs.
 *
 * @category Networks
 */
export type Activation = 'linear' | 'relu' | 'tanh' | 'sigmoid' | 'elu';

/** The activations, as a list for validation. */
export const activations: readonly Activation[] = ['linear', 'relu', 'tanh', 'sigmoid', 'elu'];

/**
 * A fully connected layer.
 *
 * @category Networks
 */
export interface DenseSpec {
  readonly type: 'dense';
  /** Outputs. */
  readonly units: number;
  readonly activation: Activation;
}

/**
 * A table with a row of `size` learned numbers for every value of a
 * `Discrete` observation. Always the first layer.
 *
 * @category Networks
 */
export interface EmbeddingSpec {
  readonly type: 'embedding';
  /** Length of a row. */
  readonly size: number;
}

/**
 * One layer of a {@link NetworkSpec}.
 *
 * @category Networks
 */
export type LayerSpec = DenseSpec | EmbeddingSpec;

/**
 * The architecture of a Q-network as plain, serialisable data. Build it with
 * `mlp` or `embedding`; the layer that gives one value for each action is
 * added to it by {@link QNetwork}.
 *
 * @category Networks
 */
export interface NetworkSpec {
  /** From the observation to the features. */
  readonly layers: readonly LayerSpec[];
  /**
   * Whether the values come from two streams, `V(s) + A(s, a) − mean_a A`,
   * and the hidden layers of each stream; `null` for a single output layer.
   */
  readonly dueling: { readonly hidden: readonly number[]; readonly activation: Activation } | null;
  /**
   * What observations are multiplied by, to bring them near 1; `null` for
   * 1/255 where they are bytes and 1 where they are floats.
   */
  readonly inputScale: number | null;
}
