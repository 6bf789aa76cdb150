import type { Activation } from '../../networks/activation.ts';

/** WGSL: an activation of the number `z`. */
export function activated(activation: Activation, z: string): string {
  switch (activation) {
    case 'linear':
      return z;
    case 'relu':
      return `max(${z}, 0.0)`;
    case 'tanh':
      // Beyond 15 it is 1 in single precision, and e to a large power would be infinite.
      return `tanh(clamp(${z}, -15.0, 15.0))`;
    case 'sigmoid':
      return `(1.0 / (1.0 + exp(clamp(-(${z}), -80.0, 80.0))))`;
    case 'elu':
      return `select(exp(min(${z}, 0.0)) - 1.0, ${z}, ${z} > 0.0)`;
  }
}

/** WGSL: the gradient before an activation, of the gradient `g` behind it and its output `y`. */
export function slopeTimes(activation: Activation, y: string, g: string): string {
  switch (activation) {
    case 'linear':
      return g;
    case 'relu':
      return `select(0.0, ${g}, ${y} > 0.0)`;
    case 'tanh':
      return `((${g}) * (1.0 - ${y} * ${y}))`;
    case 'sigmoid':
      return `((${g}) * ${y} * (1.0 - ${y}))`;
    case 'elu':
      // e^z = y + 1 where z < 0, and 1 elsewhere.
      return `((${g}) * (min(${y}, 0.0) + 1.0))`;
  }
}

/** The largest number of single precision, and the smallest that all GPUs tell from 0. */
const [LARGEST, SMALLEST] = [(2 - 2 ** -23) * 2 ** 127, 2 ** -126];

/**
 * WGSL: a number of single precision, written so that it is read as the same one. Options may be
 * any number of double precision: what is too large becomes the largest one, as WGSL has no word
 * for infinity, and what is too small, but not 0, the smallest one, as shaders divide by it.
 */
export function literal(value: number): string {
  const size = value === 0 ? 0 : Math.min(LARGEST, Math.max(SMALLEST, Math.abs(value)));
  const text = String(Math.fround(Math.sign(value) * size));
  return /[.e]/.test(text) ? `${text}f` : `${text}.0f`;
}

/** WGSL: which of a few constants belongs to a lane. */
export function perLane(values: readonly number[], z: string): string {
  const [first = 0] = values;
  if (values.every((value) => value === first)) return `${first}u`;
  return values
    .slice(1)
    .reduce(
      (text, value, index) => `select(${text}, ${value}u, ${z} == ${index + 1}u)`,
      `${first}u`,
    );
}
