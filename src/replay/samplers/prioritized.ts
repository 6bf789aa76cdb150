import type { Random } from '../../random/random.ts';
import type { Schedule } from '../../schedules/schedule.ts';
import { prepareRandom } from '../../state/prepareRandom.ts';
import { StateReader } from '../../state/stateReader.ts';
import type { State } from '../../state/state.ts';
import { rejectUnknownOptions, requireNumber } from '../../validation/options.ts';
import type { Sampler, SamplerContext, SamplerSpec, SlotDraw } from '../sampler.ts';
import {
  requireContext,
  requireDraw,
  requireLearned,
  requireSize,
  requireSlot,
} from './checkUse.ts';
import { MAX_PRIORITY, resolvePriorities } from './priorities.ts';
import { SumTree } from './sumTree.ts';

/**
 * Options of {@link prioritized}.
 *
 * @category Samplers
 */
export interface PrioritizedOptions {
  /**
   * α, in `[0, 1]`: how much priorities count; with 0 all transitions are
   * equally likely.
   *
   * @default 0.6
   */
  readonly alpha?: number;
  /**
   * β, in `[0, 1]`: how far the weights make up for what is drawn too often; with
   * 1 entirely. A number, or a schedule that counts the batches drawn so far.
   *
   * @default `linear({ from: 0.4, to: 1, over: 100_000 })`
   */
  readonly beta?: number | Schedule;
  /**
   * Above 0: added to the size of each TD error, so that no transition is never
   * drawn again.
   *
   * @default 1e-6
   */
  readonly epsilon?: number;
  /**
   * Above 0: the priority of new transitions until there is a larger one.
   *
   * @default 1
   */
  readonly initial?: number;
}

/**
 * Proportional prioritized replay: a transition is drawn with a probability
 * that grows with its priority, `P(i) = p_i^α / Σ_j p_j^α`, where `p_i = |δ_i| + ε` is
 * the size of its last TD error. Distributional heads give their loss for it.
 *
 * - A batch of k is drawn in strata: the sum is cut into k equal parts, and one
 *   transition is drawn in each.
 * - The weights are `(1 / (N · P(i)))^β`, divided by the largest of the batch.
 * - A new transition has the largest priority so far; or its own, if it comes
 *   with a `priority`.
 *
 * @throws {OptionsError} If an option is unknown or out of range.
 * @example
 * ```ts
 * import { Box, Discrete, prioritized, ReplayBuffer } from 'deepq';
 *
 * const observationSpace = new Box({ low: -1, high: 1, shape: [2] });
 * const environment = { observationSpace, actionSpace: new Discrete(3) };
 * const sampler = prioritized({ alpha: 0.5 });
 * const replay = new ReplayBuffer({ capacity: 10_000, environment, sampler, seed: 7 });
 * replay.samplerKind; // 'prioritized'
 * ```
 * @see Schaul et al. 2016, https://arxiv.org/abs/1511.05952
 * @category Samplers
 */
export function prioritized(options: PrioritizedOptions = {}): SamplerSpec {
  rejectUnknownOptions(
    'prioritized',
    options,
    ['alpha', 'beta', 'epsilon', 'initial'],
    {
      'betaStart betaEnd betaInitial betaFinal betaFrames betaSteps betaIters betaSchedule':
        'beta: linear({ from, to, over })',
      eps: 'epsilon',
    },
    'prioritized({ alpha: 0.6 })',
  );
  const priorities = resolvePriorities(options, { alpha: 0.6, beta: 0.4 });
  const epsilon = requireNumber('epsilon', options.epsilon ?? 1e-6, { min: 0, exclusiveMin: true });
  return {
    kind: 'prioritized',
    options: { ...priorities.described, epsilon },
    create: (context) => new PrioritizedSampler({ ...priorities, epsilon }, context),
  };
}

interface Resolved {
  readonly alpha: number;
  readonly beta: Schedule;
  readonly epsilon: number;
  readonly initial: number;
}

