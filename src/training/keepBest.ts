import { requireFunction } from '../validation/options.ts';
import type { Consumer } from './consumer.ts';
import { BestMean } from './evaluationRules.ts';
import type { EvaluationEvent } from './events.ts';

/**
 * Saves after each evaluation that is better than all before it: for use with
 * {@link consume}, and with the option `evaluation` of {@link train}.
 *
 * @param save - Such as `() => agent.save(file('best.safetensors'), { replay: false })`. The
 *   training waits for it.
 * @throws {OptionsError} If `save` is no function.
 * @category Training
 */
export function keepBest(save: (event: EvaluationEvent) => void | Promise<void>): Consumer {
  requireFunction('keepBest(save): save', save);
  const best = new BestMean('best weights');
  return {
    on(event) {
      if (event.type !== 'evaluation' || !best.observe(event.evaluation.mean)) return;
      return save(event);
    },
    getState: () => best.getState(),
    prepareState: (state) => best.prepareState(state),
  };
}
