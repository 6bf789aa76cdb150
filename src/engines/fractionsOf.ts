import { ShapeError } from '../errors.ts';
import type { NetworkShape } from '../networks/architecture.ts';
import { isFloat32Array } from '../validation/typedArrays.ts';
import type { Draws } from './engine.ts';

/**
 * The fractions of a pass, checked: as many for each observation. `null` where the
 * network takes none.
 *
 * @returns Shape `[batch, fractions]`.
 * @throws {ShapeError} If the network takes fractions, and there are none or they
 *   cannot be shared out.
 */
export function fractionsOf(
  { takesFractions }: NetworkShape,
  draws: Draws | undefined,
  batch: number,
): Float32Array | null {
  if (!takesFractions) return null;
  const fractions: unknown = draws?.fractions;
  if (isFloat32Array(fractions) && fractions.length >= batch && fractions.length % batch === 0) {
    return fractions;
  }
  throw new ShapeError(
    'A pass of this network takes quantile fractions, as many for each observation; received ' +
      `${isFloat32Array(fractions) ? `${fractions.length} for ${batch}` : 'none'}. ` +
      'Hand them over as draws: { noise: null, fractions }.',
  );
}
