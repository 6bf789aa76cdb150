import {
  fused,
  matMul,
  mul,
  reshape,
  sum,
  tensor2d,
  transpose,
  type Rank,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import type { FractionEmbeddingLayer } from '../../../networks/layers/fractionEmbedding.ts';
import { activationBackward } from './activation.ts';
import type { LayerPass, TfjsLayer } from './tfjsLayer.ts';

/** `x ⊙ φ(τ)`, `φ(τ) = ReLU(cosines(τ) · kernel + bias)`, for each fraction τ of each row. */
export const fractionEmbedding: TfjsLayer<FractionEmbeddingLayer> = {
  forward(pass, layer, x) {
    const phi = embed(pass, layer, cosinesOf(pass, layer));
    return asRows(mul(besideFractions(x), byObservation(phi, x)));
  },
  backward(pass, layer, { x }, dy, wantsInput) {
    const { ones, gradients } = pass;
    const cosines = cosinesOf(pass, layer);
    const phi = embed(pass, layer, cosines);
    const upstream = byObservation(dy, x);
    const dphi = asRows(mul(besideFractions(x), upstream));
    const dz = activationBackward('relu', phi, dphi);
    gradients[layer.kernel] = matMul(transpose(cosines), dz);
    gradients[layer.bias] = matMul(ones(dz.shape[0]), dz);
    return wantsInput ? sum<Tensor2D>(mul(upstream, byObservation(phi, x)), 1) : null;
  },
};

/** Shape `[batch · fractions, units]`. */
function embed(
  { parameters }: LayerPass,
  { kernel, bias }: FractionEmbeddingLayer,
  cosines: Tensor2D,
): Tensor2D {
  const b = parameters[kernel] as Tensor2D;
  return fused.matMul({
    a: cosines,
    b,
    bias: parameters[bias] as Tensor1D,
    activation: 'relu',
  }) as Tensor2D;
}

/** Computed in double precision, as those of the last i are far along the cosine. */
function cosinesOf({ fractions }: LayerPass, { cosines, first }: FractionEmbeddingLayer): Tensor2D {
  const given = fractions as Float32Array;
  const values = new Float32Array(given.length * cosines);
  for (let index = 0; index < values.length; index++) {
    const fraction = given[Math.floor(index / cosines)] as number;
    values[index] = Math.cos(Math.PI * (first + (index % cosines)) * fraction);
  }
  return tensor2d(values, [given.length, cosines]);
}

/** Rows of observations as `[batch, 1, units]`. */
function besideFractions(x: Tensor2D): Tensor3D {
  return reshape<Rank.R3>(x, [x.shape[0], 1, -1]);
}

/** Rows of fractions as `[batch, fractions, units]`. */
function byObservation(rows: Tensor2D, x: Tensor2D): Tensor3D {
  const [count, units] = rows.shape;
  return reshape<Rank.R3>(rows, [x.shape[0], count / x.shape[0], units]);
}

function asRows(tensor: Tensor): Tensor2D {
  return reshape<Rank.R2>(tensor, [-1, tensor.shape.at(-1) ?? 1]);
}
