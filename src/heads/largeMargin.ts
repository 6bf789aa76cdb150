import { rejectUnknownOptions, requireNumber } from '../validation/options.ts';
import { withAddedLoss, type ValuesOfRow } from './addedLoss.ts';
import type { Head } from './head.ts';
import { qHead } from './qHead.ts';

/**
 * Options of {@link largeMargin}.
 *
 * @category Heads
 */
export interface LargeMarginOptions {
  /**
   * The head whose loss it is added to.
   *
   * @default qHead()
   */
  readonly head?: Head;
  /**
   * By how much the action of a demonstration must beat the others; at least 0, in
   * units of the return.
   *
   * @default 0.8
   */
  readonly margin?: number;
  /**
   * λ₂ ≥ 0: how much it counts.
   *
   * @default 1
   */
  readonly weight?: number;
}

/**
 * Deep Q-learning from demonstrations (DQfD): a loss that is 0 only where the
 * demonstrated action beats all others by a margin.
 *
 * `loss of head + λ₂ · mean(max_a (q(s, a) + margin · 1[a ≠ a_E]) − q(s, a_E))`
 *
 * It counts in the rows of demonstrations alone, which `batch.demonstrations` tells:
 * transitions that were added with `demonstration: true`. Other rows have the loss of
 * the head. The maximum is over the actions that were allowed at s, where the batch
 * says which. Importance weights count as in every loss; TD errors are the head's.
 *
 * Of the paper's four losses, the L2 penalty is `adamw({ weightDecay })`, and the
 * 1-step and the n-step loss are one of the two: that of the replay buffer's `steps`
 * (`nStep` of the agent). Both at once would take a second pass over other next states
 * in each update.
 *
 * @throws {OptionsError} If an option is unknown or out of range, or the head has
 *   no `addValueGradient`.
 * @example
 * ```ts
 * import { adamw, demonstrationBonus, DQNAgent, largeMargin, prioritized } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * const agent = new DQNAgent({
 *   environment: makeEnvironment('CartPole-v1'),
 *   head: largeMargin({ margin: 0.8 }),
 *   optimizer: adamw({ learningRate: 1e-3, weightDecay: 1e-5 }),
 *   replay: {
 *     capacity: 50_000,
 *     sampler: demonstrationBonus(prioritized({ alpha: 0.4, beta: 0.6, epsilon: 0.001 })),
 *   },
 *   nStep: 10,
 * });
 * agent.dispose();
 * ```
 * @see Hester et al. 2018, equations 1 and 2, https://arxiv.org/abs/1704.03732
 * @category Heads
 */
export function largeMargin(options: LargeMarginOptions = {}): Head {
  rejectUnknownOptions('largeMargin', options, ['head', 'margin', 'weight'], {
    lambda2: 'weight',
    lambda: 'weight',
  });
  const margin = requireNumber('margin', options.margin ?? 0.8, { min: 0 });
  const weight = requireNumber('weight', options.weight ?? 1, { min: 0 });
  return withAddedLoss(options.head ?? qHead(), {
    name: 'largeMargin({ head })',
    kind: 'largeMargin',
    options: { margin, weight },
    factor: weight,
    applies: ({ demonstrations }, row) => Boolean(demonstrations?.[row]),
    evaluate: (row, gradient, scale) => marginLoss(row, margin, gradient, scale),
  });
}

function marginLoss(
  { values, first, actions, taken, mask }: ValuesOfRow,
  margin: number,
  gradient: Float32Array,
  scale: number,
): number {
  let rival = taken;
  let highest = values[taken] as number;
  for (let index = first; index < first + actions; index++) {
    if (index === taken || (mask && !mask[index])) continue;
    const raised = (values[index] as number) + margin;
    if (raised <= highest) continue;
    rival = index;
    highest = raised;
  }
  if (rival === taken) return 0;
  gradient[rival] = (gradient[rival] as number) + scale;
  gradient[taken] = (gradient[taken] as number) - scale;
  return highest - (values[taken] as number);
}
