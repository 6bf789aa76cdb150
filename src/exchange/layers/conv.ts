import { layers as kit, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { ConvLayer, ConvSpec } from '../../networks/layers/conv.ts';
import type { LayerExchange } from './layerExchange.ts';
import {
  readActivation,
  readPadding,
  requireChannelsLast,
  requireSetting,
  squareOf,
} from './settings.ts';

/** `Conv2D`, of square kernels, channels last. */
export const conv: LayerExchange<ConvSpec, ConvLayer> = {
  className: 'Conv2D',
  weights: ['kernel', 'bias'],
  read({ layer }) {
    const { useBias, filters } = layer.getConfig();
    requireSetting(layer, 'useBias', useBias, true);
    requireChannelsLast(layer);
    const padding = readPadding(layer);
    requireSetting(layer, 'dilationRate', squareOf(layer, 'dilationRate'), 1);
    return {
      type: 'conv',
      filters: Number(filters),
      kernelSize: squareOf(layer, 'kernelSize'),
      stride: squareOf(layer, 'strides'),
      padding,
      activation: readActivation(layer),
    };
  },
  write(x, name, { kernelSize, stride: strides, activation, outputShape }, spec) {
    const [, , filters] = outputShape;
    const padding = spec?.padding ?? 'valid';
    return kit
      .conv2d({ kernelSize, strides, padding, filters, activation, name })
      .apply(x) as SymbolicTensor;
  },
};
