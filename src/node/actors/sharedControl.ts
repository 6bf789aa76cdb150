import type { WeightsSnapshot } from '../../distributed/channel.ts';

/** Words before those of the actors: the version of the weights, and whether to stop. */
const VERSION = 0;
const STOP = 1;
const FIRST_ACTOR = 2;

/** What all threads of a run share. */
export interface SharedMemory {
  readonly control: SharedArrayBuffer;
  /** Of each of two copies, updates and environment steps. */
  readonly facts: SharedArrayBuffer;
  /** Two copies of the weights: one is read while the other one is written. */
  readonly weights: SharedArrayBuffer;
}

/** Shared memory for so many actors and weights. */
export function allocateShared(actors: number, parameters: number): SharedMemory {
  return {
    control: new SharedArrayBuffer(4 * (FIRST_ACTOR + actors)),
    facts: new SharedArrayBuffer(8 * 4),
    weights: new SharedArrayBuffer(4 * 2 * parameters),
  };
}

/**
 * What learner and actors on one machine tell each other in shared memory. Weights of version v are
 * in copy v mod 2, so that those that are read are not written until the next but one.
 */
export class SharedControl {
  readonly #control: Int32Array;
  readonly #facts: Float64Array;
  readonly #weights: Float32Array;
  /** How many weights there are. */
  readonly parameters: number;

  constructor({ control, facts, weights }: SharedMemory) {
    this.#control = new Int32Array(control);
    this.#facts = new Float64Array(facts);
    this.#weights = new Float32Array(weights);
    this.parameters = this.#weights.length / 2;
  }

  get isStopped(): boolean {
    return Atomics.load(this.#control, STOP) === 1;
  }

  stop(): void {
    Atomics.store(this.#control, STOP, 1);
    for (let word = FIRST_ACTOR; word < this.#control.length; word++) {
      Atomics.notify(this.#control, word);
    }
  }

  publish({ version, updates, environmentSteps, values }: WeightsSnapshot): void {
    const copy = version % 2;
    this.#weights.set(values, copy * this.parameters);
    this.#facts[2 * copy] = updates;
    this.#facts[2 * copy + 1] = environmentSteps;
    Atomics.store(this.#control, VERSION, version);
  }

  /** The latest weights, if their version is not this one. */
  weights(known: number): WeightsSnapshot | null {
    for (;;) {
      const version = Atomics.load(this.#control, VERSION);
      if (version === known || version === 0) return null;
      const copy = version % 2;
      const start = copy * this.parameters;
      const values = Float32Array.from(this.#weights.subarray(start, start + this.parameters));
      const updates = this.#facts[2 * copy] as number;
      const environmentSteps = this.#facts[2 * copy + 1] as number;
      // Written over meanwhile, they would be a mixture.
      if (Atomics.load(this.#control, VERSION) !== version) continue;
      return { version, updates, environmentSteps, values };
    }
  }

  /** A block of an actor was learned from, or dropped. */
  applied(actor: number): void {
    Atomics.add(this.#control, FIRST_ACTOR + actor, 1);
    Atomics.notify(this.#control, FIRST_ACTOR + actor);
  }

  /** Blocks of an actor that were learned from, or dropped. */
  appliedOf(actor: number): number {
    return Atomics.load(this.#control, FIRST_ACTOR + actor);
  }

  /** Puts the thread to sleep until another block was, or so many milliseconds have passed. */
  waitApplied(actor: number, known: number, milliseconds: number): void {
    Atomics.wait(this.#control, FIRST_ACTOR + actor, known, milliseconds);
  }
}
