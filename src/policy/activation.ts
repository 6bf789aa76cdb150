import type { PolicyActivation } from './header.ts';

const { fround } = Math;

/** Applies an activation in place, rounded as the kernels of the library round. */
export function activate(activation: PolicyActivation, y: Float32Array): Float32Array {
  const apply = functions[activation];
  if (apply) for (let index = 0; index < y.length; index++) y[index] = apply(y[index] as number);
  return y;
}

const functions: Readonly<Record<PolicyActivation, ((x: number) => number) | null>> = {
  linear: null,
  relu: (x) => (x < 0 ? 0 : x),
  tanh(x) {
    const e = expm1(fround(Math.abs(x) * 2));
    const size = fround(e / fround(e + 2));
    return x < 0 || Object.is(x, -0) ? -size : size;
  },
  sigmoid: (x) => fround(1 / fround(expm1(-x) + 2)),
  elu: (x) => (x < 0 ? expm1(x) : x),
};

/** The activations that there are. */
export const activations: readonly PolicyActivation[] = [
  'linear',
  'relu',
  'tanh',
  'sigmoid',
  'elu',
];

// Rounded to single precision once.
const PER_LN2 = /* @__PURE__ */ fround(1.44269504088896341);
const LN2_HIGH = 0.693359375;
const LN2_LOW = /* @__PURE__ */ fround(-2.1219444e-4);
const SERIES: Float32Array = /* @__PURE__ */ Float32Array.of(
  1.98756915e-4,
  1.3981999507e-3,
  8.3334519073e-3,
  4.1665795894e-2,
  1.6666665459e-1,
  5.0000001201e-1,
);

/**
 * `e^x − 1` by the polynomial of Cephes, each step rounded to single precision: the
 * same number as the kernels give, on every host.
 *
 * @see https://www.netlib.org/cephes/
 */
function expm1(given: number): number {
  const x = Math.min(Math.max(given, -87), 88);
  const n = nearest(fround(x * PER_LN2));
  let r = fround(x - fround(n * LN2_HIGH));
  r = fround(r - fround(n * LN2_LOW));
  let p = SERIES[0] as number;
  for (let term = 1; term < SERIES.length; term++) {
    p = fround(fround(p * r) + (SERIES[term] as number));
  }
  const small = fround(fround(p * fround(r * r)) + r);
  const power = 2 ** n;
  return fround(fround(power * small) + fround(power - 1));
}

/** The nearest whole number; of two, the even one. */
function nearest(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest === 0.5) return below % 2 === 0 ? below : below + 1;
  return rest < 0.5 ? below : below + 1;
}
