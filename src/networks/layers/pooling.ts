import { rejectUnknownOptions, requireChoice } from '../../validation/options.ts';
import type { Activation } from '../activation.ts';
import { requireActivation, requirePixels } from './checks.ts';
import type { LayerKind } from './layerKind.ts';
import { fitWindows, requireImages, type ImageShape } from './windows.ts';

/**
 * A layer that makes one number of each square window of an image, channel by
 * channel.
 *
 * @category Networks
 */
export interface PoolSpec<Type extends string> {
  /** Tells it from the other layers. */
  readonly type: Type;
  /** Height and width of a window, in pixels. */
  readonly size: number;
  /** Step of the window, in pixels. */
  readonly stride: number;
  /**
   * `'valid'`: windows stay inside, and what is left over is not seen;
   * `'same'`: they may reach beyond the image, where nothing is counted.
   */
  readonly padding: 'valid' | 'same';
  /** What is applied to the outputs. */
  readonly activation: Activation;
}

/**
 * A pooling layer with its dimensions.
 *
 * @category Networks
 */
export interface PoolLayer<Type extends string> {
  /** Tells it from the other layers. */
  readonly type: Type;
  /** `[height, width, channels]` of an input. */
  readonly inputShape: ImageShape;
  /** `[height, width, channels]` of an output. */
  readonly outputShape: ImageShape;
  /** Height and width of a window, in pixels. */
  readonly size: number;
  /** Step of the window, in pixels. */
  readonly stride: number;
  /** Rows and columns beyond the image: `[top, bottom, left, right]`. */
  readonly padding: readonly [number, number, number, number];
  /** Elements of an output. */
  readonly units: number;
  /** What is applied to the outputs. */
  readonly activation: Activation;
}

/**
 * Options of {@link maxPool} and {@link averagePool}.
 *
 * @category Networks
 */
export interface PoolOptions {
  /**
   * Height and width of a window, in pixels, from 1 to 1,024.
   *
   * @default 2
   */
  readonly size?: number;
  /**
   * Step of the window, in pixels, from 1 to 1,024.
   *
   * @default size
   */
  readonly stride?: number;
  /**
   * `'valid'`: windows stay inside the image; `'same'`: they may reach beyond it.
   *
   * @default 'valid'
   */
  readonly padding?: 'valid' | 'same';
  /**
   * What is applied to the outputs. After max pooling, an activation gives what
   * it would give before, and computes a quarter as much.
   *
   * @default 'linear'
   */
  readonly activation?: Activation;
}

/** The spec that options ask for. */
export function poolSpec<Type extends string>(type: Type, options: PoolOptions): PoolSpec<Type> {
  rejectUnknownOptions(type, options, ['size', 'stride', 'padding', 'activation']);
  const { size = 2, stride = size, padding = 'valid', activation = 'linear' } = options;
  return resolve({ type, size, stride, padding, activation });
}

/**
 * All that networks know of a pooling layer.
 *
 * @param name - In words.
 */
export function poolKind<Type extends string>(
  type: Type,
  name: string,
): LayerKind<PoolSpec<Type>, PoolLayer<Type>> {
  return {
    takes: 'images',
    resolve,
    build({ size, stride, padding, activation }, input) {
      const inputShape = requireImages(`A ${name} layer`, input);
      const [, , channels] = inputShape;
      const windows = fitWindows('A window', { size, stride, padding }, inputShape);
      const { rows, columns } = windows;
      return {
        type,
        inputShape,
        outputShape: [rows, columns, channels],
        size,
        stride,
        padding: windows.padding,
        units: rows * columns * channels,
        activation,
      };
    },
    describe: ({ inputShape, outputShape, size, stride, activation }) => ({
      text:
        `${name} ${inputShape.join('×')} → ${outputShape.join('×')} ${activation}, ` +
        `window ${size}×${size}, stride ${stride}`,
      weights: 0,
      products: 0,
    }),
  };
}

function resolve<Type extends string>(spec: PoolSpec<Type>): PoolSpec<Type> {
  const { type, size, stride, padding, activation } = spec;
  return {
    type,
    size: requirePixels('size', size),
    stride: requirePixels('stride', stride),
    padding: requireChoice('padding', padding, ['valid', 'same']),
    activation: requireActivation(activation),
  };
}
