import {
  add,
  matMul,
  mean,
  mul,
  reshape,
  rsqrt,
  square,
  sub,
  type Rank,
  type Tensor,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import type { LayerNormLayer } from '../../../networks/layers/layerNorm.ts';
import { activate, activationBackward } from './activation.ts';
import type { TfjsLayer } from './tfjsLayer.ts';

/** `activation((x − mean) / √(variance + ε) · scale + offset)`. */
export const layerNorm: TfjsLayer<LayerNormLayer> = {
  forward({ parameters }, layer, x) {
    const scaled = mul(normalize(layer, x).normal, asRow(parameters[layer.scale], layer));
    const z = add<Tensor2D>(scaled, asRow(parameters[layer.offset], layer));
    return activate(layer.activation, reshape<Rank.R2>(z, [-1, layer.units]));
  },
  backward({ parameters, ones, gradients }, layer, { x, y }, dy, wantsInput) {
    const { normal, deviation } = normalize(layer, x);
    const upstream = activationBackward(layer.activation, y, dy);
    const dz = reshape<Rank.R2>(upstream, [-1, layer.length]);
    gradients[layer.scale] = matMul(ones(dz.shape[0]), mul(dz, normal));
    gradients[layer.offset] = matMul(ones(dz.shape[0]), dz);
    if (!wantsInput) return null;
    const slope = mul<Tensor2D>(dz, asRow(parameters[layer.scale], layer));
    const along = mul(normal, mean(mul(slope, normal), 1, true));
    const centred = sub(sub(slope, mean(slope, 1, true)), along);
    return reshape<Rank.R2>(mul(centred, deviation), [-1, layer.units]);
  },
};

/**
 * @returns The numbers with mean 0 and variance 1, `[rows, length]`, and what
 *   they were multiplied by for it, `[rows, 1]`.
 */
function normalize({ length, epsilon }: LayerNormLayer, x: Tensor2D) {
  const rows = reshape<Rank.R2>(x, [-1, length]);
  const centred = sub<Tensor2D>(rows, mean(rows, 1, true));
  const deviation = rsqrt(add(mean(square(centred), 1, true), epsilon));
  return { normal: mul<Tensor2D>(centred, deviation), deviation };
}

function asRow(parameter: Tensor | undefined, { length }: LayerNormLayer): Tensor2D {
  return reshape<Rank.R2>(parameter as Tensor, [1, length]);
}
