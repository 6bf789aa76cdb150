import { rejectUnknownOptions, requireChoice } from '../../validation/options.ts';
import type { Activation } from '../activation.ts';
import type { LayerInitializers } from '../initializers/initializer.ts';
import { initializerNames, resolveInitializers } from '../initializers/resolve.ts';
import { requireActivation, requirePixels, requireUnits } from './checks.ts';
import type { LayerKind } from './layerKind.ts';
import { fitWindows, requireImages, type ImageShape } from './windows.ts';

/**
 * A convolution over images.
 *
 * @category Networks
 */
export interface ConvSpec extends LayerInitializers {
  /** Tells it from the other layers. */
  readonly type: 'conv';
  /** Output channels. */
  readonly filters: number;
  /** Height and width of the kernel, in pixels. */
  readonly kernelSize: number;
  /** Step of the kernel, in pixels. */
  readonly stride: number;
  /** `'valid'`: the kernel stays inside; `'same'`: zeros around the image. */
  readonly padding: 'valid' | 'same';
  /** What is applied to the outputs. */
  readonly activation: Activation;
}

/**
 * A convolution with its dimensions. `kernel` and `bias` are indices in
 * {@link Architecture.parameters}.
 *
 * @category Networks
 */
export interface ConvLayer {
  /** Tells it from the other layers. */
  readonly type: 'conv';
  /** `[height, width, channels]` of an input. */
  readonly inputShape: ImageShape;
  /** `[height, width, channels]` of an output. */
  readonly outputShape: ImageShape;
  /** Height and width of the kernel, in pixels. */
  readonly kernelSize: number;
  /** Step of the kernel, in pixels. */
  readonly stride: number;
  /** Rows and columns of zeros: `[top, bottom, left, right]`. */
  readonly padding: readonly [number, number, number, number];
  /** Elements of an output. */
  readonly units: number;
  /** What is applied to the outputs. */
  readonly activation: Activation;
  /** The index of the kernel, `[height, width, channels, filters]`. */
  readonly kernel: number;
  /** The index of the bias, `[filters]`. */
  readonly bias: number;
}

/**
 * Options of {@link conv}, without the activation.
 *
 * @category Networks
 */
export interface KernelOptions extends LayerInitializers {
  /** Output channels: a whole number from 1 to 65,536. */
  readonly filters: number;
  /** Height and width of the kernel, in pixels, from 1 to 1,024. */
  readonly kernelSize: number;
  /**
   * Step of the kernel, in pixels, from 1 to 1,024.
   *
   * @default 1
   */
  readonly stride?: number;
  /**
   * `'valid'`: the kernel stays inside the image; `'same'`: zeros around it.
   *
   * @default 'valid'
   */
  readonly padding?: 'valid' | 'same';
}

/**
 * Options of {@link conv}.
 *
 * @category Networks
 */
export interface ConvLayerOptions extends KernelOptions {
  /**
   * What is applied to the outputs.
   *
   * @default 'relu'
   */
  readonly activation?: Activation;
}

/**
 * A convolution for {@link network}. Its input must be images: observations of
 * such a shape, or the outputs of a convolution, a pooling layer or a reshape.
 *
 * @throws {OptionsError} If an option is unknown or out of range.
 * @category Networks
 */
export function conv(options: ConvLayerOptions): ConvSpec {
  const known = ['filters', 'kernelSize', 'stride', 'padding', 'activation', ...initializerNames];
  rejectUnknownOptions('A convolution', options, known);
  const { stride = 1, padding = 'valid', activation = 'relu', ...rest } = options;
  return convKind.resolve({ ...rest, stride, padding, activation, type: 'conv' });
}

/** All that networks know of it. */
export const convKind: LayerKind<ConvSpec, ConvLayer> = {
  takes: 'images',
  resolve: ({ filters, kernelSize, stride, padding, activation, ...rest }) => ({
    type: 'conv',
    filters: requireUnits('filters', filters),
    kernelSize: requirePixels('kernelSize', kernelSize),
    stride: requirePixels('stride', stride),
    padding: requireChoice('padding', padding, ['valid', 'same']),
    activation: requireActivation(activation),
    ...resolveInitializers(rest),
  }),
  build(spec, input, { addParameter }) {
    const { filters, kernelSize, stride, padding, activation } = spec;
    const inputShape = requireImages(`A convolution of ${filters} filters`, input);
    const [, , channels] = inputShape;
    const windows = fitWindows('A kernel', { size: kernelSize, stride, padding }, inputShape);
    const { rows, columns } = windows;
    const fans = [kernelSize ** 2 * channels, kernelSize ** 2 * filters] as const;
    const shape = [kernelSize, kernelSize, channels, filters];
    return {
      type: 'conv',
      inputShape,
      outputShape: [rows, columns, filters],
      kernelSize,
      stride,
      padding: windows.padding,
      units: rows * columns * filters,
      activation,
      kernel: addParameter('kernel', shape, fans, spec.kernelInitializer),
      bias: addParameter('bias', [filters], fans, spec.biasInitializer),
    };
  },
  describe({ inputShape, outputShape, kernelSize, stride, activation, units }) {
    const patch = kernelSize ** 2 * inputShape[2];
    return {
      text:
        `conv ${inputShape.join('×')} → ${outputShape.join('×')} ${activation}, ` +
        `kernel ${kernelSize}×${kernelSize}, stride ${stride}`,
      weights: (patch + 1) * outputShape[2],
      products: patch * units,
    };
  },
};
