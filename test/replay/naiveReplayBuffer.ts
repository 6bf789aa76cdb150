import type { SampledBatch } from '../../src/replay/batch.ts';
import { DEFAULT_DISCOUNT } from '../../src/replay/returns.ts';
import type { Transition } from '../../src/protocol/transition.ts';
import type { Random } from '../../src/random/random.ts';
import type { Observation } from '../../src/spaces/space.ts';

/** A transition with the number of transitions that were added before it. */
interface Kept {
  readonly serial: number;
  readonly transition: Transition;
}

type MaskName = 'actionMask' | 'nextActionMask';

/** What a batch must hold, as plain lists. */
export type NaiveBatch = {
  readonly [
    K in keyof Omit<SampledBatch, 'size' | 'actionMasks' | 'nextActionMasks' | 'added'>
  ]: readonly number[];
} & {
  readonly actionMasks: readonly number[] | null;
  readonly nextActionMasks: readonly number[] | null;
};

/**
 * The oracle of the replay buffers: whole copies of both observations in a
 * plain array, the oldest dropped when there is one too many. Nothing is
 * shared, so nothing can be mixed up.
 */
export class NaiveReplayBuffer {
  readonly #capacity: number;
  readonly #random: Random;
  #kept: Kept[] = [];
  #added = 0;
  /** The lengths of masks, once there was one. */
  readonly #actions: Record<MaskName, number | null> = { actionMask: null, nextActionMask: null };

  constructor(capacity: number, random: Random) {
    this.#capacity = capacity;
    this.#random = random;
  }

  get size(): number {
    return this.#kept.length;
  }

  add(transition: Transition): void {
    const copy = {
      ...transition,
      observation: copyOf(transition.observation),
      nextObservation: copyOf(transition.nextObservation),
      ...(transition.actionMask && { actionMask: flagsOf(transition.actionMask) }),
      ...(transition.nextActionMask && { nextActionMask: flagsOf(transition.nextActionMask) }),
    };
    for (const name of ['actionMask', 'nextActionMask'] as const) {
      this.#actions[name] ??= copy[name]?.length ?? null;
    }
    this.#kept.push({ serial: this.#added, transition: copy });
    this.#added += 1;
    if (this.#kept.length > this.#capacity) this.#kept.shift();
  }

  sample(batchSize: number): NaiveBatch {
    const indices = Array.from({ length: batchSize }, () => this.#random.integer(this.size));
    const drawn = indices.map((slot) => this.#inSlot(slot));
    return {
      indices,
      observations: drawn.flatMap(({ observation }) => elementsOf(observation)),
      actions: drawn.map(({ action }) => action),
      rewards: drawn.map(({ reward }) => Math.fround(reward)),
      nextObservations: drawn.flatMap(({ nextObservation }) => elementsOf(nextObservation)),
      discounts: drawn.map(({ terminated }) => (terminated ? 0 : Math.fround(DEFAULT_DISCOUNT))),
      terminated: drawn.map(({ terminated }) => Number(terminated)),
      truncated: drawn.map(({ truncated }) => Number(truncated)),
      weights: drawn.map(() => 1),
      actionMasks: this.#masksOf('actionMask', drawn),
      nextActionMasks: this.#masksOf('nextActionMask', drawn),
    };
  }

  #masksOf(name: MaskName, drawn: readonly Transition[]): number[] | null {
    const actions = this.#actions[name];
    if (actions === null) return null;
    const all = new Array<number>(actions).fill(1);
    return drawn.flatMap(({ [name]: mask }) => (mask ? Array.from(mask) : all));
  }

  /** Slots are filled in turn: transition number i is in slot i modulo the capacity. */
  #inSlot(slot: number): Transition {
    const found = this.#kept.find(({ serial }) => serial % this.#capacity === slot);
    if (!found) throw new Error(`Nothing is in slot ${slot}.`);
    return found.transition;
  }
}

/** A batch of the library in the oracle's form. */
export function plain(batch: SampledBatch): NaiveBatch {
  return {
    indices: [...batch.indices],
    observations: [...batch.observations],
    actions: [...batch.actions],
    rewards: [...batch.rewards],
    nextObservations: [...batch.nextObservations],
    discounts: [...batch.discounts],
    terminated: [...batch.terminated],
    truncated: [...batch.truncated],
    weights: [...batch.weights],
    actionMasks: batch.actionMasks && [...batch.actionMasks],
    nextActionMasks: batch.nextActionMasks && [...batch.nextActionMasks],
  };
}

function flagsOf(mask: ArrayLike<number>): number[] {
  return Array.from(mask, (allowed) => (allowed ? 1 : 0));
}

function copyOf(observation: Observation): Observation {
  return typeof observation === 'number' ? observation : observation.slice();
}

function elementsOf(observation: Observation): readonly number[] {
  return typeof observation === 'number' ? [observation] : [...observation];
}
