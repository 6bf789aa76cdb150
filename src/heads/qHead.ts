import { ShapeError } from '../errors.ts';
import { rejectUnknownOptions, requireBoolean } from '../validation/options.ts';
import { addGradients } from './addGradients.ts';
import { checkInput, checkOutputs } from './checkInput.ts';
import type { Head } from './head.ts';
import { resolveLoss, type LossOptions } from './losses.ts';
import { standardHead } from './standardHead.ts';
import { bootstrapValue } from './targets.ts';

/**
 * Options of {@link qHead}.
 *
 * @category Heads
 */
export interface QHeadOptions extends LossOptions {
  /**
   * Whether the online network picks the action of the target (double
   * Q-learning) instead of the target network.
   *
   * @default true
   */
  readonly double?: boolean;
}

/**
 * The head of plain and double deep Q-learning: the network's outputs are the
 * action values, and the value of the action that was taken is moved towards
 * `y = r + discount · max_a Q⁻(s', a)`, with the maximum over the actions that are
 * allowed in s'. Reward and discount are the batch's.
 *
 * @throws {OptionsError} If an option is unknown or out of range.
 * @see Mnih et al. 2015, https://doi.org/10.1038/nature14236
 * @see van Hasselt et al. 2016, https://arxiv.org/abs/1509.06461
 * @category Heads
 */
export function qHead(options: QHeadOptions = {}): Head {
  rejectUnknownOptions(
    'qHead',
    options,
    ['double', 'loss', 'huberDelta'],
    {
      discount: 'the discount of the agent, or returns: { discount } of the replay buffer',
      gamma: 'the discount of the agent, or returns: { discount } of the replay buffer',
    },
    'qHead({ double: true })',
  );
  const loss = resolveLoss(options);
  const double = requireBoolean('double', options.double ?? true);
  return standardHead({
    kind: 'q',
    options: { double, loss: loss.kind, huberDelta: loss.huberDelta },
    outputsPerAction: 1,
    fractions: null,
    uses: { nextOnline: double, target: false },
    values(outputs, values) {
      checkOutputs('qHead', outputs, values, 1);
      // Not by set(), which takes longer for the few values of one choice.
      for (let index = 0; index < values.length; index++) values[index] = outputs[index] as number;
    },
    addValueGradient: addGradients,
    evaluate(input, result) {
      checkInput('qHead', input, result, 1);
      const { batch, actions, online, nextTarget, nextOnline } = input;
      const { rewards, discounts, weights, size, nextActionMasks } = batch;
      const { tdErrors, outputGradient } = result;
      const chooser = double ? nextOnline : nextTarget;
      if (!chooser) throw new ShapeError('A double Q head needs nextOnline; received null.');
      let lossSum = 0;
      let qSum = 0;
      for (let row = 0; row < size; row++) {
        const first = row * actions;
        const target = Math.fround(
          (rewards[row] as number) +
            bootstrapValue(
              discounts[row] as number,
              chooser,
              nextTarget,
              first,
              actions,
              nextActionMasks,
            ),
        );
        const taken = first + (batch.actions[row] as number);
        const q = online[taken] as number;
        const weight = weights[row] as number;
        const error = q - target;
        tdErrors[row] = -error;
        lossSum += weight * loss.value(error);
        outputGradient[taken] = (weight * loss.derivative(error)) / size;
        qSum += q;
      }
      result.loss = lossSum / size;
      result.meanQ = qSum / size;
    },
  });
}
