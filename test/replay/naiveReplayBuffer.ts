import type { SampledBatch } from '../../src/replay/batch.ts';
import { DEFAULT_DISCOUNT, type Returns } from '../../src/replay/returns.ts';
import type { Transition } from '../../src/protocol/transition.ts';
import type { Random } from '../../src/random/random.ts';
import type { Observation } from '../../src/spaces/space.ts';

/** A transition with the number of transitions that were added before it. */
export interface Kept {
  readonly serial: number;
  readonly stream: number;
  readonly transition: Transition;
  /** Where it lies. */
  readonly slot: number;
}

type MaskName = 'actionMask' | 'nextActionMask';

/** What a batch must hold, as plain lists. */
export type NaiveBatch = {
  readonly [
    K in keyof Omit<
      SampledBatch,
      'size' | 'actionMasks' | 'nextActionMasks' | 'demonstrations' | 'added'
    >
  ]: readonly number[];
} & {
  readonly demonstrations: readonly number[] | null;
  readonly actionMasks: readonly number[] | null;
  readonly nextActionMasks: readonly number[] | null;
};

/**
 * The oracle of the replay buffers: whole copies of both observations in a
 * plain array, the oldest dropped when there is one too many, but for
 * demonstrations. Nothing is shared, so nothing can be mixed up.
 */
export class NaiveReplayBuffer {
  readonly #capacity: number;
  readonly #random: Random;
  readonly #returns: Returns;
  #kept: Kept[] = [];
  #added = 0;
  #demonstrations = 0;
  /** The lengths of masks, once there was one. */
  readonly #actions: Record<MaskName, number | null> = { actionMask: null, nextActionMask: null };

  constructor(
    capacity: number,
    random: Random,
    returns: Returns = { steps: 1, discount: DEFAULT_DISCOUNT },
  ) {
    this.#capacity = capacity;
    this.#random = random;
    this.#returns = returns;
  }

  get size(): number {
    return this.#kept.length;
  }

  add(transition: Transition, stream = 0): void {
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
    // Slots behind the demonstrations are filled in turn.
    const ring = this.#capacity - this.#demonstrations;
    const slot = transition.demonstration
      ? this.#demonstrations++
      : this.#demonstrations + ((this.#added - this.#demonstrations) % ring);
    this.#kept = this.#kept.filter((kept) => kept.slot !== slot);
    this.#kept.push({ serial: this.#added, stream, transition: copy, slot });
    this.#added += 1;
  }

  sample(batchSize: number): NaiveBatch {
    return this.batchOf(Array.from({ length: batchSize }, () => this.#random.integer(this.size)));
  }

  /** What a batch of these slots must hold; each one's weight is 1. */
  batchOf(indices: readonly number[]): NaiveBatch {
    const starts = indices.map((slot) => this.inSlot(slot));
    const chains = starts.map((start) => this.#stepsFrom(start));
    const drawn = starts.map(({ transition }) => transition);
    const last = chains.map((chain) => chain.at(-1) as Transition);
    const { discount } = this.#returns;
    return {
      indices,
      observations: drawn.flatMap(({ observation }) => elementsOf(observation)),
      actions: drawn.map(({ action }) => action),
      rewards: chains.map((chain) =>
        Math.fround(
          chain
            .map(({ reward }, k) => discount ** k * Math.fround(reward))
            // Not from 0 on, which would turn −0 into 0.
            .reduce((sum, reward) => sum + reward),
        ),
      ),
      nextObservations: last.flatMap(({ nextObservation }) => elementsOf(nextObservation)),
      discounts: last.map(({ terminated }, row) =>
        terminated ? 0 : Math.fround(discount ** (chains[row] as Transition[]).length),
      ),
      terminated: last.map(({ terminated }) => Number(terminated)),
      truncated: last.map(({ truncated }) => Number(truncated)),
      weights: drawn.map(() => 1),
      demonstrations:
        this.#demonstrations > 0 ? drawn.map(({ demonstration }) => (demonstration ? 1 : 0)) : null,
      actionMasks: this.#masksOf('actionMask', drawn),
      nextActionMasks: this.#masksOf('nextActionMask', last),
    };
  }

  #masksOf(name: MaskName, drawn: readonly Transition[]): number[] | null {
    const actions = this.#actions[name];
    if (actions === null) return null;
    const all = new Array<number>(actions).fill(1);
    return drawn.flatMap(({ [name]: mask }) => (mask ? Array.from(mask, Number) : all));
  }

  inSlot(slot: number): Kept {
    const found = this.#kept.find((kept) => kept.slot === slot);
    if (!found) throw new Error(`Nothing is in slot ${slot}.`);
    return found;
  }

  /** A transition and those that follow on it, up to n and to the end of the episode. */
  #stepsFrom({ serial, stream, transition }: Kept): Transition[] {
    const steps = [transition];
    for (const later of this.#kept) {
      const last = steps.at(-1) as Transition;
      const isOver = last.terminated || last.truncated || steps.length === this.#returns.steps;
      if (isOver) break;
      if (later.serial <= serial || later.stream !== stream) continue;
      // What follows the demonstrations begins anew.
      if (later.transition.demonstration !== transition.demonstration) break;
      // The caller may have left steps out.
      if (!isSame(last.nextObservation, later.transition.observation)) break;
      steps.push(later.transition);
    }
    return steps;
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
    demonstrations: batch.demonstrations ? [...batch.demonstrations] : null,
    actionMasks: batch.actionMasks && [...batch.actionMasks],
    nextActionMasks: batch.nextActionMasks && [...batch.nextActionMasks],
  };
}

/** To the sign of zeros. */
function isSame(one: Observation, other: Observation): boolean {
  const [left, right] = [elementsOf(one), elementsOf(other)];
  return left.every((element, index) => Object.is(element, right[index]));
}

function flagsOf(mask: ArrayLike<unknown>): number[] {
  return Array.from(mask, (allowed) => (allowed ? 1 : 0));
}

function copyOf(observation: Observation): Observation {
  return typeof observation === 'number' ? observation : observation.slice();
}

function elementsOf(observation: Observation): readonly number[] {
  return typeof observation === 'number' ? [observation] : [...observation];
}
