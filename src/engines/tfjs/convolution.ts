import {
  conv2d,
  conv2dTranspose,
  engine,
  fused,
  getBackend,
  getKernel,
  matMul,
  pad,
  reshape,
  slice,
  transpose,
  type KernelConfig,
  type Rank,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import type { ConvLayer } from '../../networks/architecture.ts';
import { activationBackward, activationForward, inKernel, type LayerGradients } from './layers.ts';

type Padding = [[number, number], [number, number], [number, number], [number, number]];

/**
 * `activation(x ∗ kernel + bias)`, images in rows.
 *
 * @param x - Shape `[batch, height · width · channels]`.
 * @returns Shape `[batch, units]`.
 */
export function convForward(
  layer: ConvLayer,
  parameters: readonly Tensor[],
  x: Tensor2D,
): Tensor2D {
  const z = fused.conv2d({
    x: images(x, layer.inputShape),
    filter: parameters[layer.kernel] as Tensor4D,
    bias: parameters[layer.bias] as Tensor1D,
    strides: layer.stride,
    pad: explicitPadding(layer),
    activation: inKernel(layer.activation),
  });
  return activationForward(layer.activation, reshape<Rank.R2>(z, [x.shape[0], layer.units]));
}

/**
 * Follows {@link convForward} back.
 *
 * @param x - What went in.
 * @param y - What came out.
 * @param outputGradient - Shape `[batch, units]`.
 */
export function convBackward(
  layer: ConvLayer,
  parameters: readonly Tensor[],
  x: Tensor2D,
  y: Tensor2D,
  outputGradient: Tensor2D,
  ones: (rows: number) => Tensor2D,
  wantsInput: boolean,
): LayerGradients {
  const dz = images(activationBackward(layer.activation, y, outputGradient), layer.outputShape);
  const [rows, columns, filters] = layer.outputShape;
  const pixels = x.shape[0] * rows * columns;
  return {
    kernel: kernelGradient(layer, images(x, layer.inputShape), dz),
    bias: matMul(ones(pixels), reshape<Rank.R2>(dz, [pixels, filters])),
    input: wantsInput ? inputGradient(layer, parameters[layer.kernel] as Tensor4D, dz) : null,
  };
}

function kernelGradient(layer: ConvLayer, x: Tensor4D, dz: Tensor4D): Tensor {
  const { kernelSize, stride } = layer;
  const [, , channels] = layer.inputShape;
  const [, , filters] = layer.outputShape;
  const kernelShape: [number, number, number, number] = [kernelSize, kernelSize, channels, filters];
  const padded = padImages(layer, x);
  // The declared type leaves out that a kernel may be missing.
  const native = getKernel('Conv2DBackpropFilter', getBackend()) as KernelConfig | undefined;
  if (native) {
    return engine().runKernel<Tensor>(
      'Conv2DBackpropFilter',
      { x: padded, dy: dz },
      {
        strides: stride,
        pad: 'valid',
        dataFormat: 'NHWC',
        filterShape: kernelShape,
      },
    );
  }
  // Without that kernel (wasm): the gradient is itself a convolution. Channels
  // take the place of the batch, the batch that of the channels, and the
  // output gradient is the kernel, its pixels `stride` apart.
  const swapped = conv2d(
    transpose(padded, [3, 1, 2, 0]),
    transpose(dz, [1, 2, 0, 3]),
    1,
    'valid',
    'NHWC',
    stride,
  );
  // Pixels that no step of the kernel reaches give rows and columns too many.
  const exact = slice(swapped, [0, 0, 0, 0], [channels, kernelSize, kernelSize, filters]);
  return transpose(exact, [1, 2, 0, 3]);
}

function inputGradient(layer: ConvLayer, kernel: Tensor4D, dz: Tensor4D): Tensor2D {
  const [height, width, channels] = layer.inputShape;
  const [top, bottom, left, right] = layer.padding;
  const batch = dz.shape[0];
  const padded = conv2dTranspose(
    dz,
    kernel,
    [batch, height + top + bottom, width + left + right, channels],
    layer.stride,
    'valid',
  );
  const inside = slice(padded, [0, top, left, 0], [batch, height, width, channels]);
  return reshape<Rank.R2>(inside, [batch, height * width * channels]);
}

function images(rows: Tensor2D, [height, width, channels]: ConvLayer['inputShape']): Tensor4D {
  return reshape<Rank.R4>(rows, [rows.shape[0], height, width, channels]);
}

function padImages(layer: ConvLayer, x: Tensor4D): Tensor4D {
  return layer.padding.every((zeros) => zeros === 0) ? x : pad(x, explicitPadding(layer));
}

function explicitPadding({ padding: [top, bottom, left, right] }: ConvLayer): Padding {
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}
