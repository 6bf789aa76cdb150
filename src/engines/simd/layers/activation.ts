import type { Activation } from '../../../networks/activation.ts';
import type { Pointer } from '../arena.ts';
import type { SharedKernels } from './simdLayer.ts';

/** As the kernels number them. */
const numbers: Readonly<Record<Activation, number>> = {
  linear: 0,
  relu: 1,
  tanh: 2,
  sigmoid: 3,
  elu: 4,
};

/** What a product that can apply ReLU by itself is told: 1 to do so, else 0. */
export function reluFlag(activation: Activation): number {
  return activation === 'relu' ? 1 : 0;
}

/** Applies what {@link reluFlag} left to do, in place. */
export function activateRest(
  kernels: SharedKernels,
  activation: Activation,
  y: Pointer,
  length: number,
): void {
  if (activation !== 'relu') activate(kernels, activation, y, length);
}

/** Applies an activation in place. */
export function activate(
  kernels: SharedKernels,
  activation: Activation,
  y: Pointer,
  length: number,
): void {
  if (activation !== 'linear') kernels.activate(y, length, numbers[activation]);
}

/** Turns the gradient behind an activation into the one before it, in place. */
export function activationGradient(
  kernels: SharedKernels,
  activation: Activation,
  y: Pointer,
  dy: Pointer,
  length: number,
): void {
  if (activation !== 'linear') kernels.activationGradient(y, dy, length, numbers[activation]);
}
