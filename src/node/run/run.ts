import type { Training } from '../../training/training.ts';

/**
 * A training with a folder: its events, one after the other, as `train` gives
 * them. Nothing runs until it is iterated, with `for await`, `consume` or `finish()`.
 *
 * @category Runs
 */
export interface Run extends Training {
  /** The whole path of the folder. */
  readonly folder: string;
  /** The steps of the checkpoint that the run goes on from; `null` where it begins. */
  readonly resumedAt: number | null;
  /** Gives the folder back, for a run that is not iterated. */
  close(): void;
}
