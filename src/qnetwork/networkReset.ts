/**
 * A reset of weights that was made in the middle of training.
 *
 * @category Regimes
 */
export interface NetworkReset {
  /** What made it, such as `'shrinkAndPerturb'` or `'redo'`. */
  readonly kind: string;
  /** How many weights of the online network it changed. */
  readonly weights: number;
  /** How many units were made anew; `null` where whole layers are reset. */
  readonly units: number | null;
}
