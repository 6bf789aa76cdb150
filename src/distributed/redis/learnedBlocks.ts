import { compareIds } from './streamId.ts';

/** The blocks that are done with: up to where, which no checkpoint holds, and what the server knows of it. */
export class LearnedBlocks {
  /** The last block that is done with. */
  position = '0-0';
  /** The blocks done with that no checkpoint holds. */
  #unsaved: string[] = [];
  /** How many of them the server was not told of. */
  #untold = 0;

  /** How many of them no checkpoint holds. */
  get unsaved(): number {
    return this.#unsaved.length;
  }

  add(position: string): void {
    this.position = position;
    this.#unsaved.push(position);
    this.#untold++;
  }

  /** A checkpoint holds all blocks up to this one. */
  saved(position: string): void {
    const kept = this.#unsaved.findIndex((id) => compareIds(id, position) > 0);
    this.#unsaved = kept < 0 ? [] : this.#unsaved.slice(kept);
  }

  /** Tells how many blocks came since the last time; where that fails, it is there for the next time. */
  async tell(send: (count: number) => Promise<unknown>): Promise<void> {
    const count = this.#untold;
    if (count === 0) return;
    this.#untold = 0;
    try {
      await send(count);
    } catch (error) {
      this.#untold += count;
      throw error;
    }
  }

  /** The server counts anew, from where the learner stands: it needs to be told no more of what was before. */
  recounted(): void {
    this.#untold = 0;
  }
}
