import { asError } from '../../validation/asError.ts';
import type { BackendError } from '../../errors.ts';
import { lostDevice } from './deviceErrors.ts';
import type { Slice } from './buffers.ts';
import type { Device } from './device.ts';
import { MAP_MODE_READ, usage } from './gpuFlags.ts';
import type { Dispatch } from './program.ts';
import { Room } from './room.ts';

/** Work in the order in which it was asked for. */
interface Job {
  readonly dispatches: readonly Dispatch[];
  readonly work: () => void;
  /** Told why, where a shader does not compile or memory is missing, and the work is left out. */
  readonly leftOut: ((reason: BackendError) => void) | undefined;
}

/** What is recorded into a command encoder. */
export interface Recorded {
  /** Those that it records. */
  readonly dispatches: readonly Dispatch[];
  readonly record: (encoder: GPUCommandEncoder) => void;
  /** Into what, if there is something in it already. */
  readonly encoder?: GPUCommandEncoder;
}

/** What numbers are read through. */
interface Staging {
  readonly buffer: GPUBuffer;
  /** Its memory, if it is new: it may not be there. */
  readonly room: Room | null;
}

/** Staging buffers that wait for another readback, at most. */
const MAX_SPARE = 64;

/**
 * What one engine asks of the GPU, in order. Work whose shaders are compiled is
 * submitted at once; the first calls of an engine wait until theirs are.
 */
export class Stream {
  readonly device: Device;
  readonly #room: Room | undefined;
  readonly #waiting: Job[] = [];
  readonly #spare: GPUBuffer[] = [];
  #held: (() => void) | null = null;
  #isWaiting = false;
  #isDisposed = false;

  /** @param room - Memory that all of the work needs. */
  constructor(device: Device, room?: Room) {
    this.device = device;
    this.#room = room;
  }

  /**
   * Does something as soon as all that was asked for before is submitted. Uploads
   * belong in here too: what they overwrite may still be needed until then.
   *
   * @param dispatches - Those that it records.
   * @param leftOut - Called instead if one of them cannot be compiled, or there is no memory for it.
   */
  run(
    dispatches: readonly Dispatch[],
    work: () => void,
    leftOut?: (reason: BackendError) => void,
  ): void {
    const held = this.#held;
    this.#held = null;
    held?.();
    if (this.runsNow(dispatches)) {
      work();
      return;
    }
    this.#waiting.push({ dispatches, work, leftOut });
    if (!this.#isWaiting) void this.#catchUp();
  }

  /** Frees something in its turn, also where there was no memory for all of it. */
  free(work: () => void): void {
    this.run([], work, work);
  }

  /** Has something submitted before whatever is asked for next, as it was asked for earlier. */
  hold(submit: () => void): void {
    this.#held = submit;
  }

  /** Whether `run` would do at once what needs these: if not, copy what may change meanwhile. */
  runsNow(dispatches: readonly Dispatch[]): boolean {
    if (this.#waiting.length > 0 || this.#isWaiting) return false;
    return this.#areReady(dispatches);
  }

  /** Records into a command encoder, and submits it; in its turn, as with `run`. */
  submit(dispatches: readonly Dispatch[], record: (encoder: GPUCommandEncoder) => void): void {
    this.run(dispatches, () => {
      const encoder = this.device.gpu.createCommandEncoder();
      record(encoder);
      this.device.gpu.queue.submit([encoder.finish()]);
    });
  }

  /**
   * Reads numbers as they are when all that was asked for before is done. The
   * promise comes late: what is asked for meanwhile does not wait for it.
   *
   * @param lengths - How many numbers of each slice.
   * @param before - What is to be recorded in front of it, into the same submission.
   * @returns Rejects with a `BackendError` if the device fails, or has no memory for the numbers;
   *   then what stands in front of it is not done either.
   */
  read(
    slices: readonly Slice[],
    lengths: readonly number[],
    before?: Recorded,
  ): Promise<Float32Array[]> {
    const offsets: number[] = [];
    const total = lengths.reduce((sum, length) => {
      offsets.push(sum);
      return sum + 4 * length;
    }, 0);
    return new Promise((resolve, reject) => {
      const record = (): void => {
        let staging: Staging;
        try {
          staging = this.#staging(total);
        } catch (error) {
          reject(asError(error));
          return;
        }
        const submit = (): Promise<void> => {
          const encoder = before?.encoder ?? this.device.gpu.createCommandEncoder();
          before?.record(encoder);
          slices.forEach(({ buffer, offset }, index) => {
            const [at = 0, length = 0] = [offsets[index], lengths[index]];
            if (length === 0) return;
            encoder.copyBufferToBuffer(buffer, offset, staging.buffer, at, 4 * length);
          });
          this.device.gpu.queue.submit([encoder.finish()]);
          return staging.buffer.mapAsync(MAP_MODE_READ, 0, Math.max(4, total));
        };
        const mapped = staging.room ? staging.room.make(submit) : submit();
        this.#take(staging, mapped, total).then((bytes) => {
          resolve(lengths.map((n, index) => new Float32Array(bytes, offsets[index], n)));
        }, reject);
      };
      // Whoever waits for the numbers hears of it, also where it is recorded later.
      const work = (): void => {
        try {
          record();
        } catch (error) {
          reject(asError(error));
          throw error;
        }
      };
      this.run(before?.dispatches ?? [], work, reject);
    });
  }

