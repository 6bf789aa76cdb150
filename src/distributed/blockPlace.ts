import type { State } from '../state/state.ts';
import type { Block } from './blocks/block.ts';

/** Where learning stands: in which block, and at which of its steps. */
export class BlockPlace {
  #block: Block | null = null;
  #position = '';
  #step = 0;
  /** A block that a state was taken in the middle of, and its next step. */
  #partial: State | null = null;

  /** The block that is being learned from. */
  get block(): Block | null {
    return this.#block;
  }

  /** Where that block lies. */
  get position(): string {
    return this.#position;
  }

  /** Its next step. */
  get step(): number {
    return this.#step;
  }

  begin(block: Block, position: string): void {
    this.#block = block;
    this.#position = position;
    this.#step = 0;
    if (!this.isPartial(block)) return;
    // A run that goes on had learned from the first steps of the block that it stood in.
    this.#step = Math.min(this.#partial?.['step'] as number, block.steps - 1);
    this.#partial = null;
  }

  /** Whether the run that goes on stood in the middle of this block. */
  isPartial({ session, sequence }: Block): boolean {
    const { session: begun, sequence: number } = this.#partial ?? {};
    return session === begun && sequence === number;
  }

  /** Goes on to the next step; false where the block is at its end, and is left. */
  advance(): boolean {
    this.#step++;
    if (this.#block && this.#step < this.#block.steps) return true;
    this.#block = null;
    return false;
  }

  /** The block that it stands in, or that a run is to go on in; `null` between two blocks. */
  getState(): State | null {
    const block = this.#block;
    if (!block) return this.#partial;
    return { session: block.session, sequence: block.sequence, step: this.#step };
  }

  /** @param partial - A state that was checked. */
  setState(partial: State | null): void {
    this.#partial = partial;
    this.#block = null;
  }
}
