import { diverged, MAX_GRADIENT, steepGradient } from '../../../heads/requireSound.ts';
import type { LateResult } from '../../engine.ts';

/**
 * What an update came to, of what the shader of a head wrote.
 *
 * @param results - Columns of `[size]`: weight × loss, `q(s, a)`, TD error, largest slope.
 * @param update - Counted from 1, for errors.
 * @throws {DivergenceError} If the head refused the step.
 */
export function readResults(
  results: Float32Array,
  size: number,
  update: number,
): Omit<LateResult, 'gradientNorm'> {
  const column = (index: number): Float32Array =>
    results.subarray(index * size, (index + 1) * size);
  const loss = meanOf(column(0));
  const tdErrors = column(2).slice();
  if (!Number.isFinite(Math.fround(loss))) throw diverged(update, `became ${loss}`);
  if (!tdErrors.every(Number.isFinite)) throw diverged(update, 'has TD errors that are not finite');
  const steepest = Math.max(...column(3));
  if (!(steepest <= MAX_GRADIENT)) throw diverged(update, steepGradient(steepest));
  return { loss, meanQ: meanOf(column(1)), tdErrors };
}

/** In double precision. */
function meanOf(values: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index] as number;
  return sum / values.length;
}
