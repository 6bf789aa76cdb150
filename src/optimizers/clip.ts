import { DivergenceError } from '../errors.ts';

/**
 * The largest norm that an optimizer may step by. Squared it is well within
 * single precision, in which the optimizers keep means of squares.
 */
export const MAX_NORM = 1e18;

/**
 * What a gradient is multiplied by, so that its norm is at most `maxNorm`.
 *
 * @param norm - Of the gradient, computed so that it is finite if the gradient
 *   is.
 * @param maxNorm - `null` for no limit.
 * @param update - The update that it is for, counted from 1.
 * @throws {DivergenceError} If the gradient holds NaN or infinity, or is still
 *   too large for single precision afterwards.
 */
export function clipFactor(norm: number, maxNorm: number | null, update: number): number {
  const clipped = maxNorm === null ? norm : Math.min(norm, maxNorm);
  if (!Number.isFinite(norm) || clipped > MAX_NORM) throw divergedBy(norm, maxNorm, update);
  return maxNorm === null ? 1 : maxNorm / Math.max(norm, maxNorm);
}

function divergedBy(norm: number, maxNorm: number | null, update: number): DivergenceError {
  let mend = 'Set gradientClipNorm, such as 10';
  if (!Number.isFinite(norm)) mend = 'No gradientClipNorm can mend NaN and infinity';
  else if (maxNorm !== null) mend = `Lower gradientClipNorm (${maxNorm}), to 10 for instance`;
  return new DivergenceError(
    `The norm of the gradient is ${norm} at update ${update}, and at most ${MAX_NORM} can be ` +
      `stepped by; the weights were left as they are. ${mend}; scale observations and rewards ` +
      'down, or lower the learning rate. Load the last checkpoint, or start again.',
  );
}
