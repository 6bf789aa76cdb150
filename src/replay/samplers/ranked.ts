import { OptionsError } from '../../errors.ts';
import type { Random } from '../../random/random.ts';
import type { Schedule } from '../../schedules/schedule.ts';
import { prepareRandom } from '../../state/prepareRandom.ts';
import { StateReader } from '../../state/stateReader.ts';
import type { State } from '../../state/state.ts';
import { rejectUnknownOptions } from '../../validation/options.ts';
import type { Sampler, SamplerContext, SamplerSpec, SlotDraw } from '../sampler.ts';
import {
  requireContext,
  requireDraw,
  requireLearned,
  requireSize,
  requireSlot,
} from './checkUse.ts';
import { MAX_PRIORITY, resolvePriorities, type ResolvedPriorities } from './priorities.ts';
import { findProblem, RankedSlots } from './rankedSlots.ts';

/**
 * Options of {@link ranked}.
 *
 * @category Samplers
 */
export interface RankedOptions {
  /**
   * α, in `[0, 1]`: how much ranks count; with 0 all transitions are equally
   * likely.
   *
   * @default 0.7
   */
  readonly alpha?: number;
  /**
   * β, in `[0, 1]`: how far the weights make up for what is drawn too often; with
   * 1 entirely. A number, or a schedule that counts the batches drawn so far.
   *
   * @default `linear({ from: 0.5, to: 1, over: 100_000 })`
   */
  readonly beta?: number | Schedule;
  /**
   * Above 0: the priority of new transitions until there is a larger one.
   *
   * @default 1
   */
  readonly initial?: number;
}

/**
 * Rank-based prioritized replay: `P(i) = rank(i)^−α / Σ_r r^−α`, where the transition
 * with the largest TD error has rank 1. Unlike {@link prioritized} it does not ask
 * how much larger an error is, so that a few large ones cannot crowd out all others.
 *
 * - Ranks are places in a heap, which is sorted whenever as many priorities have
 *   changed as there are transitions: approximate ranks, as in the paper.
 * - A batch of k is drawn in strata: the probability is cut into k equal parts,
 *   and one transition is drawn in each. Within them probabilities are those of
 *   the ranks; the paper takes them as equal there.
 * - Weights and new transitions are as with {@link prioritized}.
 *
 * @throws {OptionsError} If an option is unknown or out of range.
 * @see Schaul et al. 2016, section 3.3, https://arxiv.org/abs/1511.05952
 * @category Samplers
 */
export function ranked(options: RankedOptions = {}): SamplerSpec {
  rejectUnknownOptions(
    'ranked',
    options,
    ['alpha', 'beta', 'initial'],
    {
      'betaStart betaEnd betaInitial betaFinal betaFrames betaSteps betaIters betaSchedule':
        'beta: linear({ from, to, over })',
      'eps epsilon': 'nothing: ranks need none',
    },
    'ranked({ alpha: 0.7 })',
  );
  const resolved = resolvePriorities(options, { alpha: 0.7, beta: 0.5 });
  return {
    kind: 'ranked',
    options: resolved.described,
    create: (context) => new RankedSampler(resolved, context),
  };
}

class RankedSampler implements Sampler {
  readonly #options: ResolvedPriorities;
  readonly #random: Random;
  readonly #ranks: RankedSlots;
  /** By place, `Σ r^−α` over the ranks up to it; filled as far as `#summed`. */
  readonly #sums: Float64Array;
  #summed = 0;
  /** The largest priority so far. */
  #largest: number;
  /** How many batches were drawn. */
  #batches = 0;

  constructor(options: ResolvedPriorities, context: SamplerContext) {
    requireContext('ranked', context);
    const { capacity, random } = context;
    this.#options = options;
    this.#random = random;
    this.#ranks = new RankedSlots(capacity);
    try {
      this.#sums = new Float64Array(capacity);
    } catch (cause) {
      throw new OptionsError(
        `Ranks of ${capacity} transitions need more memory than can be allocated; ` +
          "lower the replay buffer's capacity.",
        { cause },
      );
    }
    this.#largest = options.initial;
  }

