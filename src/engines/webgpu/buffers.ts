import type { ObservationBatch } from '../../replay/batch.ts';
import type { Device } from './device.ts';

/** A place on the GPU for numbers of 4 bytes each. */
export interface Slice {
  readonly buffer: GPUBuffer;
  /** Where it begins, in bytes; a multiple of 256. */
  readonly offset: number;
  /** Numbers of 4 bytes in it. */
  readonly length: number;
}

/** The buffers of one owner, who frees them together. */
export class Buffers {
  readonly device: Device;
  readonly #buffers: GPUBuffer[] = [];

  constructor(device: Device) {
    this.device = device;
  }

  /**
   * Room for numbers of 4 bytes, zero at first.
   *
   * @param what - In words, for errors and tools.
   * @throws {BackendError} If it is larger than the device allows.
   */
  allocate(what: string, length: number): Slice {
    const buffer = this.device.createBuffer(what, 4 * length);
    this.#buffers.push(buffer);
    return { buffer, offset: 0, length: buffer.size / 4 };
  }

  /** Frees them all. */
  dispose(): void {
    for (const buffer of this.#buffers.splice(0)) this.device.destroyBuffer(buffer);
  }
}

/**
 * Copies numbers to the GPU: they are there for all that is submitted from now on.
 *
 * @param at - How many numbers of 4 bytes into the slice.
 */
export function upload(
  { gpu }: Device,
  { buffer, offset }: Slice,
  values: ObservationBatch | Uint32Array,
  at = 0,
): void {
  const whole = values.byteLength % 4 === 0 ? values : paddedBytes(values);
  // TypeScript knows arrays over shared memory, which WebGPU does not take; they are copied.
  const given = whole.buffer instanceof ArrayBuffer ? whole : whole.slice();
  gpu.queue.writeBuffer(buffer, offset + 4 * at, given.buffer, given.byteOffset, given.byteLength);
}

/** WebGPU copies four bytes at a time. */
function paddedBytes(values: ObservationBatch | Uint32Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil(values.byteLength / 4) * 4);
  padded.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return padded;
}
