import type { State } from '../../state/state.ts';
import { StateReader } from '../../state/stateReader.ts';
import type { Consumer } from '../../training/consumer.ts';
import type { EvaluationEvent } from '../../training/events.ts';
import { requireFunction } from '../../validation/options.ts';
import { encodeEvaluations } from '../numpy/evaluations.ts';

/**
 * Keeps an `evaluations.npz` as the `EvalCallback` of Stable-Baselines3 writes it, whole after
 * each evaluation. Its `timesteps` are environment steps, and updates in `trainOffline`.
 *
 * @param save - Writes the bytes of the whole file, such as
 *   `(bytes) => writeFile('evaluations.npz', bytes)` of `node:fs/promises`.
 * @throws {OptionsError} If `save` is no function.
 * @category Runs
 */
export function evaluationsLog(
  save: (bytes: Uint8Array<ArrayBuffer>) => void | Promise<void>,
): Consumer {
  requireFunction('evaluationsLog(save): save', save);
  let evaluations: Pick<EvaluationEvent, 'environmentSteps' | 'evaluation'>[] = [];
  return {
    on(event) {
      if (event.type !== 'evaluation') return;
      // Those of `trainOffline` tell their updates: it takes no steps.
      const { evaluation, environmentSteps, updates = environmentSteps } = event;
      evaluations.push({ environmentSteps: updates, evaluation });
      return save(encodeEvaluations(evaluations));
    },
    getState: () => ({ evaluations: evaluations.map((one) => ({ ...one })) as unknown as State[] }),
    prepareState(state) {
      const reader = new StateReader('evaluationsLog', state);
      const saved: unknown = state['evaluations'];
      if (!Array.isArray(saved)) throw reader.error('evaluations must be a list');
      try {
        encodeEvaluations(saved as typeof evaluations);
      } catch (cause) {
        throw reader.error(`its evaluations are none: ${(cause as Error).message}`);
      }
      const list = [...(saved as typeof evaluations)];
      return () => {
        evaluations = list;
      };
    },
  };
}
