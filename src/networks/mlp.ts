import { OptionsError } from '../errors.ts';
import {
  rejectUnknownOptions,
  requireBoolean,
  requireChoice,
  requireInteger,
  show,
} from '../validation/options.ts';
import { requireInputScale } from './resolveSpec.ts';
import { activations, type Activation } from './activation.ts';
import type { NetworkInitializers } from './initializers/initializer.ts';
import { initializerOptions } from './initializers/resolve.ts';
import { dense } from './layers/dense.ts';
import { layerNorm } from './layers/layerNorm.ts';
import type { NoisyOptions } from './layers/noisySpec.ts';
import type { LayerSpec } from './layers/table.ts';
import type { NetworkSpec } from './spec.ts';
import { withInitializers } from './withInitializers.ts';

/**
 * Options of {@link mlp}.
 *
 * @category Networks
 */
export interface MlpOptions extends NetworkInitializers {
  /** The number of units of each hidden layer, from 1 to 65,536; `[]` for none. */
  readonly hidden: readonly number[];
  /**
   * The activation of the hidden layers.
   *
   * @default 'relu'
   */
  readonly activation?: Activation;
  /**
   * Layer normalisation behind each hidden layer, and before its activation.
   *
   * @default false
   */
  readonly layerNorm?: boolean;
  /**
   * Makes all dense layers noisy, the last one too, so that the network explores
   * by itself; left out for none.
   */
  readonly noisy?: NoisyOptions;
  /**
   * Dueling streams after the hidden layers: `true`, or the hidden layers of
   * each stream, such as `[128]`.
   *
   * @default false
   */
  readonly dueling?: boolean | readonly number[];
  /**
   * What observations are multiplied by. A finite number other than 0.
   *
   * @default 1/255 for bytes, 1 for floats
   */
  readonly inputScale?: number;
}

/**
 * A network of fully connected layers, for observations from a `Box`.
 *
 * @throws {OptionsError} If an option is unknown or out of range.
 * @example
 * ```ts
 * import { mlp } from 'deepq';
 *
 * const spec = mlp({ hidden: [256, 256], dueling: true });
 * ```
 * @see Wang et al. 2016 for dueling streams, https://arxiv.org/abs/1511.06581
 * @category Networks
 */
export function mlp(options: MlpOptions): NetworkSpec {
  rejectUnknownOptions(
    'mlp',
    options,
    ['hidden', 'activation', 'layerNorm', 'dueling', 'noisy', 'inputScale', ...initializerOptions],
    {},
    'mlp({ hidden: [64, 64] })',
  );
  const activation = requireChoice('activation', options.activation ?? 'relu', activations);
  const { inputScale, dueling = false } = options;
  const spec = {
    layers: denseLayers('hidden', options.hidden, activation, options.layerNorm),
    dueling: duelingStreams(dueling, activation),
    inputScale: inputScale === undefined ? null : requireInputScale(inputScale),
  };
  return withInitializers(spec, options);
}

/** Deeper networks of this kind do not learn. */
const MAX_LAYERS = 100;

/** Checks sizes and makes a layer of each. */
export function denseLayers(
  name: string,
  hidden: readonly number[],
  activation: Activation,
  normalize = false,
): readonly LayerSpec[] {
  const sizes = checkSizes(name, hidden);
  if (!requireBoolean('layerNorm', normalize)) {
    return sizes.map((units) => dense({ units, activation }));
  }
  return sizes.flatMap((units) => [
    dense({ units, activation: 'linear' }),
    layerNorm({ activation }),
  ]);
}

/** Resolves the `dueling` option of the builders. */
export function duelingStreams(
  dueling: boolean | readonly number[],
  activation: Activation,
): NetworkSpec['dueling'] {
  if (dueling === false) return null;
  return { hidden: dueling === true ? [] : [...checkSizes('dueling', dueling)], activation };
}

function checkSizes(name: string, sizes: readonly number[]): readonly number[] {
  const isList = (value: unknown): boolean => Array.isArray(value);
  if (!isList(sizes)) {
    throw new OptionsError(
      `${name} must be a list of layer sizes, such as [256, 256]; received ${show(sizes)}.`,
    );
  }
  if (sizes.length > MAX_LAYERS) {
    throw new OptionsError(
      `${name} must have at most ${MAX_LAYERS} layers; received ${sizes.length}.`,
    );
  }
  for (const units of sizes) requireInteger(`Each size in ${name}`, units, { min: 1, max: 65_536 });
  return sizes;
}
