/**
 * Spreads a return over bins as a normal distribution around it, cut off at the
 * ends: the probability of bin i is
 *
 * `(Φ((z_i + ½ς − y) / σ) − Φ((z_i − ½ς − y) / σ)) / (Φ((max − y) / σ) − Φ((min − y) / σ))`
 *
 * where z are the middles of the bins and ς is their width.
 *
 * @param y - The return, from `min` to `max`.
 * @param sigma - σ > 0.
 * @param into - Bins that are all 0; they lie from `first` on.
 * @see Farebrother et al. 2024, section 3.1, https://arxiv.org/abs/2403.03950
 */
export function spreadOverBins(
  { bins, min, max }: { readonly bins: number; readonly min: number; readonly max: number },
  y: number,
  sigma: number,
  into: Float32Array,
  first: number,
): void {
  const width = (max - min) / bins;
  const at = (edge: number): number =>
    errorFunction((min + edge * width - y) / (sigma * Math.SQRT2));
  const total = errorFunction((max - y) / (sigma * Math.SQRT2)) - at(0);
  // Farther away than that every bin is 0 in double precision.
  const reach = (6 * Math.SQRT2 * sigma) / width;
  const middle = (y - min) / width;
  const from = Math.max(0, Math.floor(middle - reach));
  const to = Math.min(bins, Math.ceil(middle + reach));
  let below = at(from);
  for (let bin = from; bin < to; bin++) {
    const above = at(bin + 1);
    into[first + bin] = (above - below) / total;
    below = above;
  }
}

/**
 * `erf(x) = 2/√π ∫₀ˣ exp(−t²) dt`, by a series whose terms all have one sign, so that
 * nothing cancels out:
 *
 * `2/√π · exp(−x²) · Σ_n 2ⁿ x²ⁿ⁺¹ / (1 · 3 · … · (2n + 1))`
 *
 * @see https://dlmf.nist.gov/7.6.E2
 */
export function errorFunction(x: number): number {
  // From there on it is 1 in double precision.
  if (Math.abs(x) >= 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
