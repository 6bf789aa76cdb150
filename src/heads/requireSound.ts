import { DivergenceError, ShapeError } from '../errors.ts';
import { show } from '../validation/options.ts';
import type { HeadResult } from './head.ts';

/**
 * Throws unless a result can be stepped by. Found before the step, not after it: a head may
 * be the user's own.
 *
 * @throws {ShapeError} If loss or mean are no numbers.
 * @throws {DivergenceError} If something is not finite, or too large.
 */
export function requireSound(
  { loss, meanQ, tdErrors, outputGradient }: HeadResult,
  update: number,
): void {
  if (typeof (loss as unknown) !== 'number' || typeof (meanQ as unknown) !== 'number') {
    throw new ShapeError(
      'The head must set result.loss and result.meanQ to numbers; ' +
        `received ${show(loss)} and ${show(meanQ)}. Mend evaluate(input, result) of the head.`,
    );
  }
  // Beyond single precision the loss is infinite to the network.
  if (!Number.isFinite(Math.fround(loss))) throw diverged(update, `became ${loss}`);
  if (!Number.isFinite(meanQ)) {
    throw diverged(update, `has action values whose mean is ${meanQ}`);
  }
  const error = firstBeyond(tdErrors, Number.MAX_VALUE);
  if (error !== 0) throw diverged(update, 'has TD errors that are not finite');
  // Squared for the norm, more than this would overflow in the optimizer.
  const steep = firstBeyond(outputGradient, MAX_GRADIENT);
  if (steep !== 0) throw diverged(update, steepGradient(steep));
}

/** The first value that is larger than `limit`, or NaN; 0 if there is none. */
function firstBeyond(values: Float32Array, limit: number): number {
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    if (!(value <= limit && value >= -limit)) return value;
  }
  return 0;
}

/** Far beyond what training gives, far below what overflows when squared and summed. */
export const MAX_GRADIENT = 1e12;

/** What is wrong with a loss that is too steep in an output. */
export const steepGradient = (steepest: number): string =>
  `has a gradient of ${steepest} in an output (at most ±1e12)`;

/** The error of an update whose loss cannot be stepped by. */
export function diverged(update: number, what: string): DivergenceError {
  return new DivergenceError(
    `The loss ${what} at update ${update}; the weights were left as they are. ` +
      'Likely causes: a learning rate that is too high, rewards or observations that are too large ' +
      '(scale or clip them), a target that is copied too often, or no gradientClipNorm. ' +
      'Load the last checkpoint, or start again with a smaller learning rate.',
  );
}
