import { rejectUnknownOptions } from '../../validation/options.ts';
import type { Activation } from '../activation.ts';
import type { LayerInitializers } from '../initializers/initializer.ts';
import { initializerNames, resolveInitializers } from '../initializers/resolve.ts';
import { requireActivation, requireUnits } from './checks.ts';
import type { LayerKind } from './layerKind.ts';
import { buildNoisy, type NoisyParts } from './noisy.ts';
import { resolveNoisy, type NoisyOptions, type NoisySpec } from './noisySpec.ts';

/**
 * A fully connected layer.
 *
 * @category Networks
 */
export interface DenseSpec extends LayerInitializers {
  /** Tells it from the other layers. */
  readonly type: 'dense';
  /** Outputs. */
  readonly units: number;
  /** What is applied to the outputs. */
  readonly activation: Activation;
  /** Makes it a noisy layer. */
  readonly noisy?: NoisySpec;
}

/**
 * A fully connected layer with its dimensions. `kernel` and `bias` are
 * indices in {@link Architecture.parameters}.
 *
 * @category Networks
 */
export interface DenseLayer {
  /** Tells it from the other layers. */
  readonly type: 'dense';
  /** Numbers in an input row. */
  readonly inputs: number;
  /** Numbers in an output row. */
  readonly units: number;
  /** What is applied to the outputs. */
  readonly activation: Activation;
  /** The index of the kernel, `[inputs, units]`. */
  readonly kernel: number;
  /** The index of the bias, `[units]`. */
  readonly bias: number;
  /** Where the layer is noisy. */
  readonly noisy?: NoisyParts;
}

/**
 * Options of {@link dense}.
 *
 * @category Networks
 */
export interface DenseOptions extends LayerInitializers {
  /** Outputs: a whole number from 1 to 65,536. */
  readonly units: number;
  /**
   * What is applied to the outputs.
   *
   * @default 'relu'
   */
  readonly activation?: Activation;
  /** Makes it a noisy layer; left out for one without noise. */
  readonly noisy?: NoisyOptions;
}

/**
 * A fully connected layer for {@link network}. It takes inputs of any shape as
 * one row of numbers.
 *
 * @throws {OptionsError} If an option is unknown or out of range.
 * @category Networks
 */
export function dense(options: DenseOptions): DenseSpec {
  const known = ['units', 'activation', 'noisy', ...initializerNames];
  rejectUnknownOptions('dense', options, known);
  const { activation = 'relu', noisy, ...rest } = options;
  return denseKind.resolve({ ...rest, activation, ...resolveNoisy(noisy), type: 'dense' });
}

/** All that networks know of it. */
export const denseKind: LayerKind<DenseSpec, DenseLayer> = {
  takes: 'rows',
  resolve: ({ units, activation, noisy, ...rest }) => ({
    type: 'dense',
    units: requireUnits('units', units),
    activation: requireActivation(activation),
    ...resolveInitializers(rest),
    ...resolveNoisy(noisy),
  }),
  build(spec, { size: inputs }, parts) {
    const { units, activation, kernelInitializer, biasInitializer, noisy } = spec;
    const { addParameter } = parts;
    const fans = [inputs, units] as const;
    const kernel = addParameter('kernel', [inputs, units], fans, kernelInitializer);
    const bias = addParameter('bias', [units], fans, biasInitializer);
    const added = noisy && { noisy: buildNoisy(noisy, inputs, units, parts) };
    return { type: 'dense', inputs, units, activation, kernel, bias, ...added };
  },
  describe: ({ inputs, units, activation, noisy }) => ({
    text: `${noisy ? 'noisy ' : ''}dense ${inputs} → ${units} ${activation}`,
    weights: (inputs + 1) * units * (noisy ? 2 : 1),
    products: inputs * units,
  }),
};
