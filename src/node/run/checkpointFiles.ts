import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CheckpointError } from '../../errors.ts';
import { decodeSource } from '../../state/decode.ts';
import type { State } from '../../state/state.ts';
import { file } from '../file.ts';
import { makeFolder } from '../filePaths.ts';
import { attempt } from '../temporaryFiles.ts';

/** Tensors up to this length are read at once. */
const EAGER_BYTES = 2 ** 16;

const NAME = /^(step|stopped)-(\d{12})\.safetensors$/;

/** The checkpoints of a run: `step-…`, and `stopped-…` where it was stopped in between. */
export class CheckpointFiles {
  readonly #folder: string;
  readonly #keep: number;

  /** @param keep - How many of the last ones are kept. */
  constructor(folder: string, keep: number) {
    this.#folder = folder;
    this.#keep = keep;
  }

  /** Where the checkpoint of a step goes. */
  pathOf(environmentSteps: number, kind: 'step' | 'stopped'): string {
    makeFolder(this.#folder);
    const digits = String(environmentSteps).padStart(12, '0');
    return join(this.#folder, `${kind}-${digits}.safetensors`);
  }

  /** Those that are there, the newest last. */
  list(): readonly { readonly path: string; readonly kind: string; readonly steps: number }[] {
    return (attempt(() => readdirSync(this.#folder)) ?? [])
      .flatMap((name) => {
        const [, kind = '', digits] = NAME.exec(name) ?? [];
        return digits === undefined
          ? []
          : [{ path: join(this.#folder, name), kind, steps: Number(digits) }];
      })
      .sort((one, other) => one.steps - other.steps || one.kind.localeCompare(other.kind));
  }

  /** Removes those that are too many, and those of stops that the run has gone on from. */
  prune(): void {
    const all = this.list();
    const newest = all.at(-1);
    const steps = all.filter(({ kind }) => kind === 'step');
    const stops = all.filter((one) => one.kind === 'stopped' && one !== newest);
    const old = steps.slice(0, Math.max(0, steps.length - this.#keep));
    for (const { path } of [...old, ...stops]) rmSync(path, { force: true });
  }

  /**
   * Opens the newest.
   *
   * @returns `null` where there is none. Its larger tensors are read until it is closed.
   * @throws {CheckpointError} If it is damaged.
   */
  async open(): Promise<OpenCheckpoint | null> {
    const all = this.list();
    const newest = all.at(-1);
    if (!newest) return null;
    const source = await file(newest.path).open();
    try {
      const state = decodeSource(source, 'training', EAGER_BYTES);
      return {
        state,
        path: newest.path,
        close: () => {
          source.close();
        },
      };
    } catch (cause) {
      source.close();
      if (!(cause instanceof CheckpointError)) throw cause;
      const before = all.at(-2);
      throw new CheckpointError(
        `${newest.path} cannot be used: ${cause.message} ` +
          (before
            ? `Delete it to go on from the one before it, ${before.path}.`
            : 'There is none before it; delete it, and the run begins anew.'),
        { cause },
      );
    }
  }
}

/** A checkpoint of a whole training that is being read. */
export interface OpenCheckpoint {
  readonly state: State;
  readonly path: string;
  close(): void;
}
