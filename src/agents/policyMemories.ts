import type { Policy } from '../policies/policy.ts';
import type { State } from '../state/state.ts';
import { StateReader } from '../state/stateReader.ts';

/**
 * What a policy remembers: for each stream of steps its own, from the beginning
 * of an episode to its end.
 */
export class PolicyMemories {
  readonly #policy: Policy;
  readonly #size: number;
  /** By stream; those that were never used are missing. */
  #memories: (Float64Array | undefined)[] = [];
  /** By stream, whether an action was chosen that has not been observed. */
  #isChosen: boolean[] = [];

  constructor(policy: Policy) {
    this.#policy = policy;
    this.#size = policy.memorySize ?? 0;
  }

  /**
   * What the policy is to go on with in a stream. Nothing, where the action that
   * was chosen last there has not been observed: that choice, or this one, is for
   * a step that is taken elsewhere, or not at all.
   */
  recall(stream: number): Float64Array | undefined {
    if (this.#size === 0 || this.#isChosen[stream] === true) return undefined;
    this.#isChosen[stream] = true;
    return (this.#memories[stream] ??= new Float64Array(this.#size));
  }

  /** A memory that is none of these streams, for an episode elsewhere. */
  create(): Float64Array {
    return new Float64Array(this.#size);
  }

  /** The chosen action was taken; its episode goes on, or has ended. */
  observe(stream: number, isEnd: boolean): void {
    if (isEnd) this.forget(stream);
    else if (this.#size > 0) this.#isChosen[stream] = false;
  }

  /** An episode begins: what is known of the one before it is forgotten. */
  forget(stream: number): void {
    if (this.#size === 0) return;
    this.#isChosen[stream] = false;
    this.#memories[stream]?.fill(0);
  }

  /** All memories, as plain data. */
  getState(): State {
    const size = this.#size;
    const streams = this.#memories.length;
    const data = new Float64Array(streams * size);
    // Streams that were never used stay zeros, which is what they begin with.
    this.#memories.forEach((memory, stream) => {
      if (memory) data.set(memory, stream * size);
    });
    return { size, streams: { shape: [streams, size], data } };
  }

  /**
   * Reads what `getState` returned. Memories of another size are those of another
   * policy, and are not taken.
   *
   * @returns What takes them over.
   * @throws {CheckpointError} If the policy cannot have written one of them.
   */
  prepareState(state: State, actions: number): () => void {
    const reader = new StateReader('memory of the policy', state);
    const size = reader.integer('size', { min: 0, max: Number.MAX_SAFE_INTEGER });
    const data = reader.tensor('streams', Float64Array, [null, size]);
    const isOurs = size === this.#size && size > 0;
    const memories = Array.from({ length: isOurs ? data.length / size : 0 }, (_, stream) =>
      data.slice(stream * size, (stream + 1) * size),
    );
    memories.forEach((memory, stream) => {
      if (this.#policy.acceptsMemory?.(memory, actions) ?? true) return;
      throw reader.error(`[${memory.join(', ')}] of stream ${stream} cannot be of this policy`);
    });
    return () => {
      this.#memories = memories;
      this.#isChosen = [];
    };
  }
}
