import type { ObservationBatch } from '../../../replay/batch.ts';
import { Buffers, upload, type Slice } from '../buffers.ts';
import type { Device } from '../device.ts';
import { Room } from '../room.ts';

/** Numbers of what is uploaded, and where they belong; all counted in 4 bytes. */
export interface Part {
  /** Into the slice. */
  readonly at: number;
  /** Into what is uploaded. */
  readonly from: number;
  readonly words: number;
}

/**
 * One buffer for all that goes to the GPU with a submission. Uploads happen before the
 * commands of a submission: updates that share one could not have the same place for
 * what they are fed with. So all of it is uploaded here, and copied to its place when
 * the turn of each update comes. What several passes are fed with is uploaded once.
 */
export class UploadArena {
  /** Its memory; what uploads to it waits for it. */
  readonly room: Room;
  readonly #device: Device;
  readonly #buffers: Buffers;
  readonly #place: Slice;
  #used = 0;
  /** Where it lies, of what was uploaded for the update that is being prepared. */
  readonly #known = new Map<object, number>();

  /**
   * @param words - Numbers of 4 bytes that a submission uploads, at most.
   * @throws {BackendError} If the device does not allow a buffer of the size.
   */
  constructor(device: Device, words: number) {
    this.#device = device;
    this.#buffers = new Buffers(device);
    this.room = new Room(device, 'batch');
    this.#place = this.room.make(() => this.#buffers.allocate('Uploads', words));
  }

  /** Numbers of 4 bytes that it has room for. */
  get length(): number {
    return this.#place.length;
  }

  /** The next submission. What was uploaded before must have been submitted. */
  begin(): void {
    this.#used = 0;
  }

  /** Whether there is room for so many numbers beside what was uploaded since `begin`. */
  hasRoom(words: number): boolean {
    return this.#used + words <= this.length;
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
    this.putParts(encoder, to, values, [{ at, from: 0, words: wordsOf(values) }]);
  }

  /** Uploads numbers, and records copies of parts of them, each to its place. */
  putParts(
    encoder: GPUCommandEncoder,
    to: Slice,
    values: ObservationBatch | Uint32Array,
    parts: readonly Part[],
  ): void {
    const { buffer, offset } = this.#place;
    let begin = this.#known.get(values);
    if (begin === undefined) {
      begin = this.#used;
      this.#used += wordsOf(values);
      upload(this.#device, this.#place, values, begin);
      this.#known.set(values, begin);
    }
    for (const { at, from, words } of parts) {
      const source = offset + 4 * (begin + from);
      encoder.copyBufferToBuffer(buffer, source, to.buffer, to.offset + 4 * at, 4 * words);
    }
  }

  dispose(): void {
    this.#buffers.dispose();
  }
}

/** Numbers of 4 bytes that an array takes. */
export function wordsOf({ byteLength }: { readonly byteLength: number }): number {
  return Math.ceil(byteLength / 4);
}