class PrioritizedSampler implements Sampler {
  readonly #options: Resolved;
  readonly #capacity: number;
  readonly #random: Random;
  /** `p^α` of each slot; 0 where there is no transition yet. */
  readonly #tree: SumTree;
  /** The largest priority so far. */
  #largest: number;
  /** How many batches were drawn. */
  #batches = 0;
  /** Of the batch in hand, where in the total each row's draw is. */
  #points = new Float64Array(0);

  constructor(options: Resolved, context: SamplerContext) {
    requireContext('prioritized', context);
    const { capacity, random } = context;
    this.#options = options;
    this.#capacity = capacity;
    this.#random = random;
    this.#tree = new SumTree(capacity);
    this.#largest = options.initial;
  }

  added(slot: number, priority?: number): void {
    requireSlot(slot, priority ?? 0, this.#capacity);
    if (priority === undefined) this.#tree.set(slot, this.#largest ** this.#options.alpha);
    else this.#setPriority(slot, priority);
  }

  sample(draw: SlotDraw, size: number): void {
    requireDraw(draw, size, this.#tree.total > 0 ? null : 0);
    const { indices, weights } = draw;
    const beta = this.#options.beta(this.#batches);
    const batch = indices.length;
    if (this.#points.length !== batch) this.#points = new Float64Array(batch);
    const stratum = this.#tree.total / batch;
    for (let row = 0; row < batch; row++) {
      this.#points[row] = (row + this.#random.uniform()) * stratum;
    }
    this.#tree.find(this.#points, indices);
    let smallest = Infinity;
    for (let row = 0; row < batch; row++) {
      smallest = Math.min(smallest, this.#tree.get(indices[row] as number));
    }
    // The transition with the smallest P has the largest weight, and N cancels out.
    for (let row = 0; row < batch; row++) {
      weights[row] = (smallest / this.#tree.get(indices[row] as number)) ** beta;
    }
    this.#batches += 1;
  }

  learned(slots: Int32Array, tdErrors: Float32Array): void {
    requireLearned(
      slots,
      tdErrors,
      (slot) => slot >= 0 && slot < this.#capacity && this.#tree.get(slot) > 0,
    );
    for (let row = 0; row < slots.length; row++) {
      this.#setPriority(slots[row] as number, Math.abs(tdErrors[row] as number));
    }
  }

  priority(slot: number): number {
    requireSlot(slot, 0, this.#capacity);
    // With α = 0 the tree has forgotten them: all are drawn alike.
    return this.#tree.get(slot) ** (1 / (this.#options.alpha || 1));
  }

  getState(size: number): State {
    requireSize('getState(size)', size, this.#capacity);
    return {
      random: { ...this.#random.getState() },
      batches: this.#batches,
      alpha: this.#options.alpha,
      largest: this.#largest,
      priorities: { shape: [size], data: this.#tree.toArray(size) },
    };
  }

  prepareState(state: State, size: number): () => void {
    requireSize('prepareState(state, size)', size, this.#capacity);
    const reader = new StateReader("replay buffer's sampler", state);
    const takeOverRandom = prepareRandom(reader, 'random', this.#random);
    const batches = reader.count('batches');
    const alpha = reader.number('alpha');
    if (alpha !== this.#options.alpha) {
      throw reader.error(`its alpha is ${alpha}, that of this sampler ${this.#options.alpha}`);
    }
    const largest = reader.number('largest');
    if (!(largest > 0)) throw reader.error(`largest must be above 0; received ${largest}`);
    const priorities = reader.tensor('priorities', Float64Array, [size]);
    const wrong = priorities.findIndex((priority) => !(priority > 0 && priority < Infinity));
    if (wrong >= 0) throw reader.error(`element ${wrong} of priorities is ${priorities[wrong]}`);
    return () => {
      takeOverRandom();
      this.#batches = batches;
      this.#largest = largest;
      this.#tree.fill(priorities);
    };
  }

  checkValid(size: number): void {
    this.#tree.checkValid(size);
  }

  #setPriority(slot: number, size: number): void {
    const priority = Math.min(size + this.#options.epsilon, MAX_PRIORITY);
    this.#largest = Math.max(this.#largest, priority);
    this.#tree.set(slot, priority ** this.#options.alpha);
  }
}
