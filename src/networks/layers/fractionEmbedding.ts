import { rejectUnknownOptions, requireInteger } from '../../validation/options.ts';
import type { LayerKind } from './layerKind.ts';

/**
 * The layer by which a network takes quantile fractions τ: each row becomes a row
 * for each fraction of its observation, multiplied by what the fraction is
 * embedded as, `ReLU(Σ_i cos(π i τ) w_i + b)`.
 *
 * @category Networks
 */
export interface FractionEmbeddingSpec {
  /** Tells it from the other layers. */
  readonly type: 'fractionEmbedding';
  /** How many cosines a fraction is described by. */
  readonly cosines: number;
  /** The first i: 0 or 1. */
  readonly first: number;
}

/**
 * An embedding of fractions with its dimensions. `kernel` and `bias` are indices
 * in {@link Architecture.parameters}.
 *
 * @category Networks
 */
export interface FractionEmbeddingLayer {
  /** Tells it from the other layers. */
  readonly type: 'fractionEmbedding';
  /** A row goes in for each observation, and one comes out for each of its fractions. */
  readonly takesFractions: true;
  /** How many cosines a fraction is described by. */
  readonly cosines: number;
  /** The first i: 0 or 1. */
  readonly first: number;
  /** Numbers in a row, of the input and of the output. */
  readonly units: number;
  /** The index of the kernel, `[cosines, units]`. */
  readonly kernel: number;
  /** The index of the bias, `[units]`. */
  readonly bias: number;
}

/**
 * Options of {@link fractionEmbedding}.
 *
 * @category Networks
 */
export interface FractionEmbeddingOptions {
  /**
   * n, how many cosines a fraction is described by: a whole number from 1 to 1,024.
   *
   * @default 64
   */
  readonly cosines?: number;
  /**
   * The first i of `cos(π i τ)`: 0, as in the paper, where i runs from 0 to n − 1 and
   * the first cosine is 1 whatever τ; or 1, as some programs have it.
   *
   * @default 0
   */
  readonly first?: number;
}

/**
 * The layer by which a network takes the quantile fractions of {@link iqnHead}.
 * That head puts one into every network by itself; put it into the layers of
 * {@link network} to say where it stands.
 *
 * @throws {OptionsError} If an option is unknown or out of range.
 * @example
 * ```ts
 * import { dense, fractionEmbedding, iqnHead, network } from 'deepq';
 *
 * const head = iqnHead({ fractions: { online: 8, target: 8 } });
 * const spec = network({
 *   layers: [dense({ units: 64 }), fractionEmbedding({ cosines: 32 }), dense({ units: 64 })],
 * });
 * ```
 * @see Dabney et al. 2018, https://arxiv.org/abs/1806.06923
 * @category Networks
 */
export function fractionEmbedding(options: FractionEmbeddingOptions = {}): FractionEmbeddingSpec {
  rejectUnknownOptions('fractionEmbedding', options, ['cosines', 'first'], { size: 'cosines' });
  const { cosines = 64, first = 0 } = options;
  return fractionEmbeddingKind.resolve({ type: 'fractionEmbedding', cosines, first });
}

/** All that networks know of it. */
export const fractionEmbeddingKind: LayerKind<FractionEmbeddingSpec, FractionEmbeddingLayer> = {
  takes: 'rows',
  resolve: ({ cosines, first }) => ({
    type: 'fractionEmbedding',
    cosines: requireInteger('cosines', cosines, { min: 1, max: 1_024 }),
    first: requireInteger('first', first, { min: 0, max: 1 }),
  }),
  build({ cosines, first }, { size: units }, { addParameter }) {
    const fans = [cosines, units] as const;
    const kernel = addParameter('kernel', [cosines, units], fans);
    const bias = addParameter('bias', [units], fans);
    return {
      type: 'fractionEmbedding',
      takesFractions: true,
      cosines,
      first,
      units,
      kernel,
      bias,
    };
  },
  describe: ({ cosines, units }) => ({
    text: `fraction embedding ${cosines} cosines → ${units}, a row for each fraction`,
    weights: (cosines + 1) * units,
    products: cosines * units,
  }),
};
