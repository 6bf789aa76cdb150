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
import type { ConvLayer } from '../../../networks/layers/conv.ts';
import { activateRest, activationBackward, inKernel } from './activation.ts';
import { explicitPadding, images } from './images.ts';
import type { TfjsLayer } from './tfjsLayer.ts';

/** `activation(x ∗ kernel + bias)`, images in rows. */
export const conv: TfjsLayer<ConvLayer> = {
  forward({ parameters }, layer, x) {
    const z = fused.conv2d({
      x: images(x, layer.inputShape),
      filter: parameters[layer.kernel] as Tensor4D,
      bias: parameters[layer.bias] as Tensor1D,
      strides: layer.stride,
      pad: explicitPadding(layer),
      activation: inKernel(layer.activation),
    });
    return activateRest(layer.activation, reshape<Rank.R2>(z, [x.shape[0], layer.units]));
  },
  backward({ parameters, ones, gradients }, layer, { x, y }, dy, wantsInput) {
    const dz = images(activationBackward(layer.activation, y, dy), layer.outputShape);
    const [rows, columns, filters] = layer.outputShape;
    const pixels = x.shape[0] * rows * columns;
    gradients[layer.kernel] = kernelGradient(layer, images(x, layer.inputShape), dz);
    gradients[layer.bias] = matMul(ones(pixels), reshape<Rank.R2>(dz, [pixels, filters]));
    return wantsInput ? inputGradient(layer, parameters[layer.kernel] as Tensor4D, dz) : null;
  },
};

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

function padImages(layer: ConvLayer, x: Tensor4D): Tensor4D {
  return layer.padding.every((zeros) => zeros === 0) ? x : pad(x, explicitPadding(layer));
}
