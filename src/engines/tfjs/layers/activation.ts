import {
  add,
  elu,
  minimum,
  mul,
  relu,
  sigmoid,
  square,
  step,
  sub,
  tanh,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import type { Activation } from '../../../networks/activation.ts';

/** What the fused kernels of every backend can apply at once. */
export function inKernel(activation: Activation): 'relu' | 'linear' {
  return activation === 'relu' ? 'relu' : 'linear';
}

/** Applies what {@link inKernel} left to do. */
export function activateRest(activation: Activation, z: Tensor2D): Tensor2D {
  return activation === 'relu' ? z : activate(activation, z);
}

/** Applies an activation. */
export function activate(activation: Activation, z: Tensor2D): Tensor2D {
  switch (activation) {
    case 'linear':
      return z;
    case 'relu':
      return relu(z);
    case 'tanh':
      return tanh(z);
    case 'sigmoid':
      return sigmoid(z);
    case 'elu':
      return elu(z);
  }
}

/** The gradient before the activation, from the one behind it and its outputs. */
export function activationBackward(activation: Activation, y: Tensor2D, dy: Tensor2D): Tensor2D {
  switch (activation) {
    case 'linear':
      return dy;
    case 'relu':
      return mul(dy, step(y));
    case 'tanh':
      return mul(dy, sub(1, square(y)));
    case 'sigmoid':
      return mul(dy, mul(y, sub(1, y)));
    case 'elu':
      // e^z = y + 1 where z < 0, and 1 elsewhere.
      return mul(dy, add(minimum(y, 0), 1));
  }
}
