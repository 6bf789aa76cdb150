import type { Engine, Readback, TrainingPass } from '../engines/engine.ts';
import { BackendError, DivergenceError, ShapeError, ValueError } from '../errors.ts';
import type { Head } from '../heads/head.ts';
import type { Batch, ObservationBatch } from '../replay/batch.ts';
import type { Observation } from '../spaces/space.ts';
import { show } from '../validation/options.ts';
import type { NetworkShape } from '../networks/architecture.ts';
import {
  inThisRealm,
  isFloat32Array,
  isInt32Array,
  isUint8Array,
} from '../validation/typedArrays.ts';

/**
 * What one update came to.
 *
 * @category Networks
 */
export interface UpdateResult {
  /** Updates made so far, this one included. */
  readonly updates: number;
  /** Mean over the batch of weight × loss, before the step. */
  readonly loss: number;
  /** Mean of `q(s, a)` over the batch, before the step. */
  readonly meanQ: number;
  /**
   * `target − q(s, a)`, before weighting. Shape `[batch]`. The array belongs to
   * the head, and its next update overwrites it; copy what you want to keep.
   */
  readonly tdErrors: Float32Array;
}

/** An update whose forward passes are under way. */
export interface PendingUpdate {
  readonly pass: TrainingPass;
  readonly nextTarget: Readback;
  readonly nextOnline: Readback | null;
}

/** The outputs of the forward passes. */
interface Outputs {
  readonly online: Float32Array;
  readonly nextTarget: Float32Array;
  readonly nextOnline: Float32Array | null;
}

/** Starts the forward passes of an update. */
export function beginUpdate(engine: Engine, batch: Batch, head: Head): PendingUpdate {
  checkBatch(engine.architecture, batch);
  const { size, observations, nextObservations } = batch;
  return {
    nextTarget: engine.forward('target', nextObservations, size),
    nextOnline: head.usesNextOnline ? engine.forward('online', nextObservations, size) : null,
    pass: engine.forwardForTraining(observations, size),
  };
}

/**
 * The batch with columns of its own, for an update that goes on while the
 * replay buffer may be sampled again. The observations are read at once.
 */
export function holdBatch(batch: Batch): Batch {
  const { actions, rewards, terminated, truncated, weights, indices, nextActionMasks } = batch;
  return {
    ...batch,
    actions: actions.slice(),
    rewards: rewards.slice(),
    terminated: terminated.slice(),
    truncated: truncated.slice(),
    weights: weights.slice(),
    indices: indices.slice(),
    nextActionMasks: nextActionMasks?.slice() ?? null,
  };
}

/** Waits for the forward passes where results can be read at once. */
export function readSync({ pass, nextTarget, nextOnline }: PendingUpdate): Outputs {
  return {
    online: pass.outputs.sync(),
    nextTarget: nextTarget.sync(),
    nextOnline: nextOnline?.sync() ?? null,
  };
}

/** Waits for the forward passes on any backend. */
export async function readAsync({ pass, nextTarget, nextOnline }: PendingUpdate): Promise<Outputs> {
  try {
    const [online, target, nextOnlineOutputs] = await Promise.all([
      pass.outputs.async(),
      nextTarget.async(),
      nextOnline?.async() ?? null,
    ]);
    return { online, nextTarget: target, nextOnline: nextOnlineOutputs };
  } catch (error) {
    pass.discard();
    throw error;
  }
}

/** Loss, gradient and step. */
export function finishUpdate(
  engine: Engine,
  batch: Batch,
  head: Head,
  pending: PendingUpdate,
  outputs: Outputs,
  learningRate: number,
): UpdateResult {
  const { pass } = pending;
  let stepped = false;
  try {
    const { online, nextTarget, nextOnline } = outputs;
    const result = head.evaluate({ batch, online, nextTarget, nextOnline });
    const { loss, tdErrors, outputGradient, meanQ } = result;
    if (outputGradient.length !== online.length) {
      throw new ShapeError(
        `The head's outputGradient must have the length of the outputs (${online.length}); ` +
          `received ${outputGradient.length}. Mend evaluate(input) of the head.`,
      );
    }
    requireTdErrors(tdErrors, batch.size);
    // Beyond single precision the loss is infinite to the network.
    if (!Number.isFinite(Math.fround(loss))) throw diverged(engine.updates + 1, `became ${loss}`);
    const steepest = largestMagnitude(outputGradient);
    // Squared for the norm, more than this would overflow in the optimizer.
    if (!(steepest <= MAX_GRADIENT)) {
      throw diverged(engine.updates + 1, `has a gradient of ${steepest}`);
    }
    stepped = true;
    pass.backward(outputGradient, learningRate);
    return { updates: engine.updates, loss, meanQ, tdErrors };
  } finally {
    if (!stepped) pass.discard();
  }
}

