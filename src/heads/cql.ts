import { rejectUnknownOptions, requireNumber } from '../validation/options.ts';
import { withAddedLoss, type ValuesOfRow } from './addedLoss.ts';
import type { Head } from './head.ts';
import { softValue } from './munchausen.ts';
import { qHead } from './qHead.ts';

/**
 * Options of {@link cql}.
 *
 * @category Heads
 */
export interface CqlOptions {
  /**
   * The head whose loss the penalty is added to.
   *
   * @default qHead()
   */
  readonly head?: Head;
  /**
   * α ≥ 0: how much the penalty counts. Larger keeps the policy nearer to the
   * data; 0 is the head alone.
   *
   * @default 1
   */
  readonly alpha?: number;
}

/**
 * Conservative Q-learning, for learning from recorded transitions alone: a penalty
 * that keeps down the values of actions that the data does not show.
 *
 * `loss of head + α · mean(log Σ_a exp q(s, a) − q(s, a_taken))`
 *
 * Without it, errors in the values of actions that nobody tried are never found out:
 * the target takes their maximum, and values rise without bound. The sum is over the
 * actions that were allowed at s, where the batch says which (`actionMasks`). Values
 * are those of the head: its means, for distributions. Importance weights count as
 * in every loss; TD errors are the head's.
 *
 * It is CQL(H) with a uniform prior, as for discrete actions in the paper.
 *
 * @throws {OptionsError} If an option is unknown or out of range, or the head has
 *   no `addValueGradient`.
 * @example
 * ```ts
 * import { cql, qHead } from 'deepq';
 *
 * const head = cql({ head: qHead({ double: true }), alpha: 0.5 });
 * head.kind; // 'cql'
 * ```
 * @see Kumar et al. 2020, equation 4, https://arxiv.org/abs/2006.04779
 * @category Heads
 */
export function cql(options: CqlOptions = {}): Head {
  rejectUnknownOptions('cql', options, ['head', 'alpha'], { weight: 'alpha' });
  const alpha = requireNumber('alpha', options.alpha ?? 1, { min: 0 });
  return withAddedLoss(options.head ?? qHead(), {
    name: 'cql({ head })',
    kind: 'cql',
    options: { alpha },
    factor: alpha,
    evaluate: conservativeLoss,
  });
}

/** `log Σ_a exp q_a − q_taken`, whose gradient is `softmax(q)_a − 1[a = taken]`. */
function conservativeLoss(row: ValuesOfRow, gradient: Float32Array, scale: number): number {
  const { values, first, actions, taken, mask } = row;
  const soft = softValue(values, first / actions, actions, 1, mask);
  for (let index = first; index < first + actions; index++) {
    if (mask && !mask[index]) continue;
    gradient[index] = scale * Math.exp((values[index] as number) - soft);
  }
  gradient[taken] = (gradient[taken] as number) - scale;
  return soft - (values[taken] as number);
}
