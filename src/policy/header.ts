/** How the weights of a policy file are stored. */
export type Precision = 'float32' | 'float16' | 'int8';

/** What a layer applies to its outputs. */
export type PolicyActivation = 'linear' | 'relu' | 'tanh' | 'sigmoid' | 'elu';

/**
 * The observations that a policy takes.
 *
 * @category Deployment
 */
export type PolicyObservations =
  | {
      /** Whole numbers from 0 on. */
      readonly kind: 'discrete';
      /** How many there are. */
      readonly n: number;
    }
  | {
      /** Rows of numbers. */
      readonly kind: 'box';
      /** The dimensions, such as `[4]` or `[4, 84, 84]`. */
      readonly shape: readonly number[];
      /** `'float32'` for a `Float32Array`, `'uint8'` for a `Uint8Array`. */
      readonly dtype: 'float32' | 'uint8';
    };

/** How the outputs of a network become values. */
export type ValuesHeader =
  | { readonly kind: 'q' }
  | (ReturnsHeader & {
      /** Logits of evenly spaced returns; `level` is that of the conditional value at risk. */
      readonly kind: 'categorical';
      readonly atoms: number;
      readonly min: number;
      readonly max: number;
    })
  | (ReturnsHeader & { readonly kind: 'quantiles'; readonly count: number })
  | (ReturnsHeader & {
      /**
       * Quantiles at so many fractions, which the network takes: spread over (0, 1), or over
       * (0, level), where the conditional value at risk looks.
       */
      readonly kind: 'fractions';
      readonly count: number;
    });

interface ReturnsHeader {
  readonly level?: number;
  /**
   * Whether the outputs are good for values alone, and not for the distribution of returns:
   * those of a head of the user's own may be of other units, or stand for something else.
   */
  readonly alone?: true;
}

/** A layer as a policy file has it: what cannot be told from its input. */
export type LayerHeader =
  | {
      readonly type: 'dense';
      readonly units: number;
      readonly activation: PolicyActivation;
    }
  | {
      readonly type: 'conv';
      readonly filters: number;
      readonly kernelSize: number;
      readonly stride: number;
      readonly padding: 'valid' | 'same';
      readonly activation: PolicyActivation;
    }
  | {
      readonly type: 'maxPool' | 'averagePool';
      readonly size: number;
      readonly stride: number;
      readonly padding: 'valid' | 'same';
      readonly activation: PolicyActivation;
    }
  | {
      readonly type: 'layerNorm';
      readonly axis: 'all' | 'channels';
      readonly epsilon: number;
      readonly activation: PolicyActivation;
    }
  | { readonly type: 'embedding'; readonly units: number }
  | { readonly type: 'reshape'; readonly shape: readonly number[] }
  | { readonly type: 'fractionEmbedding'; readonly cosines: number; readonly first: number };

/** The JSON of a policy file. The weights follow in the order of the layers. */
export interface PolicyHeader {
  readonly observations: PolicyObservations;
  readonly actions: number;
  /** What observations are multiplied by. */
  readonly scale: number;
  /** Whether images come as planes, `[channels, height, width]`. */
  readonly planes: boolean;
  readonly precision: Precision;
  readonly values: ValuesHeader;
  readonly trunk: readonly LayerHeader[];
  /** One stack of layers, or those of V and of A of a dueling network. */
  readonly streams: readonly (readonly LayerHeader[])[];
}
