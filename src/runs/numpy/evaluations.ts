import { ShapeError } from '../../errors.ts';
import type { EvaluationEvent } from '../../training/events.ts';
import { encodeNpz } from './npz.ts';

/**
 * The bytes of an `evaluations.npz` as Stable-Baselines3 writes it, which its tools draw
 * curves from: `timesteps` of shape `[evaluations]`, `results` and `ep_lengths` of shape
 * `[evaluations, episodes]`.
 *
 * @param evaluations - In their order, all of as many episodes.
 * @throws {ShapeError} If the number of episodes differs.
 * @category Runs
 */
export function encodeEvaluations(
  evaluations: readonly Pick<EvaluationEvent, 'environmentSteps' | 'evaluation'>[],
): Uint8Array<ArrayBuffer> {
  const episodes = evaluations[0]?.evaluation.returns.length ?? 0;
  for (const [index, { evaluation }] of evaluations.entries()) {
    if (evaluation.returns.length === episodes && evaluation.lengths.length === episodes) continue;
    throw new ShapeError(
      `encodeEvaluations needs as many episodes in each evaluation; received ${episodes} in the first ` +
        `and ${evaluation.returns.length} at index ${index}.`,
    );
  }
  const shape = [evaluations.length, episodes];
  const returns = evaluations.flatMap(({ evaluation }) => evaluation.returns);
  const lengths = evaluations.flatMap(({ evaluation }) => evaluation.lengths);
  const steps = evaluations.map(({ environmentSteps }) => BigInt(environmentSteps));
  return encodeNpz({
    timesteps: { shape: [evaluations.length], data: BigInt64Array.from(steps) },
    results: { shape, data: Float64Array.from(returns) },
    ep_lengths: { shape, data: BigInt64Array.from(lengths, BigInt) },
  });
}
