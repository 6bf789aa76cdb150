import { requireLearned, requireSlot } from './checkUse.ts';
import { rejectUnknownOptions, requireNumber } from '../../validation/options.ts';
import { StateReader } from '../../state/stateReader.ts';
import { requireMethods, requireSampler } from '../requireSampler.ts';
import type { Sampler, SamplerSpec } from '../sampler.ts';

/**
 * Options of {@link demonstrationBonus}.
 *
 * @category Samplers
 */
export interface DemonstrationBonusOptions {
  /**
   * ε_d ≥ 0: what is added to the size of each TD error of a demonstration.
   *
   * @default 1
   */
  readonly bonus?: number;
}

/**
 * Draws demonstrations more often than their TD errors alone would have it: their
 * priorities are `|δ| + bonus`, to which the sampler adds its own ε. With
 * `prioritized({ epsilon: 0.001 })` and a bonus of 1 that is DQfD's sampling.
 *
 * A demonstration that was not drawn yet has the priority of any new transition.
 *
 * @param sampler - What it is put around, such as `prioritized()` or `ranked()`.
 * @throws {OptionsError} If an option is unknown or out of range.
 * @example
 * ```ts
 * import { demonstrationBonus, prioritized } from 'deepq';
 *
 * const sampler = demonstrationBonus(prioritized({ alpha: 0.4, epsilon: 0.001 }), { bonus: 1 });
 * sampler.kind; // 'demonstrationBonus'
 * ```
 * @see Hester et al. 2018, https://arxiv.org/abs/1704.03732
 * @category Samplers
 */
export function demonstrationBonus(
  sampler: SamplerSpec,
  options: DemonstrationBonusOptions = {},
): SamplerSpec {
  const inner = requireSampler(sampler);
  rejectUnknownOptions('demonstrationBonus', options, ['bonus'], { epsilon: 'bonus' });
  const bonus = requireNumber('bonus', options.bonus ?? 1, { min: 0 });
  return {
    kind: 'demonstrationBonus',
    options: { bonus, sampler: { kind: inner.kind, options: { ...inner.options } } },
    create: (context) =>
      withBonus(requireMethods(inner.create(context)), inner.kind, bonus, context.capacity),
  };
}

function withBonus(inner: Sampler, kind: string, bonus: number, capacity: number): Sampler {
  /** Slots below this hold demonstrations. */
  let demonstrations = 0;
  const raised = (slots: Int32Array, tdErrors: Float32Array): Float32Array =>
    tdErrors.map((error, row) =>
      (slots[row] as number) < demonstrations ? Math.abs(error) + bonus : error,
    );
  return {
    added(slot, priority, isDemonstration) {
      requireSlot(slot, priority ?? 0, capacity);
      const isRaised = isDemonstration && priority !== undefined;
      // First the sampler inside, which may refuse it: nothing has changed then.
      inner.added(slot, isRaised ? priority + bonus : priority, isDemonstration);
      if (isDemonstration) demonstrations = slot + 1;
    },
    sample(draw, size) {
      inner.sample(draw, size);
    },
    ...(inner.learned && {
      learned(slots: Int32Array, tdErrors: Float32Array) {
        // Which slots hold something, the sampler inside knows.
        requireLearned(slots, tdErrors, (slot) => slot >= 0);
        inner.learned?.(slots, raised(slots, tdErrors));
      },
    }),
    ...(inner.priority && { priority: (slot: number) => inner.priority!(slot) }),
    getState: (size) => ({ demonstrations, sampler: { kind, ...inner.getState(size) } }),
    prepareState(state, size) {
      const reader = new StateReader("replay buffer's sampler", state);
      const saved = reader.integer('demonstrations', { min: 0, max: size });
      const within = new StateReader("replay buffer's sampler", reader.record('sampler'));
      const savedKind = within.string('kind');
      if (savedKind !== kind) {
        throw reader.error(`the bonus is on '${savedKind}', that of this replay on '${kind}'`);
      }
      const commit = inner.prepareState(reader.record('sampler'), size);
      return () => {
        demonstrations = saved;
        commit();
      };
    },
    ...(inner.checkValid && {
      checkValid(size: number) {
        inner.checkValid?.(size);
      },
    }),
  };
}
