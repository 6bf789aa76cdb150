import { DivergenceError } from '../errors.ts';

/** @throws {DivergenceError} If a weight is NaN or infinite. */
export function requireFinite(name: string, data: Float32Array): Float32Array {
  const bad = data.find((weight) => !Number.isFinite(weight));
  if (bad === undefined) return data;
  throw new DivergenceError(
    `The weights ${name} hold ${bad}, so training has diverged, and there is nothing to export. ` +
      'Load an earlier checkpoint.',
  );
}
