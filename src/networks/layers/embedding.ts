import { rejectUnknownOptions } from '../../validation/options.ts';
import { normal } from '../initializers/fixed.ts';
import type { Initializer } from '../initializers/initializer.ts';
import { resolveInitializer } from '../initializers/resolve.ts';
import { requireUnits } from './checks.ts';
import type { LayerKind } from './layerKind.ts';

/**
 * A table with a row of `size` learned numbers for every value of a
 * `Discrete` observation. Always the first layer.
 *
 * @category Networks
 */
export interface EmbeddingSpec {
  /** Tells it from the other layers. */
  readonly type: 'embedding';
  /** Length of a row. */
  readonly size: number;
  /**
   * How the table begins, made by one of {@link initializers}.
   *
   * @default initializers.normal()
   */
  readonly tableInitializer?: Initializer;
}

/**
 * An embedding with its dimensions. `table` is an index in
 * {@link Architecture.parameters}.
 *
 * @category Networks
 */
export interface EmbeddingLayer {
  /** Tells it from the other layers. */
  readonly type: 'embedding';
  /** Rows of the table. */
  readonly inputs: number;
  /** Length of a row. */
  readonly units: number;
  /** The index of the table, `[inputs, units]`. */
  readonly table: number;
}

/**
 * Options of {@link embeddingTable}.
 *
 * @category Networks
 */
export interface EmbeddingTableOptions {
  /** Numbers learned for each state: a whole number from 1 to 65,536. */
  readonly size: number;
  /**
   * How the table begins, made by one of {@link initializers}.
   *
   * @default initializers.normal()
   */
  readonly tableInitializer?: Initializer;
}

/**
 * A table of learned rows for {@link network}, as its first layer, for
 * observations from a `Discrete` space. A whole network with one is
 * {@link embedding}.
 *
 * @throws {OptionsError} If an option is unknown or out of range.
 * @category Networks
 */
export function embeddingTable(options: EmbeddingTableOptions): EmbeddingSpec {
  rejectUnknownOptions('embeddingTable', options, ['size', 'tableInitializer']);
  return embeddingKind.resolve({ ...options, type: 'embedding' });
}

/** All that networks know of it. */
export const embeddingKind: LayerKind<EmbeddingSpec, EmbeddingLayer> = {
  takes: 'indices',
  resolve: ({ size, tableInitializer: table }) => ({
    type: 'embedding',
    size: requireUnits('embedding size', size),
    ...(table && { tableInitializer: resolveInitializer('tableInitializer', table) }),
  }),
  build({ size: units, tableInitializer = normal() }, { size: inputs }, { addParameter }) {
    const table = addParameter('table', [inputs, units], [inputs, units], tableInitializer);
    return { type: 'embedding', inputs, units, table };
  },
  describe: ({ inputs, units }) => ({
    text: `embedding ${inputs} → ${units}`,
    weights: inputs * units,
    products: 0,
  }),
};
