import { ShapeError } from '../errors.ts';
import { rejectUnknownOptions } from '../validation/options.ts';
import { addGradients } from './addGradients.ts';
import { checkInput, checkOutputs } from './checkInput.ts';
import type { Head } from './head.ts';
import { resolveLoss, type LossOptions } from './losses.ts';
import {
  munchausenBonus,
  resolveMunchausen,
  softValue,
  type MunchausenOptions,
} from './munchausen.ts';
import { standardHead } from './standardHead.ts';

/**
 * Options of {@link munchausenHead}.
 *
 * @category Heads
 */
export interface MunchausenHeadOptions extends MunchausenOptions, LossOptions {}

/**
 * Munchausen Q-learning: the network's outputs are action values, and the target
 * is soft, with a reward for actions that the policy is sure of:
 *
 * `y = r + α · clip(τ log π⁻(a|s), l₀, 0) + discount · Σ_a' π⁻(a'|s') (Q⁻(s', a') − τ log π⁻(a'|s'))`
 *
 * where `π⁻ = softmax(Q⁻ / τ)` over the actions that are allowed: in s' by
 * `nextActionMasks`, in s by `actionMasks`. With n-step returns the bonus is that of
 * the first step alone. The target network picks its actions softly, so there is
 * no double variant. TD errors are `y − q(s, a)`.
 *
 * @throws {OptionsError} If an option is unknown or out of range.
 * @see Vieillard et al. 2020, https://arxiv.org/abs/2007.14430
 * @category Heads
 */
export function munchausenHead(options: MunchausenHeadOptions = {}): Head {
  rejectUnknownOptions(
    'munchausenHead',
    options,
    KNOWN_OPTIONS,
    HINTS,
    'munchausenHead({ temperature: 0.03 })',
  );
  const { loss: lossName, huberDelta, ...rest } = options;
  const munchausen = resolveMunchausen(rest);
  const loss = resolveLoss({ loss: lossName, huberDelta });
  return standardHead({
    kind: 'munchausen',
    options: { ...munchausen, loss: loss.kind, huberDelta: loss.huberDelta },
    outputsPerAction: 1,
    fractions: null,
    uses: { nextOnline: false, target: true, actionMasks: true },
    values(outputs, values) {
      checkOutputs('munchausenHead', outputs, values, 1);
      values.set(outputs);
    },
    addValueGradient: addGradients,
    evaluate(input, result) {
      checkInput('munchausenHead', input, result, 1);
      const { batch, actions, online, nextTarget, target } = input;
      if (!target) throw new ShapeError('A Munchausen head needs target; received null.');
      const { rewards, discounts, weights, size, actionMasks = null, nextActionMasks } = batch;
      const { tdErrors, outputGradient } = result;
      let lossSum = 0;
      let qSum = 0;
      for (let row = 0; row < size; row++) {
        const action = batch.actions[row] as number;
        const discount = discounts[row] as number;
        const bonus = munchausenBonus(munchausen, target, row, actions, action, actionMasks);
        let y = (rewards[row] as number) + bonus;
        // A state without a future must not be looked at: 0 · NaN is NaN.
        if (discount !== 0) {
          const { temperature } = munchausen;
          y += discount * softValue(nextTarget, row, actions, temperature, nextActionMasks);
        }
        const taken = row * actions + action;
        const q = online[taken] as number;
        const weight = weights[row] as number;
        const error = q - y;
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

const KNOWN_OPTIONS = [
  'alpha',
  'temperature',
  'logPolicyMin',
  'loss',
  'huberDelta',
] as const satisfies readonly (keyof MunchausenHeadOptions)[];

const HINTS = {
  tau: 'temperature',
  double: 'nothing: actions are picked softly',
  discount: 'the discount of the agent, or returns: { discount } of the replay buffer',
  gamma: 'the discount of the agent, or returns: { discount } of the replay buffer',
};
