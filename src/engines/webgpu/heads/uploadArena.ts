import type { ObservationBatch } from '../../../replay/batch.ts';
import { Buffers, upload, type Slice } from '../buffers.ts';
import type { Device } from '../device.ts';

/**
 * One buffer for all that goes to the GPU with a submission. Uploads happen before the
 * commands of a submission: updates that share one could not have the same place for
 * what they are fed with. So all of it is uploaded here, and copied to its place when
 * the turn of each update comes. What several passes are fed with is uploaded once.
 */
export class UploadArena {
  readonly #device: Device;
  #buffers: Buffers;
  #room: Slice | null = null;
  #used = 0;
  /** Where it lies, of what was uploaded for the update that is being prepared. */
  readonly #known = new Map<object, number>();

  constructor(device: Device) {
    this.#device = device;
    this.#buffers = new Buffers(device);
  }

  /**
   * Makes room for a submission, whose uploads come to so many numbers of 4 bytes. What was
   * uploaded before must have been submitted.
   *
   * @throws {BackendError} If the device does not allow a buffer of the size.
   */
  begin(words: number): void {
    this.#used = 0;
    if (this.#room && this.#room.length >= words) return;
    this.#buffers.dispose();
    this.#buffers = new Buffers(this.#device);
    this.#room = this.#buffers.allocate('Uploads', words);
  }

  /** The next update: what it is fed with may lie in the arrays of the one before. */
  next(): void {
    this.#known.clear();
  }

  /**
   * Uploads numbers, and records the copy to their place.
   *
   * @param at - How many numbers of 4 bytes into the slice.
   */
  put(
    encoder: GPUCommandEncoder,
    to: Slice,
    values: ObservationBatch | Uint32Array,
    at: number,
  ): void {
    const room = this.#room as Slice;
    const words = wordsOf(values);
    let from = this.#known.get(values);
    if (from === undefined) {
      from = this.#used;
      this.#used += words;
      upload(this.#device, room, values, from);
      this.#known.set(values, from);
    }
    encoder.copyBufferToBuffer(
      room.buffer,
      room.offset + 4 * from,
      to.buffer,
      to.offset + 4 * at,
      4 * words,
    );
  }

  dispose(): void {
    this.#buffers.dispose();
    this.#room = null;
  }
}

/** Numbers of 4 bytes that an array takes. */
export function wordsOf({ byteLength }: { readonly byteLength: number }): number {
  return Math.ceil(byteLength / 4);
}
