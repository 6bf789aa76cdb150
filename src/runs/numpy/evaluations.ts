import { ShapeError, ValueError } from '../../errors.ts';
import type { EvaluationEvent } from '../../training/events.ts';
import { listOf, requireNumbers } from '../../validation/numbers.ts';
import { show } from '../../validation/options.ts';
import { encodeNpz } from './npz.ts';

/**
 * The bytes of an `evaluations.npz` as Stable-Baselines3 writes it, which its tools draw
 * curves from: `timesteps` of shape `[evaluations]`, `results` and `ep_lengths` of shape
 * `[evaluations, episodes]`.
 *
 * @param evaluations - In their order, all of as many episodes.
 * @throws {ShapeError} If the number of episodes differs.
 * @throws {ValueError} If they are no list of evaluations with their steps.
 * @category Runs
 */
export function encodeEvaluations(
  evaluations: readonly Pick<EvaluationEvent, 'environmentSteps' | 'evaluation'>[],
): Uint8Array<ArrayBuffer> {
  requireEvaluations(evaluations);
  const episodes = evaluations[0]?.evaluation.returns.length ?? 0;
  for (const [index, { evaluation }] of evaluations.entries()) {
    if (evaluation.returns.length === episodes && evaluation.lengths.length === episodes) continue;
    throw new ShapeError(
      `encodeEvaluations needs as many episodes in each evaluation; received ${episodes} in the first ` +
        `and ${evaluation.returns.length} at index ${index}.`,
    );
  }
  const shape = [evaluations.length, episodes];
  const returns = evaluations.flatMap(({ evaluation }) => listOf(evaluation.returns));
  const lengths = evaluations.flatMap(({ evaluation }) => listOf(evaluation.lengths));
  const steps = evaluations.map(({ environmentSteps }) => BigInt(environmentSteps));
  return encodeNpz({
    timesteps: { shape: [evaluations.length], data: BigInt64Array.from(steps) },
    results: { shape, data: Float64Array.from(returns) },
    ep_lengths: { shape, data: BigInt64Array.from(lengths, BigInt) },
  });
}

/** Throws unless all of them are what an event says, or a state that was saved. */
function requireEvaluations(evaluations: unknown): void {
  if (!Array.isArray(evaluations)) {
    throw new ValueError(
      `encodeEvaluations needs a list of { environmentSteps, evaluation }; received ${show(evaluations)}.`,
    );
  }
  for (let index = 0; index < evaluations.length; index++) {
    const one = Object(evaluations[index]) as Partial<EvaluationEvent>;
    const { returns, lengths } = Object(one.evaluation) as Partial<EvaluationEvent['evaluation']>;
    const where = `encodeEvaluations: evaluations[${index}]`;
    requireWhole(`${where}.environmentSteps`, one.environmentSteps);
    requireNumbers(`${where}.evaluation.returns`, returns);
    requireNumbers(`${where}.evaluation.lengths`, lengths);
    for (const length of listOf(lengths as readonly number[])) {
      requireWhole(`a length of ${where}`, length);
    }
  }
}

function requireWhole(name: string, value: unknown): void {
  if (Number.isSafeInteger(value) && Number(value) >= 0) return;
  throw new ValueError(`${name} must be a whole number of at least 0; received ${show(value)}.`);
}
