import { ShapeError, ValueError } from '../errors.ts';
import { abandonPromise } from '../protocol/abandonPromise.ts';
import { areFinite } from '../validation/areFinite.ts';
import { show } from '../validation/show.ts';
import type { Head, HeadInput, HeadResult } from './head.ts';

// What is called here may be the user's own, in plain JavaScript: a method that fills nothing, or
// fills later, is told at its first call.

/** A head that may return something all the same. */
interface Answering {
  values(...given: Parameters<Head['values']>): unknown;
  evaluate(...given: Parameters<Head['evaluate']>): unknown;
}

/**
 * Has a head compute the values of outputs.
 *
 * @param values - Filled. Shape `[rows, actions]`.
 * @returns Whether the head has filled all of it for sure: NaN may be what was left out, or come
 *   from outputs that are not finite.
 * @throws {ValueError} If the head has not filled all of it.
 */
export function computeValues(head: Head, outputs: Float32Array, values: Float32Array): boolean {
  // Loops, not fill and findIndex: those took a quarter of the time of an action of a small network.
  for (let index = 0; index < values.length; index++) values[index] = NaN;
  const answering: Answering = head;
  const returned = answering.values(outputs, values);
  if (returned !== undefined) refusePromise(returned, 'values(outputs, values)');
  const wrong = firstNaN(values);
  // NaN of a network that has diverged is told by whoever looks at the values.
  if (wrong < 0) return true;
  if (!areFinite(outputs)) return false;
  throw new ValueError(
    'values(outputs, values) of the head must fill values with a number for each action of each row; ' +
      `values[${wrong}] of ${values.length} is NaN, or was left out. Mend values of the head '${head.kind}'.`,
  );
}

/**
 * Has a head compute loss and gradient of a batch.
 *
 * @param result - Its `loss` and `meanQ` are to be set; the arrays are those of the update before,
 *   but for the gradient, which is zero.
 * @throws {ValueError} If the head answers by a promise.
 * @throws {ShapeError} If it has left loss or mean out.
 */
export function computeLoss(head: Head, input: HeadInput, result: HeadResult): void {
  result.loss = NaN;
  result.meanQ = NaN;
  result.tdErrors.fill(0);
  const answering: Answering = head;
  const returned = answering.evaluate(input, result);
  if (returned !== undefined) refusePromise(returned, 'evaluate(input, result)');
  if (!Number.isNaN(result.loss) && !Number.isNaN(result.meanQ)) return;
  if (!areSound(input, result)) return;
  const missing = (['loss', 'meanQ'] as const).filter((name) => Number.isNaN(result[name]));
  const left = missing.length === 2 ? 'set neither loss nor meanQ' : `left ${missing[0]} at NaN`;
  throw new ShapeError(
    'The head must set result.loss and result.meanQ to numbers, and fill result.tdErrors and ' +
      `result.outputGradient; it ${left}${returned === undefined ? '' : `, and returned ${show(returned)}`}. ` +
      `Mend evaluate(input, result) of the head '${head.kind}'.`,
  );
}

/** Where the first NaN stands; -1 where there is none. */
function firstNaN(values: Float32Array): number {
  for (let index = 0; index < values.length; index++) {
    if (Number.isNaN(values[index])) return index;
  }
  return -1;
}

/** Where a network has diverged, or a reward is NaN, a loss that is NaN is no fault of the head. */
function areSound(input: HeadInput, { tdErrors, outputGradient }: HeadResult): boolean {
  const { batch, online, nextTarget, nextOnline, target } = input;
  const given = [online, nextTarget, nextOnline, target, batch.rewards, batch.weights];
  return [tdErrors, outputGradient, ...given].every((numbers) => !numbers || areFinite(numbers));
}

/** @throws {ValueError} If a method that has to do its work at once does it later. */
function refusePromise(returned: unknown, method: string): void {
  if (!abandonPromise(returned)) return;
  throw new ValueError(
    `${method} of the head must do its work before it returns; received a promise. Write it without async.`,
  );
}
