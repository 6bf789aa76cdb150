import { rejectUnknownOptions, requireChoice } from '../validation/options.ts';
import { activations } from './activation.ts';
import type { Initializer, NetworkInitializers } from './initializers/initializer.ts';
import { initializerOptions } from './initializers/resolve.ts';
import { embeddingTable } from './layers/embedding.ts';
import type { NoisyOptions } from './layers/noisySpec.ts';
import { denseLayers, duelingStreams, type MlpOptions } from './mlp.ts';
import type { NetworkSpec } from './spec.ts';
import { withInitializers } from './withInitializers.ts';

/**
 * Options of {@link embedding}.
 *
 * @category Networks
 */
export interface EmbeddingOptions extends NetworkInitializers {
  /** Numbers learned for each state: a whole number from 1 to 65,536. */
  readonly size: number;
  /**
   * The number of units of each fully connected layer after the table.
   *
   * @default []
   */
  readonly hidden?: readonly number[];
  /**
   * The activation of the hidden layers.
   *
   * @default 'relu'
   */
  readonly activation?: MlpOptions['activation'];
  /**
   * Makes all dense layers noisy, the last one too, so that the network explores
   * by itself; left out for none.
   */
  readonly noisy?: NoisyOptions;
  /**
   * Dueling streams, as in {@link MlpOptions}.
   *
   * @default false
   */
  readonly dueling?: boolean | readonly number[];
  /**
   * How the table begins, made by one of {@link initializers}.
   *
   * @default initializers.normal()
   */
  readonly tableInitializer?: Initializer;
}

/**
 * A network for observations from a `Discrete` space, such as the 500 states
 * of Taxi: a learned row of numbers for each, then fully connected layers.
 *
 * @throws {OptionsError} If an option is unknown or out of range.
 * @example
 * ```ts
 * import { embedding } from 'deepq';
 *
 * const spec = embedding({ size: 32, hidden: [64] });
 * ```
 * @category Networks
 */
export function embedding(options: EmbeddingOptions): NetworkSpec {
  rejectUnknownOptions(
    'embedding',
    options,
    ['size', 'hidden', 'activation', 'dueling', 'noisy', 'tableInitializer', ...initializerOptions],
    {},
    'embedding({ size: 32 })',
  );
  const { size, tableInitializer: table } = options;
  const activation = requireChoice('activation', options.activation ?? 'relu', activations);
  const spec: NetworkSpec = {
    layers: [
      embeddingTable({ size, ...(table && { tableInitializer: table }) }),
      ...denseLayers('hidden', options.hidden ?? [], activation),
    ],
    dueling: duelingStreams(options.dueling ?? false, activation),
    inputScale: null,
  };
  return withInitializers(spec, options);
}
