import type { Engine, Readback, TrainingPass, UpdateDraws } from '../engines/engine.ts';
import { withUnknownMarked } from '../engines/unknownRows.ts';
import { BackendError } from '../errors.ts';
import { computeLoss } from '../heads/callHead.ts';
import { createHeadResult, type Head, type HeadResult } from '../heads/head.ts';
import { requireSound } from '../heads/requireSound.ts';
import type { Batch } from '../replay/batch.ts';
import { inThisRealm } from '../validation/typedArrays.ts';
import { checkBatch } from './checkBatch.ts';
import type { NetworkReset } from './networkReset.ts';

/**
 * What one update came to.
 *
 * @category Networks
 */
export interface UpdateResult {
  /** Updates made so far, this one included. */
  readonly updates: number;
  /**
   * How many updates earlier the one was that `loss`, `meanQ`, `tdErrors` and `gradientNorm` are
   * of, where an engine delivers them late: an agent does not wait for them. Left out for 0.
   */
  readonly behind?: number;
  /** Mean over the batch of weight × loss, before the step. */
  readonly loss: number;
  /** Mean of `q(s, a)` over the batch, before the step. */
  readonly meanQ: number;
  /**
   * How far off each transition was, before weighting: `target − q(s, a)`, or for
   * distributions the loss. Shape `[batch]`. The array belongs to the network, and its
   * next update overwrites it; copy what you want to keep.
   */
  readonly tdErrors: Float32Array;
  /** Resets that an agent made right before or after it; left out where there were none. */
  readonly resets?: readonly NetworkReset[];
  /** What the optimizer stepped by. */
  readonly learningRate?: number;
  /**
   * The norm of the gradient of all weights together, before clipping. Where results come
   * by promise only it may be that of an earlier update, and NaN before it has arrived.
   */
  readonly gradientNorm?: number;
}

/** An update whose forward passes are under way. */
export interface PendingUpdate {
  readonly batch: Batch;
  readonly draws: UpdateDraws;
  readonly pass: TrainingPass;
  /** Those beside the pass itself. */
  readonly readbacks: Readonly<Record<OtherPass, Readback | null>>;
  /** Loss and gradient, where the engine has computed them; then nothing is read. */
  readonly evaluated: HeadResult | null;
}

type OtherPass = 'nextTarget' | 'nextOnline' | 'target';

/** The outputs of the forward passes. */
type Outputs = { readonly online: Float32Array } & Readonly<Record<OtherPass, Float32Array | null>>;

/**
 * Starts the forward passes of an update.
 *
 * @param draw - Called once the batch is known to fit.
 */
export function beginUpdate(
  engine: Engine,
  head: Head,
  batch: Batch,
  draw: (batch: number) => UpdateDraws = () => ({}),
): PendingUpdate {
  checkBatch(engine.architecture, batch);
  const marked = engine.keepsNaN === true ? batch : withUnknownMarked(batch);
  const { size } = batch;
  const draws = draw(size);
  const observations = inThisRealm(batch.observations);
  const nextObservations = inThisRealm(batch.nextObservations);
  const { uses } = head;
  // Read before another pass of the same weights takes its place.
  const target = uses.target ? engine.forward('target', observations, size, draws.target) : null;
  const nextOnline = uses.nextOnline
    ? engine.forward('online', nextObservations, size, draws.nextOnline)
    : null;
  const ofTarget = draws.nextTarget;
  const loadedBy = nextOnline ? 'online' : undefined;
  const nextTarget =
    (nextOnline && engine.forwardChosen?.(batch, nextObservations, ofTarget)) ??
    engine.forward('target', nextObservations, size, ofTarget, loadedBy);
  const readbacks = { target, nextTarget, nextOnline };
  const pass = engine.forwardForTraining(
    observations,
    size,
    draws.online,
    uses.takenOnly ? batch.actions : undefined,
  );
  const evaluated = engine.evaluate?.(marked, pass) ?? null;
  if (evaluated) {
    for (const unread of [pass.outputs, ...Object.values(readbacks)]) unread?.discard();
  }
  return { batch: marked, draws, readbacks, pass, evaluated };
}

/** Waits for the forward passes where results can be read at once. */
export function readSync({ pass, readbacks, evaluated }: PendingUpdate): Outputs | null {
  if (evaluated) return null;
  const { target, nextTarget, nextOnline } = readbacks;
  return {
    online: pass.outputs.sync(),
    target: target?.sync() ?? null,
    nextTarget: nextTarget?.sync() ?? null,
    nextOnline: nextOnline?.sync() ?? null,
  };
}

/** Waits for the forward passes on any backend. */
export async function readAsync({
  pass,
  readbacks,
  evaluated,
}: PendingUpdate): Promise<Outputs | null> {
  if (evaluated) return null;
  const { target, nextTarget, nextOnline } = readbacks;
  try {
    const read = await Promise.all([
      pass.outputs.async(),
      target?.async() ?? null,
      nextTarget?.async() ?? null,
      nextOnline?.async() ?? null,
    ]);
    return { online: read[0], target: read[1], nextTarget: read[2], nextOnline: read[3] };
  } catch (error) {
    pass.discard();
    throw error;
  }
}

/** Loss, gradient and step. */
export function finishUpdate(
  engine: Engine,
  head: Head,
  { batch, draws, pass, evaluated }: PendingUpdate,
  outputs: Outputs | null,
  results: HeadResults,
  learningRate: number,
): UpdateResult {
  let stepped = false;
  try {
    // Either it is there, or the outputs are.
    let result = evaluated as HeadResult;
    if (outputs) {
      const { online, nextOnline, target } = outputs;
      const nextTarget = outputs.nextTarget as Float32Array;
      const fractions = draws.online?.fractions ?? null;
      const { actions } = engine.architecture;
      result = results.get(batch.size, online.length);
      const passes = { online, nextTarget, nextOnline, target, fractions };
      computeLoss(head, { batch, actions, ...passes }, result);
    }
    requireSound(result, engine.updates + 1);
    stepped = true;
    pass.backward(result.outputGradient, learningRate);
    const { loss, meanQ, tdErrors } = result;
    const { updates, gradientNorm } = engine;
    return { updates, loss, meanQ, tdErrors, learningRate, gradientNorm };
  } finally {
    if (!stepped) pass.discard();
  }
}

/** What heads fill: kept from update to update, so that none allocates. */
export class HeadResults {
  #result: HeadResult = createHeadResult(0, 0);

  get(batch: number, outputs: number): HeadResult {
    const { tdErrors, outputGradient } = this.#result;
    if (tdErrors.length === batch && outputGradient.length === outputs) outputGradient.fill(0);
    else this.#result = createHeadResult(batch, outputs);
    return this.#result;
  }
}

/** Refuses a synchronous call where reads are asynchronous only. */
export function requireSyncReads(engine: Pick<Engine, 'reads' | 'backend'>, instead: string): void {
  if (engine.reads === 'sync') return;
  throw new BackendError(
    `The ${engine.backend} backend can only be read asynchronously; ` +
      `use ${instead} and await it, or another backend.`,
  );
}