  added(slot: number, priority = this.#largest): void {
    // A new slot must be the next one.
    requireSlot(slot, priority, Math.min(this.#sums.length, this.#ranks.size + 1));
    this.#setPriority(slot, priority);
  }

  sample(draw: SlotDraw, size: number): void {
    requireDraw(draw, size, this.#ranks.size);
    const { indices, weights } = draw;
    const beta = this.#options.beta(this.#batches);
    this.#sumUpTo(size);
    const stratum = (this.#sums[size - 1] as number) / indices.length;
    let place = 0;
    for (let row = 0; row < indices.length; row++) {
      const point = (row + this.#random.uniform()) * stratum;
      // Strata follow one another, and so do the places.
      place = findPlace(this.#sums, point, place, size - 1);
      indices[row] = this.#ranks.at(place);
      // Kept until the last one, whose P is the smallest, is known.
      weights[row] = place + 1;
    }
    const exponent = this.#options.alpha * beta;
    for (let row = 0; row < indices.length; row++) {
      weights[row] = ((weights[row] as number) / (place + 1)) ** exponent;
    }
    this.#batches += 1;
  }

  learned(slots: Int32Array, tdErrors: Float32Array): void {
    requireLearned(slots, tdErrors, (slot) => slot >= 0 && slot < this.#ranks.size);
    for (let row = 0; row < slots.length; row++) {
      this.#setPriority(slots[row] as number, Math.abs(tdErrors[row] as number));
    }
  }

  priority(slot: number): number {
    requireSlot(slot, 0, this.#ranks.size);
    return this.#ranks.priorityOf(slot);
  }

  getState(size: number): State {
    requireSize('getState(size)', size, this.#sums.length);
    const { slots, priorities, changes } = this.#ranks.getState();
    return {
      random: { ...this.#random.getState() },
      batches: this.#batches,
      largest: this.#largest,
      changes,
      slots: { shape: [size], data: slots },
      priorities: { shape: [size], data: priorities },
    };
  }

  prepareState(state: State, size: number): () => void {
    requireSize('prepareState(state, size)', size, this.#sums.length);
    const reader = new StateReader("replay buffer's sampler", state);
    const takeOverRandom = prepareRandom(reader, 'random', this.#random);
    const batches = reader.count('batches');
    const largest = reader.number('largest');
    if (!(largest > 0)) throw reader.error(`largest must be above 0; received ${largest}`);
    const ranks = {
      changes: reader.integer('changes', { min: 0, max: size }),
      slots: reader.tensor('slots', Int32Array, [size]),
      priorities: reader.tensor('priorities', Float64Array, [size]),
    };
    const problem = findProblem(ranks);
    if (problem !== null) throw reader.error(problem);
    return () => {
      takeOverRandom();
      this.#batches = batches;
      this.#largest = largest;
      this.#ranks.setState(ranks);
    };
  }

  checkValid(size: number): void {
    if (this.#ranks.size !== size) throw new Error(`${this.#ranks.size} of ${size} have a rank.`);
    this.#ranks.checkValid();
  }

  #setPriority(slot: number, priority: number): void {
    const bounded = Math.min(priority, MAX_PRIORITY);
    this.#largest = Math.max(this.#largest, bounded);
    this.#ranks.set(slot, bounded);
  }

  #sumUpTo(size: number): void {
    const sums = this.#sums;
    for (; this.#summed < size; this.#summed++) {
      const before = this.#summed === 0 ? 0 : (sums[this.#summed - 1] as number);
      sums[this.#summed] = before + (this.#summed + 1) ** -this.#options.alpha;
    }
  }
}

/** The first place from `from` on whose sum is above a point, or `last`. */
function findPlace(sums: Float64Array, point: number, from: number, last: number): number {
  let low = from;
  let high = last;
  while (low < high) {
    const middle = low + ((high - low) >> 1);
    if ((sums[middle] as number) > point) high = middle;
    else low = middle + 1;
  }
  return low;
}
