import { rmSync } from 'node:fs';
import { DeepQError } from '../../errors.ts';
import { encodeEvaluations } from '../../runs/numpy/evaluations.ts';
import type { State, StateValue } from '../../state/state.ts';
import { StateReader } from '../../state/stateReader.ts';
import type { Evaluation } from '../../training/events.ts';
import { explain } from '../fileErrors.ts';
import { replaceFile } from '../replaceFile.ts';

/** The evaluations of a run, in a file as Stable-Baselines3 writes it: evaluations.npz. */
export class EvaluationFile {
  readonly #path: string;
  readonly #steps: number[] = [];
  readonly #returns: (readonly number[])[] = [];
  readonly #lengths: (readonly number[])[] = [];

  /**
   * @param from - What `getState` gave; `null` for none.
   * @throws {CheckpointError} If it makes no sense.
   */
  constructor(path: string, from: State | null) {
    this.#path = path;
    if (!from) return;
    const reader = new StateReader("run's evaluations", from);
    const episodes = reader.count('episodes', 2 ** 31);
    const steps = reader.tensor('steps', Float64Array, [null]);
    const returns = reader.tensor('returns', Float64Array, [steps.length, episodes]);
    const lengths = reader.tensor('lengths', Float64Array, [steps.length, episodes]);
    for (const [row, step] of steps.entries()) {
      const [begin, end] = [row * episodes, (row + 1) * episodes];
      this.#steps.push(step);
      this.#returns.push([...returns.subarray(begin, end)]);
      this.#lengths.push([...lengths.subarray(begin, end)]);
    }
  }

  /** Adds an evaluation, and writes the file anew. */
  async add(environmentSteps: number, { returns, lengths }: Evaluation): Promise<void> {
    this.#steps.push(environmentSteps);
    this.#returns.push(returns);
    this.#lengths.push(lengths);
    await this.write();
  }

  /** Writes the file as it is to be. */
  async write(): Promise<void> {
    if (this.#steps.length === 0) {
      rmSync(this.#path, { force: true });
      return;
    }
    const evaluations = this.#steps.map((environmentSteps, row) => ({
      environmentSteps,
      evaluation: { returns: this.#returns[row]!, lengths: this.#lengths[row]! } as Evaluation,
    }));
    try {
      await replaceFile(this.#path, encodeEvaluations(evaluations));
    } catch (cause) {
      if (cause instanceof DeepQError) throw cause;
      throw new DeepQError(`${this.#path} could not be written: ${explain(cause)}.`, { cause });
    }
  }

  getState(): State {
    const episodes = this.#returns[0]?.length ?? 0;
    const table = (rows: readonly (readonly number[])[]): StateValue => ({
      shape: [rows.length, episodes],
      data: Float64Array.from(rows.flat()),
    });
    return {
      episodes,
      steps: { shape: [this.#steps.length], data: Float64Array.from(this.#steps) },
      returns: table(this.#returns),
      lengths: table(this.#lengths),
    };
  }
}
