import type { BackendError } from '../../errors.ts';
import type { Device } from './device.ts';
import { lostDevice, outOfMemory, type RoomFor } from './deviceErrors.ts';

/**
 * Memory that a network, its updates of one size, or what is read of it, asked a GPU for. The answer comes late: what
 * needs the memory waits for it. Where the GPU has none left, that work is left out and
 * fails alone; the device, and all else on it, goes on.
 */
export class Room {
  readonly #device: Device;
  readonly #what: RoomFor;
  readonly #within: readonly Room[];
  /** Questions that the GPU has not answered. */
  #open = 0;
  #answers: Promise<void> = Promise.resolve();
  #failure: BackendError | null = null;

  /**
   * @param what - What has no place where there is no memory.
   * @param within - Other rooms that this one is of no use without.
   */
  constructor(device: Device, what: RoomFor, within: readonly Room[] = []) {
    this.#device = device;
    this.#what = what;
    this.#within = within;
  }

  /** Whether the GPU has given all that was asked for. */
  get isThere(): boolean {
    const isOwn = this.#open === 0 && this.#failure === null;
    return isOwn && this.#within.every(({ isThere }) => isThere);
  }

  /** Why it will never be there; `null` if it is, or if that is open. */
  get failure(): BackendError | null {
    if (this.#failure) return this.#failure;
    for (const { failure } of this.#within) if (failure) return failure;
    return null;
  }

  /** Whether an answer is still to come. */
  get isOpen(): boolean {
    return this.#open > 0 || this.#within.some(({ isOpen }) => isOpen);
  }

  /** Resolves when all is answered, that which is asked for meanwhile included. */
  async ready(): Promise<void> {
    while (this.isOpen) {
      await Promise.all([this.#answers, ...this.#within.map((room) => room.ready())]);
    }
  }

  /** Makes buffers, and calls of shaders that use them. */
  make<T>(create: () => T): T {
    const { gpu } = this.#device;
    // A call of a shader with a buffer that has no memory is a mistake of its own.
    gpu.pushErrorScope('validation');
    gpu.pushErrorScope('out-of-memory');
    try {
      return create();
    } finally {
      this.#open += 1;
      this.#answers = this.#take(this.#answers, gpu.popErrorScope(), gpu.popErrorScope());
    }
  }

  async #take(
    before: Promise<void>,
    memory: Promise<GPUError | null>,
    rest: Promise<GPUError | null>,
  ): Promise<void> {
    try {
      const [shortage, mistake] = await Promise.all([memory, rest, before]);
      if (shortage) this.#failure ??= outOfMemory(this.#what, shortage);
      if (mistake) await Promise.all(this.#within.map((room) => room.ready()));
      if (mistake && !this.failure) this.#device.fail(mistake);
    } catch (error) {
      this.#failure ??= this.#device.failure ?? lostDevice((error as Error).message);
    } finally {
      this.#open -= 1;
    }
  }
}
