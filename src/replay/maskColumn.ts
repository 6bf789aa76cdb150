import type { ActionMask } from '../protocol/actionMask.ts';
import { forEachPart, partsOf, TensorInParts } from '../state/tensorInParts.ts';
import { OptionsError } from '../errors.ts';

/**
 * For each slot, which actions are allowed in a state of it: 1 or 0. There is
 * no memory for it before the first mask; a slot without a mask allows all.
 */
export class MaskColumn {
  readonly #slots: number;
  readonly #actions: number;
  #data: Uint8Array | null = null;

  constructor(slots: number, actions: number) {
    this.#slots = slots;
    this.#actions = actions;
  }

  /**
   * Makes room if there is a mask to come; all that can fail in here.
   *
   * @throws {OptionsError} If there is not enough memory.
   */
  reserve(mask: ActionMask | undefined): void {
    if (mask !== undefined) this.#data ??= this.#allocate();
  }

  /** Stores a mask, for which `reserve` has made room. */
  write(slot: number, mask: ActionMask | undefined): void {
    if (!this.#data) return;
    const start = slot * this.#actions;
    for (let action = 0; action < this.#actions; action++) {
      this.#data[start + action] = mask === undefined || mask[action] ? 1 : 0;
    }
  }

  /**
   * The masks of the slots that `indices` name, or `null` if there are none.
   *
   * @param into - Where to write them, if it has the length.
   */
  gather(indices: Int32Array, into: Uint8Array | null): Uint8Array | null {
    const data = this.#data;
    if (!data) return null;
    const actions = this.#actions;
    const masks = into ?? new Uint8Array(indices.length * actions);
    for (let row = 0; row < indices.length; row++) {
      const from = (indices[row] as number) * actions;
      for (let action = 0; action < actions; action++) {
        masks[row * actions + action] = data[from + action] as number;
      }
    }
    return masks;
  }

  /** The first `slots` masks in this very memory, or `null` if there are none. */
  toTensor(slots: number): TensorInParts<Uint8Array> | null {
    const actions = this.#actions;
    const data = this.#data?.subarray(0, slots * actions);
    if (slots === 0 || !data) return null;
    const shape = [slots, actions];
    const parts = (): Iterable<Uint8Array> => partsOf({ shape, data }) as Iterable<Uint8Array>;
    return new TensorInParts({ shape, Type: Uint8Array, parts });
  }

  /**
   * Makes room for what `toTensor` returned.
   *
   * @returns A function that takes it over.
   * @throws {OptionsError} If there is not enough memory.
   */
  prepare(masks: TensorInParts<Uint8Array> | null): () => void {
    const data = masks && (this.#data ?? this.#allocate());
    return () => {
      this.#data = data;
      if (!masks || !data) return;
      data.fill(1, masks.length);
      forEachPart(masks.parts(), (part, start) => {
        data.set(part, start);
      });
    };
  }

  #allocate(): Uint8Array {
    try {
      return new Uint8Array(this.#slots * this.#actions).fill(1);
    } catch (cause) {
      throw new OptionsError(
        `Masks of ${this.#actions} actions for ${this.#slots} transitions need more memory than can be ` +
          "allocated; lower the replay buffer's capacity.",
        { cause },
      );
    }
  }
}
