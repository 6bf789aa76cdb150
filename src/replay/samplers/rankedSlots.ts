import { OptionsError } from '../../errors.ts';

/**
 * Slots in approximate order of their priorities: a binary heap with the
 * largest in front, which is sorted whenever as many priorities have changed as
 * there are slots. In between, each slot still lies behind one of at least its
 * own priority.
 *
 * @see Schaul et al. 2016, section 3.3 and appendix B.2.1, https://arxiv.org/abs/1511.05952
 */
export class RankedSlots {
  /** By place, the slot. The children of place i are at 2i + 1 and 2i + 2. */
  readonly #slots: Int32Array;
  /** By slot, the place. */
  readonly #places: Int32Array;
  /** By slot. */
  readonly #priorities: Float64Array;
  #size = 0;
  /** Priorities set since the slots were sorted. */
  #changes = 0;

  /** @throws {OptionsError} If there is not enough memory. */
  constructor(capacity: number) {
    try {
      this.#slots = new Int32Array(capacity);
      this.#places = new Int32Array(capacity);
      this.#priorities = new Float64Array(capacity);
    } catch (cause) {
      throw new OptionsError(
        `Ranks of ${capacity} transitions need more memory than can be allocated; ` +
          "lower the replay buffer's capacity.",
        { cause },
      );
    }
  }

  get size(): number {
    return this.#size;
  }

  /** The slot at a place: 0 has the largest priority. */
  at(place: number): number {
    return this.#slots[place] as number;
  }

  priorityOf(slot: number): number {
    return this.#priorities[slot] as number;
  }

  /** Sets the priority of a slot; one that is new must be the next: `size`. */
  set(slot: number, priority: number): void {
    if (slot === this.#size) {
      this.#size += 1;
      this.#put(slot, slot);
    }
    this.#priorities[slot] = priority;
    this.#changes += 1;
    if (this.#changes >= this.#size) this.#sort();
    else this.#sink(this.#rise(this.#places[slot] as number));
  }

  /** A copy: the slots by place, the priorities by slot. */
  getState(): RankedState {
    return {
      slots: this.#slots.slice(0, this.#size),
      priorities: this.#priorities.slice(0, this.#size),
      changes: this.#changes,
    };
  }

  /** Takes over a state in which {@link findProblem} has found none. */
  setState({ slots, priorities, changes }: RankedState): void {
    this.#size = slots.length;
    this.#changes = changes;
    this.#priorities.set(priorities);
    slots.forEach((slot, place) => {
      this.#put(slot, place);
    });
  }

  /** Throws if the structure contradicts itself. */
  checkValid(): void {
    const problem = findProblem(this.getState());
    if (problem !== null) throw new Error(problem);
    for (let place = 0; place < this.#size; place++) {
      if (this.#places[this.at(place)] !== place)
        throw new Error(`Place ${place} is not its slot's.`);
    }
  }

  #put(slot: number, place: number): void {
    this.#slots[place] = slot;
    this.#places[slot] = place;
  }

  /** Moves a slot forward past those of lower priority, and returns where it came to. */
  #rise(from: number): number {
    const slot = this.at(from);
    const priority = this.#priorities[slot] as number;
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const other = this.at(parent);
      if ((this.#priorities[other] as number) >= priority) break;
      this.#put(other, place);
      place = parent;
    }
    this.#put(slot, place);
    return place;
  }

  /** Moves a slot back behind those of higher priority. */
  #sink(from: number): void {
    const slot = this.at(from);
    const priority = this.#priorities[slot] as number;
    let place = from;
    // Not doubled in 32 bits: there may be 2³¹ − 1 slots.
    while (2 * place + 1 < this.#size) {
      const child = this.#largerOf(2 * place + 1);
      const other = this.at(child);
      if ((this.#priorities[other] as number) <= priority) break;
      this.#put(other, place);
      place = child;
    }
    this.#put(slot, place);
  }

  /** The place of the larger of the two children of which this is the first. */
  #largerOf(first: number): number {
    const second = first + 1;
    if (second >= this.#size) return first;
    const [left, right] = [this.at(first), this.at(second)];
    return (this.#priorities[right] as number) > (this.#priorities[left] as number)
      ? second
      : first;
  }

  /** A sorted heap is a heap. Equal priorities are in the order of their slots. */
  #sort(): void {
    const priorities = this.#priorities;
    this.#slots
      .subarray(0, this.#size)
      .sort(
        (one, other) => (priorities[other] as number) - (priorities[one] as number) || one - other,
      )
      .forEach((slot, place) => (this.#places[slot] = place));
    this.#changes = 0;
  }
}

/** What ranked slots consist of. */
export interface RankedState {
  /** By place, the slot. */
  readonly slots: Int32Array;
  /** By slot. */
  readonly priorities: Float64Array;
  /** Priorities set since the slots were sorted. */
  readonly changes: number;
}

/** What is wrong with a state, in words; null if nothing is. */
export function findProblem({ slots, priorities, changes }: RankedState): string | null {
  const size = slots.length;
  if (changes > 0 && changes >= size)
    return `${changes} changes to ${size} priorities are too many`;
  const wrong = priorities.findIndex((priority) => !(priority >= 0 && priority < Infinity));
  if (wrong >= 0) return `element ${wrong} of priorities is ${priorities[wrong]}`;
  const seen = new Uint8Array(size);
  for (let place = 0; place < size; place++) {
    const slot = slots[place] as number;
    if (!(slot >= 0 && slot < size) || seen[slot])
      return `slot ${slot} cannot be at place ${place}`;
    seen[slot] = 1;
    const parent = slots[(place - 1) >> 1] ?? slot;
    const isInOrder = (priorities[parent] as number) >= (priorities[slot] as number);
    if (place > 0 && !isInOrder) return `slot ${slot} lies behind one of lower priority`;
  }
  return null;
}
