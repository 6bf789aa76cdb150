import { elux4, sigmoidx4, tanhx4 } from './exponential';

// The numbers by which the engine calls the activations.
const RELU: i32 = 1;
const TANH: i32 = 2;
const SIGMOID: i32 = 3;
const ELU: i32 = 4;

/**
 * Applies an activation in place. The ReLU of dense layers and convolutions is
 * part of their products.
 *
 * @param length - In numbers; rounded up to fours, so there must be room.
 */
export function activate(y: usize, length: i32, activation: i32): void {
  const end = y + ((<usize>length) << 2);
  for (; y < end; y += 16) {
    const z = v128.load(y);
    // In this order NaN stays NaN.
    if (activation === RELU) v128.store(y, f32x4.pmax(z, f32x4.splat(0)));
    else if (activation === TANH) v128.store(y, tanhx4(z));
    else if (activation === SIGMOID) v128.store(y, sigmoidx4(z));
    else if (activation === ELU) v128.store(y, elux4(z));
  }
}

/**
 * Turns the gradient behind an activation into the one before it, in place,
 * by the activation's outputs `y`.
 *
 * @param length - In numbers; rounded up to fours.
 */
export function activationGradient(y: usize, dy: usize, length: i32, activation: i32): void {
  const end = y + ((<usize>length) << 2);
  const one = f32x4.splat(1);
  for (; y < end; y += 16, dy += 16) {
    const out = v128.load(y);
    const upstream = v128.load(dy);
    let dz = upstream;
    if (activation === RELU) {
      dz = v128.and(upstream, f32x4.gt(out, f32x4.splat(0)));
    } else if (activation === TANH) {
      dz = f32x4.mul(upstream, f32x4.sub(one, f32x4.mul(out, out)));
    } else if (activation === SIGMOID) {
      dz = f32x4.mul(upstream, f32x4.mul(out, f32x4.sub(one, out)));
    } else if (activation === ELU) {
      // e^z = y + 1 where z < 0, and 1 elsewhere.
      dz = f32x4.mul(upstream, f32x4.add(f32x4.pmin(out, f32x4.splat(0)), one));
    }
    v128.store(dy, dz);
  }
}
