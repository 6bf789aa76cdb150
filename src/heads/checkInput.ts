import { ShapeError } from '../errors.ts';
import type { Batch } from '../replay/batch.ts';
import { show } from '../validation/options.ts';
import { requireNumbers } from '../validation/numbers.ts';
import { isFloat32Array, typedArrayName } from '../validation/typedArrays.ts';
import type { HeadInput, HeadResult } from './head.ts';

/** The columns that heads read, one number for each transition. */
const COLUMNS = [
  'actions',
  'rewards',
  'discounts',
  'weights',
] as const satisfies readonly (keyof Batch)[];

/**
 * Throws unless a head can make `values` of `outputs`. A few comparisons: it
 * looks at no element.
 *
 * @param perValue - How many outputs a value has; `null` where any whole number will do.
 * @throws {ShapeError} If one is no Float32Array, or their lengths do not fit.
 */
export function checkOutputs(
  head: string,
  outputs: Float32Array,
  values: Float32Array,
  perValue: number | null,
): void {
  // Asked at every choice of an action, and nearly always so.
  const isRight =
    perValue !== null &&
    outputs instanceof Float32Array &&
    hasFloats(values, outputs.length / perValue);
  if (isRight) return;
  const need = `${head}.values(outputs, values)`;
  requireFloats(need, 'outputs', outputs);
  requireFloats(need, 'values', values);
  const each = perValue ?? Math.max(1, Math.floor(outputs.length / values.length));
  if (outputs.length === values.length * each || outputs.length + values.length === 0) return;
  throw new ShapeError(
    `${need} needs ${perValue ?? 'a whole number of'} outputs for each value; ` +
      `received ${outputs.length} outputs and ${values.length} values.`,
  );
}

/**
 * Throws unless a head can compute a loss from `input` into `result`. It compares
 * lengths and looks at no element: a network has checked its batch before.
 *
 * @param perAction - How many outputs an action has; `null` for a head that draws fractions.
 * @throws {ShapeError} If a part is missing, or does not fit the others.
 * @throws {ValueError} If a plain array holds something else than numbers.
 */
export function checkInput(
  head: string,
  input: HeadInput,
  result: HeadResult,
  perAction: number | null,
): void {
  if (perAction !== null && fits(input, result, perAction)) return;
  const need = `${head}.evaluate(input, result)`;
  // A program in plain JavaScript may hand in anything.
  requireObject(need, 'input', input);
  requireObject(need, 'result', result);
  const { batch, actions, online, fractions } = input;
  requireObject(need, 'batch', batch);
  const { size } = batch;
  requireCount(need, 'batch.size', size);
  requireCount(need, 'actions', actions);
  for (const name of COLUMNS) requireLength(need, `batch.${name}`, batch[name], size);
  const values = size * actions;
  for (const name of ['actionMasks', 'nextActionMasks'] as const) {
    const mask = batch[name];
    if (mask !== null && mask !== undefined) requireLength(need, `batch.${name}`, mask, values);
  }
  const { demonstrations } = batch;
  if (demonstrations !== null && demonstrations !== undefined) {
    requireLength(need, 'batch.demonstrations', demonstrations, size);
  }
  requireFloats(need, 'online', online);
  if (perAction === null) {
    requireMultiple(need, 'fractions', fractions, size);
    const drawn = (fractions as Float32Array).length / size;
    requireLength(need, 'online', online, values * drawn);
    requireMultiple(need, 'nextTarget', input.nextTarget, values);
    for (const name of ['nextOnline', 'target'] as const) {
      if (input[name] !== null) requireMultiple(need, name, input[name], values);
    }
  } else {
    requireLength(need, 'online', online, values * perAction);
    for (const name of ['nextTarget', 'nextOnline', 'target'] as const) {
      const outputs = input[name];
      if (outputs === null && name !== 'nextTarget') continue;
      requireFloats(need, name, outputs);
      requireLength(need, name, outputs, values * perAction);
    }
  }
  requireFloats(need, 'result.tdErrors', result.tdErrors);
  requireLength(need, 'result.tdErrors', result.tdErrors, size);
  requireFloats(need, 'result.outputGradient', result.outputGradient);
  requireLength(need, 'result.outputGradient', result.outputGradient, online.length);
}

/**
 * Whether everything is there and as long as it must be, in arrays as the library
 * makes them. Asked at every update: what it says no to is looked at closely.
 */
function fits(input: HeadInput, result: HeadResult, perAction: number): boolean {
  // A program in plain JavaScript may hand in anything.
  const batch = (input as HeadInput | undefined)?.batch;
  if (!batch || !(result as HeadResult | undefined)) return false;
  const { size, actions, rewards, discounts, weights, actionMasks, nextActionMasks } = batch;
  // Numbers before they are multiplied: an object might not be one.
  if (!Number.isInteger(size) || !Number.isInteger(input.actions)) return false;
  const values = size * input.actions;
  return (
    values >= 1 &&
    actions instanceof Int32Array &&
    actions.length === size &&
    hasFloats(rewards, size) &&
    hasFloats(discounts, size) &&
    hasFloats(weights, size) &&
    hasMask(actionMasks, values) &&
    hasMask(nextActionMasks, values) &&
    hasMask(batch.demonstrations, size) &&
    hasFloats(input.online, values * perAction) &&
    hasFloats(input.nextTarget, values * perAction) &&
    (input.nextOnline === null || hasFloats(input.nextOnline, values * perAction)) &&
    (input.target === null || hasFloats(input.target, values * perAction)) &&
    hasFloats(result.tdErrors, size) &&
    hasFloats(result.outputGradient, values * perAction)
  );
}

function hasFloats(given: unknown, length: number): boolean {
  return given instanceof Float32Array && given.length === length;
}

function hasMask(given: unknown, length: number): boolean {
  if (given === null || given === undefined) return true;
  return given instanceof Uint8Array && given.length === length;
}

function requireObject(need: string, name: string, given: unknown): void {
  if (typeof given === 'object' && given !== null) return;
  throw new ShapeError(`${need} needs an object as ${name}; received ${show(given)}.`);
}

function requireCount(need: string, name: string, given: unknown): void {
  if (Number.isSafeInteger(given) && Number(given) >= 1) return;
  throw new ShapeError(
    `${need} needs a whole number of at least 1 as ${name}; received ${show(given)}.`,
  );
}

function requireFloats(need: string, name: string, given: unknown): void {
  if (isFloat32Array(given)) return;
  throw new ShapeError(`${need} needs a Float32Array as ${name}; received ${show(given)}.`);
}

function requireLength(need: string, name: string, given: unknown, length: number): void {
  const isPlain = Array.isArray(given);
  const kind = typedArrayName(given);
  // Arrays of bigints are typed arrays too, and cannot be reckoned with.
  const isList = isPlain || (kind !== undefined && !kind.startsWith('Big'));
  const found = isList ? (given as ArrayLike<number>).length : null;
  // A batch made by hand may hold its columns in plain arrays, of anything.
  if (isPlain && found === length) requireNumbers(name, given);
  if (found === length) return;
  throw new ShapeError(
    `${need} needs ${length} elements of ${name}; received ${found ?? show(given)}.`,
  );
}

function requireMultiple(need: string, name: string, given: unknown, of: number): void {
  requireFloats(need, name, given);
  const { length } = given as Float32Array;
  if (length >= of && length % of === 0) return;
  throw new ShapeError(
    `${need} needs a multiple of ${of} elements of ${name}; received ${length}.`,
  );
}