  /** Frees what it keeps, in its turn; what is still to be read arrives. */
  dispose(): void {
    this.free(() => {
      this.#isDisposed = true;
      for (const buffer of this.#spare.splice(0)) this.device.destroyBuffer(buffer);
    });
  }

  async #take(
    { buffer, room }: Staging,
    mapped: Promise<void>,
    bytes: number,
  ): Promise<ArrayBuffer> {
    try {
      await mapped;
    } catch (error) {
      this.device.destroyBuffer(buffer);
      // The reason may arrive a little later than the rejection.
      await (room?.ready() ?? Promise.resolve());
      throw room?.failure ?? this.device.failure ?? lostDevice((error as Error).message);
    }
    const copy = buffer.getMappedRange(0, Math.max(4, bytes)).slice(0);
    buffer.unmap();
    if (this.#isDisposed || this.#spare.length >= MAX_SPARE) this.device.destroyBuffer(buffer);
    else this.#spare.push(buffer);
    // An error that came up before must not be taken for numbers.
    this.device.requireUsable();
    return copy;
  }

  /** A buffer of this size or up to twice as large that can be read. */
  #staging(bytes: number): Staging {
    const found = this.#spare.findIndex(({ size }) => size >= bytes && size <= 4 * bytes + 1024);
    const [spare] = found < 0 ? [] : this.#spare.splice(found, 1);
    if (spare) return { buffer: spare, room: null };
    const use = usage.mapRead | usage.copyTarget;
    const room = new Room(this.device, 'readback');
    return { buffer: room.make(() => this.device.createBuffer('A readback', bytes, use)), room };
  }

  async #catchUp(): Promise<void> {
    this.#isWaiting = true;
    while (this.#waiting[0]) {
      const { dispatches, work, leftOut } = this.#waiting[0];
      if (!this.#areReady(dispatches)) {
        await Promise.all([this.#room?.ready(), ...dispatches.flatMap(whatItNeeds)]);
      }
      this.#waiting.shift();
      try {
        // A shader that does not compile fails the device; what reads from it says so.
        if (this.#areReady(dispatches)) work();
        else leftOut?.(this.#reason(dispatches));
      } catch (error) {
        this.device.fail(error);
      }
    }
    this.#isWaiting = false;
  }

  #areReady(dispatches: readonly Dispatch[]): boolean {
    if (this.#room && !this.#room.isThere) return false;
    return dispatches.every(({ program, room }) => program.pipeline !== null && isThere(room));
  }

  /** Why work was left out. */
  #reason(dispatches: readonly Dispatch[]): BackendError {
    const rooms = [this.#room, ...dispatches.map(({ room }) => room)];
    const failed = rooms.find((room) => room?.failure);
    return this.device.failure ?? failed?.failure ?? lostDevice('a shader was not compiled');
  }
}

function isThere(room: Room | undefined): boolean {
  return room === undefined || room.isThere;
}

function whatItNeeds({ program, room }: Dispatch): readonly (Promise<unknown> | undefined)[] {
  return [program.ready, room?.ready()];
}
