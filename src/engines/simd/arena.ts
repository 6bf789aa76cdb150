import { BackendError } from '../../errors.ts';

/** Where something is in the kernels' memory: an offset in bytes. */
export type Pointer = number;

const PAGE = 65_536;
/** A cache line. */
const ALIGNMENT = 64;
/**
 * Left free behind every piece. Most are powers of two long, and places a
 * multiple of 4 KiB apart share the same lines of the cache, which made the
 * products a third slower.
 */
const STAGGER = 5 * ALIGNMENT;

/**
 * The one memory of an engine, handed out piece by piece and never taken
 * back: what an engine needs is known when it is made, and grows only with
 * the largest batch.
 */
export class Arena {
  readonly memory: WebAssembly.Memory;
  /** All of the memory; a new one after each growth, so never keep it. */
  floats!: Float32Array;
  /** As `floats`. */
  integers!: Int32Array;
  /** As `floats`. */
  bytes!: Uint8Array;
  // 0 stands for "none" in the kernels.
  #end: Pointer = ALIGNMENT;

  /** @param memory - One page, empty. */
  constructor(memory: WebAssembly.Memory) {
    this.memory = memory;
    this.#renewViews();
  }

  /**
   * A place for so many numbers, all zero, with room behind it for the
   * kernels to read and write a few numbers more.
   *
   * @throws {BackendError} If there is no more memory.
   */
  allocate(numbers: number): Pointer {
    const pointer = this.#end;
    const end = pointer + Math.ceil((numbers * 4 + 32) / ALIGNMENT) * ALIGNMENT + STAGGER;
    const missing = Math.ceil((end - this.memory.buffer.byteLength) / PAGE);
    if (missing > 0) {
      try {
        this.memory.grow(missing);
      } catch (error) {
        throw new BackendError(
          `engine 'simd' ran out of memory: it has ${this.memory.buffer.byteLength} bytes and needs ` +
            `${missing * PAGE} more. Make the network or the batch smaller, or dispose networks ` +
            'that are no longer needed.',
          { cause: error },
        );
      }
      this.#renewViews();
    }
    this.#end = end;
    return pointer;
  }

  /** A view of some numbers, valid until the next allocation. */
  view(pointer: Pointer, length: number): Float32Array {
    return this.floats.subarray(pointer / 4, pointer / 4 + length);
  }

  #renewViews(): void {
    const { buffer } = this.memory;
    this.floats = new Float32Array(buffer);
    this.integers = new Int32Array(buffer);
    this.bytes = new Uint8Array(buffer);
  }
}

/** Of a memory that threads share: as much as there can be, or what a small device has. */
const MAX_PAGES: readonly number[] = [65_536, 16_384, 4_096];

/**
 * A memory that threads share; `null` if the host has none of it: it sets all addresses
 * aside at once.
 */
export function createSharedMemory(): WebAssembly.Memory | null {
  for (const maximum of MAX_PAGES) {
    try {
      return new WebAssembly.Memory({ initial: 1, maximum, shared: true });
    } catch {
      // A smaller one.
    }
  }
  return null;
}

/**
 * A memory of one thread.
 *
 * @throws {BackendError} If the host gives out no more memories: a page has room for
 *   some hundred.
 */
export function createMemory(): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: 1 });
  } catch (cause) {
    throw new BackendError(
      'The engine simd() got no memory from the host, which allows so many at once. Call dispose() on ' +
        'agents and networks that are no longer needed, or let go of them and wait for the garbage collector.',
      { cause },
    );
  }
}
