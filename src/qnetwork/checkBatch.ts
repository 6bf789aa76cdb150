import { ShapeError, ValueError } from '../errors.ts';
import type { NetworkShape } from '../networks/architecture.ts';
import type { Batch, ObservationBatch } from '../replay/batch.ts';
import { show } from '../validation/options.ts';
import { checkRows } from './rows.ts';

/** The columns that hold one number for each transition. */
const scalarColumns = [
  'actions',
  'rewards',
  'discounts',
  'weights',
] as const satisfies readonly (keyof Batch)[];

/**
 * Throws unless a network can learn from a batch: it may have been made by hand.
 *
 * @throws {ShapeError} If a column is missing, or does not fit the network.
 * @throws {ValueError} If a discount or a weight is out of range.
 */
export function checkBatch(architecture: NetworkShape, batch: Batch): void {
  const given: unknown = batch;
  if (typeof given !== 'object' || given === null) {
    throw new ShapeError(
      `update(batch) needs a batch, such as replay.sample(32) gives; received ${show(given)}.`,
    );
  }
  const { size, actions, actionMasks, nextActionMasks } = batch;
  if (!Number.isInteger(size) || size < 0) {
    throw new ShapeError(
      `update(batch) needs a batch, such as replay.sample(32) gives, with its size; received ${show(size)} as size.`,
    );
  }
  if (!isLazy(batch)) {
    checkRowCount(architecture, 'observations', batch.observations, size);
    checkRowCount(architecture, 'nextObservations', batch.nextObservations, size);
  }
  for (const name of scalarColumns) checkLength(name, batch[name], size);
  if (actionMasks) checkLength('actionMasks', actionMasks, size * architecture.actions);
  if (batch.demonstrations) checkLength('demonstrations', batch.demonstrations, size);
  if (nextActionMasks) checkLength('nextActionMasks', nextActionMasks, size * architecture.actions);
  checkRange('discounts', batch.discounts, 1, 'γ of all steps, or 0 where the episode terminated');
  checkRange('weights', batch.weights, Infinity, '1 where transitions are drawn evenly');
  for (let row = 0; row < size; row++) {
    const action = actions[row] as number;
    // A batch made by hand may hold them in any array.
    if (Number.isInteger(action) && action >= 0 && action < architecture.actions) continue;
    throw new ShapeError(
      `Actions in a batch must be whole numbers from 0 to ${architecture.actions - 1}; received ${action}.`,
    );
  }
}

/** Whether observations are gathered only if they are read: those of a replay buffer are sound. */
function isLazy(batch: Batch): boolean {
  if (!batch.frames) return false;
  return Object.getOwnPropertyDescriptor(batch, 'observations')?.get !== undefined;
}

function checkRowCount(
  architecture: NetworkShape,
  name: string,
  rows: ObservationBatch,
  size: number,
): void {
  const given: unknown = rows;
  const isArray = ArrayBuffer.isView(given);
  const found = isArray ? checkRows(architecture, rows) : 0;
  if (isArray && found === size) return;
  throw new ShapeError(
    `A batch of ${show(size)} must hold ${show(size)} ${name}; received ${isArray ? found : show(given)}.`,
  );
}

function checkLength(name: string, column: unknown, length: number): void {
  const isArray = ArrayBuffer.isView(column) || Array.isArray(column);
  const found = isArray ? (column as ArrayLike<number>).length : null;
  if (found === length) return;
  const hint =
    name === 'discounts' && found === null
      ? ' They are γ, or 0 where the episode terminated: discountFactors(terminated, 0.99).'
      : '';
  throw new ShapeError(
    `A batch must hold ${length} ${name}; received ${found ?? show(column)}.${hint}`,
  );
}

/** What is NaN goes on: where it comes into the loss, it is told there. */
function checkRange(name: string, column: ArrayLike<number>, max: number, what: string): void {
  for (let row = 0; row < column.length; row++) {
    const value = column[row] as number;
    if (!(value < 0 || value > max)) continue;
    throw new ValueError(
      `${name} of a batch must be ${max === 1 ? 'from 0 to 1' : 'at least 0'}: ${what}; received ${value} in ` +
        `row ${row}.`,
    );
  }
}
