import type { Engine, UpdateDraws } from '../engines/engine.ts';
import type { Head } from '../heads/head.ts';
import { learningRateAt } from '../optimizers/learningRate.ts';
import type { OptimizerSpec } from '../optimizers/optimizer.ts';
import { copyBatch, type Batch } from '../replay/batch.ts';
import { inThisRealm } from '../validation/typedArrays.ts';
import { checkBatch } from './checkBatch.ts';
import type { DrawSource } from './drawSource.ts';
import {
  beginUpdate,
  finishUpdate,
  HeadResults,
  readAsync,
  readSync,
  requireSyncReads,
  type UpdateResult,
} from './update.ts';

/** An update that has begun. */
export interface StartedUpdate {
  /**
   * Whether it runs on a device as a whole: the next may begin before its numbers have
   * arrived. Else it takes its step only then.
   */
  readonly isLate: boolean;
  readonly learningRate: number;
  /** Rejects with what went wrong. */
  readonly result: Promise<UpdateResult>;
}

/** Makes the updates of a network: where the engine can, on its device as a whole. */
export class Updates {
  readonly #engine: Engine;
  readonly #head: Head;
  readonly #optimizer: OptimizerSpec;
  readonly #results = new HeadResults();
  readonly #draw: (batch: number) => UpdateDraws;

  constructor(engine: Engine, head: Head, optimizer: OptimizerSpec, draws: DrawSource) {
    this.#engine = engine;
    this.#head = head;
    this.#optimizer = optimizer;
    this.#draw = (batch) => draws.drawUpdate(batch, head.uses);
  }

  /** @throws {BackendError} On a backend that can only be read asynchronously. */
  makeNow(batch: Batch): UpdateResult {
    requireSyncReads(this.#engine, 'updateAsync (an agent: learnAsync)');
    const rate = learningRateAt(this.#optimizer, this.#engine.updates);
    const pending = beginUpdate(this.#engine, this.#head, batch, this.#draw);
    const outputs = readSync(pending);
    return finishUpdate(this.#engine, this.#head, pending, outputs, this.#results, rate);
  }

  /** Begins an update on any backend; the batch need not stay as it is. */
  start(batch: Batch): StartedUpdate {
    const learningRate = learningRateAt(this.#optimizer, this.#engine.updates);
    if (!this.#engine.learn) return this.#startHere(batch, this.#draw, learningRate);
    checkBatch(this.#engine.architecture, batch);
    const draws = this.#draw(batch.size);
    const rows = batch.frames
      ? batch
      : {
          ...batch,
          observations: inThisRealm(batch.observations),
          nextObservations: inThisRealm(batch.nextObservations),
        };
    const update = this.#engine.learn(this.#head, rows, draws, learningRate);
    if (!update) return this.#startHere(batch, () => draws, learningRate);
    const { updates } = update;
    const result = update.result.then((late) => ({ updates, ...late, learningRate }));
    return { isLate: true, learningRate, result };
  }

  #startHere(
    batch: Batch,
    draw: (batch: number) => UpdateDraws,
    learningRate: number,
  ): StartedUpdate {
    const engine = this.#engine;
    // A copy: the replay buffer may be sampled again before the outputs are read.
    const pending = beginUpdate(engine, this.#head, copyBatch(batch), draw);
    const finish = async (): Promise<UpdateResult> => {
      const outputs = await readAsync(pending);
      const { tdErrors, ...result } = finishUpdate(
        engine,
        this.#head,
        pending,
        outputs,
        this.#results,
        learningRate,
      );
      // Copied, as another update may come before the caller's turn.
      return { ...result, tdErrors: tdErrors.slice() };
    };
    return { isLate: false, learningRate, result: finish() };
  }
}