/** Refuses a synchronous call where reads are asynchronous only. */
export function requireSyncReads(engine: Engine, instead: string): void {
  if (engine.reads === 'sync') return;
  throw new BackendError(
    `The ${engine.backend} backend can only be read asynchronously; ` +
      `use ${instead} and await it, or another backend.`,
  );
}

/**
 * One observation or several as rows.
 *
 * @throws {ValueError} If it is no observation, or holds NaN or infinity.
 */
export function toRows(observations: Observation | ObservationBatch): ObservationBatch {
  const given: unknown = observations;
  if (Number.isSafeInteger(given)) return Int32Array.of(given as number);
  if (isUint8Array(given)) return inThisRealm(given);
  const isArray = isFloat32Array(given);
  // On wasm a fused ReLU turns NaN into 0: it would not be seen in the values.
  if (isInt32Array(given) || (isArray && areFinite(given))) return inThisRealm(given);
  throw new ValueError(
    'Observations must be a whole number, or a Float32Array, Uint8Array or Int32Array of finite ' +
      `numbers; received ${show(given)}${isArray ? ' with NaN or infinity' : ''}.`,
  );
}

/** The number of observations in an array, checked. */
export function checkRows(architecture: NetworkShape, rows: ObservationBatch): number {
  const { size, kind } = architecture.input;
  const batch = rows.length / size;
  if (!Number.isInteger(batch) || batch === 0) {
    throw new ShapeError(
      `Observations must hold ${size} number${size === 1 ? '' : 's'} each; received ${rows.length} in all. ` +
        'Pass one observation, or whole observations one behind the other.',
    );
  }
  const isIndex = isInt32Array(rows);
  if (isIndex !== (kind === 'discrete')) {
    throw new ShapeError(
      kind === 'discrete'
        ? `This network takes a number, or an Int32Array of them; received ${show(rows)}.`
        : 'This network takes a Float32Array or Uint8Array of observations; received whole numbers.',
    );
  }
  const { states } = architecture.input;
  const outside = states === null ? undefined : rows.find((index) => index < 0 || index >= states);
  if (states !== null && outside !== undefined) {
    throw new ShapeError(
      `Observations of this network are from 0 to ${states - 1}; received ${outside}.`,
    );
  }
  return batch;
}

function checkBatch(architecture: NetworkShape, batch: Batch): void {
  const { size, observations, nextObservations, actions, rewards, terminated, weights } = batch;
  checkRowCount(architecture, observations, size);
  checkRowCount(architecture, nextObservations, size);
  checkLength('actions', actions, size);
  checkLength('rewards', rewards, size);
  checkLength('terminated', terminated, size);
  checkLength('weights', weights, size);
  for (let row = 0; row < size; row++) {
    const action = actions[row] as number;
    // A batch made by hand may hold them in any array.
    if (Number.isInteger(action) && action >= 0 && action < architecture.outputs) continue;
    throw new ShapeError(
      `Actions in a batch must be whole numbers from 0 to ${architecture.outputs - 1}; received ${action}.`,
    );
  }
}

function checkRowCount(architecture: NetworkShape, rows: ObservationBatch, size: number): void {
  if (checkRows(architecture, rows) === size) return;
  throw new ShapeError(
    `A batch of ${size} must hold ${size} observations; received ${rows.length / architecture.input.size}.`,
  );
}

function checkLength(name: string, column: ArrayLike<number>, size: number): void {
  if (column.length === size) return;
  throw new ShapeError(`A batch of ${size} must hold ${size} ${name}; received ${column.length}.`);
}

/** What a head of one's own may have left out: found before the step, not after it. */
function requireTdErrors(tdErrors: unknown, size: number): void {
  if (isFloat32Array(tdErrors) && tdErrors.length === size) return;
  throw new ShapeError(
    `The head's tdErrors must be a Float32Array of ${size}, one for each transition; ` +
      `received ${show(tdErrors)}. Mend evaluate(input) of the head.`,
  );
}

/** NaN if there is one. */
function largestMagnitude(values: Float32Array): number {
  let largest = 0;
  for (let index = 0; index < values.length; index++) {
    largest = Math.max(largest, Math.abs(values[index] as number));
  }
  return largest;
}

function areFinite(values: Float32Array): boolean {
  for (let index = 0; index < values.length; index++) {
    if (!Number.isFinite(values[index])) return false;
  }
  return true;
}

/** Far beyond what training gives, far below what overflows when squared and summed. */
const MAX_GRADIENT = 1e12;

function diverged(update: number, what: string): DivergenceError {
  return new DivergenceError(
    `The loss ${what} at update ${update}; the weights were left as they are. ` +
      'Likely causes: a learning rate that is too high, rewards or observations that are too large ' +
      '(scale or clip them), a target that is copied too often, or no gradientClipNorm. ' +
      'Load the last checkpoint, or start again with a smaller learning rate.',
  );
}
