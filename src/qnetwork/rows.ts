import { ShapeError, ValueError } from '../errors.ts';
import type { NetworkShape } from '../networks/architecture.ts';
import type { ObservationBatch } from '../replay/batch.ts';
import type { Observation } from '../spaces/space.ts';
import { show } from '../validation/options.ts';
import {
  inThisRealm,
  isFloat32Array,
  isInt32Array,
  isUint8Array,
} from '../validation/typedArrays.ts';

/**
 * One observation or several as rows.
 *
 * @throws {ValueError} If it is no observation, or holds NaN or infinity.
 */
export function toRows(observations: Observation | ObservationBatch): ObservationBatch {
  const given: unknown = observations;
  if (Number.isSafeInteger(given)) return Int32Array.of(given as number);
  if (isUint8Array(given)) return inThisRealm(given);
  // On wasm a fused ReLU turns NaN into 0: it would not be seen in the values.
  if (isInt32Array(given) || (isFloat32Array(given) && areFinite(given))) return inThisRealm(given);
  throw noRows(given);
}

// Errors are made by functions of their own here: what is called at every choice of an
// action stays short enough for the compiler to put in place.

function noRows(given: unknown): ValueError {
  const why = isFloat32Array(given) ? ' with NaN or infinity' : '';
  return new ValueError(
    'Observations must be a whole number, or a Float32Array, Uint8Array or Int32Array of finite ' +
      `numbers; received ${show(given)}${why}.`,
  );
}

/** The number of observations in an array, checked. */
export function checkRows(architecture: NetworkShape, rows: ObservationBatch): number {
  const { size, kind } = architecture.input;
  const batch = rows.length / size;
  if (!Number.isInteger(batch) || batch === 0) throw notWhole(size, rows.length);
  if (isInt32Array(rows) !== (kind === 'discrete')) throw otherKind(kind, rows);
  const { states } = architecture.input;
  if (states !== null) checkStates(rows, states);
  return batch;
}

function notWhole(size: number, received: number): ShapeError {
  return new ShapeError(
    `Observations must hold ${size} number${size === 1 ? '' : 's'} each; received ${received} in all. ` +
      'Pass one observation, or whole observations one behind the other.',
  );
}

function otherKind(kind: NetworkShape['input']['kind'], rows: ObservationBatch): ShapeError {
  return new ShapeError(
    kind === 'discrete'
      ? `This network takes a number, or an Int32Array of them; received ${show(rows)}.`
      : 'This network takes a Float32Array or Uint8Array of observations; received whole numbers.',
  );
}

function checkStates(rows: ObservationBatch, states: number): void {
  const outside = rows.find((index) => index < 0 || index >= states);
  if (outside === undefined) return;
  throw new ShapeError(
    `Observations of this network are from 0 to ${states - 1}; received ${outside}.`,
  );
}

function areFinite(values: Float32Array): boolean {
  for (let index = 0; index < values.length; index++) {
    if (!Number.isFinite(values[index])) return false;
  }
  return true;
}
