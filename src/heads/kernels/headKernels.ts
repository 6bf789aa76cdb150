import type { Batch } from '../../replay/batch.ts';

/** Where something is in the memory of WebAssembly: an offset in bytes. */
export type Pointer = number;

/** The memory of an engine that computes in WebAssembly. */
export interface KernelMemory {
  /** All of it; a new one after each growth. */
  readonly floats: Float32Array;
  readonly integers: Int32Array;
  readonly bytes: Uint8Array;
  /** Lays out room for so many numbers of four bytes. */
  allocate(numbers: number): Pointer;
}

/**
 * Calls a kernel of the module, which may be divided among threads.
 *
 * @param kernel - Which one.
 * @param nanoseconds - How long it takes, about.
 * @param count - How many transitions there are.
 * @param first - Its arguments; see kernels/heads/support.ts.
 * @param steps - What each grows by from one transition to the next.
 */
export type RunKernel = (
  kernel: 'choose' | 'evaluate',
  nanoseconds: number,
  count: number,
  first: readonly number[],
  steps: readonly number[],
) => void;

/** Where the numbers of a pass are in that memory. */
export interface PassPlaces {
  /** Shape `[batch, actions, outputsPerAction]`. */
  readonly outputs: Pointer;
  /** Where the gradient in the outputs goes, of the pass that is followed back. */
  readonly outputGradient: Pointer;
  /** The actions that were taken, of that pass too. Shape `[batch]`, int32. */
  readonly taken: Pointer;
}

/** What an update came to, beside the gradient. */
export interface KernelResult {
  readonly loss: number;
  readonly meanQ: number;
  /** Shape `[batch]`; the next update overwrites it. */
  readonly tdErrors: Float32Array;
}

/**
 * WebAssembly that computes what `evaluate` of a head does, for engines whose outputs are in a
 * memory of WebAssembly: there they need not be copied. It is part of the head, so that
 * a program without the head does not load it.
 */
export interface HeadKernels {
  /** A module with `choose` and `evaluate`, as the text that the kernels of engines are. */
  readonly module: string;
  /** How many numbers `evaluate` works in, each thread in its own. */
  readonly scratchSize: number;
  /** Whether they compute what a head does, which may have been changed since. */
  suit(head: object): boolean;
  /** Lays out what they need. */
  bind(memory: KernelMemory, run: RunKernel): BoundKernels;
}

/** The kernels of a head, bound to the memory of an engine. */
export interface BoundKernels {
  /**
   * Chooses the actions of the target before the pass of the target network, which need give
   * the outputs of these alone then.
   *
   * @param nextOnline - Of the online network at s'.
   * @returns Where they are. Shape `[batch]`, int32.
   * @throws {ShapeError} If a mask allows no action though the future counts.
   */
  choose(batch: Batch, actions: number, nextOnline: PassPlaces): Pointer;
  /**
   * Computes an update, from the passes of the online network at s, of the target network at
   * s', and of the online network at s' where the head uses it.
   *
   * @param chosen - What `choose` returned for this batch; 0 if it was not asked.
   * @throws {ShapeError} As `choose`.
   */
  evaluate(
    batch: Batch,
    actions: number,
    training: PassPlaces,
    nextTarget: PassPlaces,
    nextOnline: PassPlaces | undefined,
    chosen: Pointer,
  ): KernelResult;
}
