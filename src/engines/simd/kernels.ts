import { BackendError } from '../../errors.ts';
import type { Pointer } from './arena.ts';
import { kernelsText, plainText, relaxedText } from './kernels.generated.ts';
import type { StreamKernels } from './layers/joinedStreams.ts';
import type { SharedKernels } from './layers/simdLayer.ts';
import type { LayerKernels } from './layers/table.ts';
import { moduleBytes } from './moduleText.ts';
import { sharedModule } from './threads/sharedModule.ts';

export type { Pointer };

/** The kernels, described where they are written: see kernels/. */
export interface Kernels extends SharedKernels, LayerKernels, StreamKernels {
  /** Whether several threads compute. */
  readonly divides?: boolean;
  sumOfSquares(from: Pointer, length: number): number;
  quickSumOfSquares(from: Pointer, length: number): number;
  sumOfSquaresWide(from: Pointer, length: number): number;
  uniqueRows(indices: Pointer, batch: number, marks: Pointer, rows: Pointer): number;
  clearRows(table: Pointer, rows: Pointer, count: number, units: number): void;
  sumOfSquaresOfRows(table: Pointer, rows: Pointer, count: number, units: number): number;
  duelingOfTaken(
    value: Pointer,
    advantage: Pointer,
    q: Pointer,
    taken: Pointer,
    batch: number,
    actions: number,
    size: number,
  ): void;
  duelingGradient(
    q: Pointer,
    value: Pointer,
    advantage: Pointer,
    batch: number,
    actions: number,
    size: number,
  ): void;
  transposeEach(from: Pointer, count: number, rows: number, columns: number, to: Pointer): void;
  scaleBytes(from: Pointer, to: Pointer, length: number, scale: number): void;
  scaleNumbers(at: Pointer, length: number, scale: number): void;
  interleaveBytes(
    from: Pointer,
    to: Pointer,
    pixels: number,
    channels: number,
    scale: number,
  ): void;
  interleaveImages(
    from: Pointer,
    to: Pointer,
    pixels: number,
    channels: number,
    scale: number,
    count: number,
  ): void;
  interleaveNumbers(
    from: Pointer,
    to: Pointer,
    pixels: number,
    channels: number,
    scale: number,
  ): void;
  addUp(from: Pointer, count: number): number;
  sumOfSquaresOnto(total: number, from: Pointer, length: number): number;
  quickSumOfSquaresOnto(total: number, from: Pointer, length: number): number;
  adam(
    weights: Pointer,
    gradient: Pointer,
    firstMoment: Pointer,
    secondMoment: Pointer,
    length: number,
    scale: number,
    keep1: number,
    keep2: number,
    rate: number,
    epsilon: number,
  ): void;
  adamOfRows(
    weights: Pointer,
    gradient: Pointer,
    firstMoment: Pointer,
    secondMoment: Pointer,
    rows: Pointer,
    count: number,
    units: number,
    scale: number,
    keep1: number,
    keep2: number,
    rate: number,
    epsilon: number,
    shrink: number,
  ): void;
  shrink(weights: Pointer, length: number, factor: number): void;
  sgd(
    weights: Pointer,
    gradient: Pointer,
    velocity: Pointer,
    length: number,
    scale: number,
    momentum: number,
    rate: number,
  ): void;
  rmsprop(
    weights: Pointer,
    gradient: Pointer,
    meanSquare: Pointer,
    mean: Pointer,
    length: number,
    scale: number,
    keep: number,
    rate: number,
    epsilon: number,
  ): void;
  towards(from: Pointer, to: Pointer, length: number, fraction: number): void;
  /** Of the module that a head brings with it. */
  readonly choose?: (...given: number[]) => void;
  readonly evaluate?: (...given: number[]) => void;
}

/** A module of one function that gives `i32x4.splat(0)`. */
// prettier-ignore
const smallestWithSimd = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0,
  1, 5, 1, 96, 0, 1, 123,
  3, 2, 1, 0,
  10, 8, 1, 6, 0, 65, 0, 253, 17, 11,
);

/** As {@link smallestWithSimd}, by `f32x4.relaxed_madd` of three such. */
// prettier-ignore
const smallestWithRelaxedSimd = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0,
  1, 5, 1, 96, 0, 1, 123,
  3, 2, 1, 0,
  10, 19, 1, 17, 0, 65, 0, 253, 17, 65, 0, 253, 17, 65, 0, 253, 17, 253, 133, 2, 11,
);

/** Whether this host runs WebAssembly with 128-bit SIMD. */
export function hasSimd(): boolean {
  return typeof WebAssembly === 'object' && WebAssembly.validate(smallestWithSimd);
}

/** Whether this host has relaxed SIMD too, by which multiplication and addition are fused. */
export function hasRelaxedSimd(): boolean {
  return hasSimd() && WebAssembly.validate(smallestWithRelaxedSimd);
}

/** Each compiled once, however many networks there are: by text, for shared memories and others. */
const compiled = [
  new Map<string, WebAssembly.Module>(),
  new Map<string, WebAssembly.Module>(),
] as const;

/**
 * Kernels that compute parts of others, for threads to divide. Described where they are
 * written, and called by name.
 */
export type PartName =
  | 'choose'
  | 'convInputPanels'
  | 'convKernelRows'
  | 'convPanels'
  | 'denseColumns'
  | 'denseInputColumns'
  | 'denseKernelColumns'
  | 'evaluate'
  | 'packFilters'
  | 'packPatch'
  | 'someColumnSums'
  | 'squaresOfBlocks'
  | 'transpose';

/** What threads compute with. */
export interface KernelModules {
  /** Multiplies and adds. */
  readonly products: WebAssembly.Module;
  readonly kernels: WebAssembly.Module;
  /** What the head of the network brings with it. */
  readonly head: WebAssembly.Module | null;
}

/** Kernels that are bound to a memory, and what other threads bind them from. */
export interface BoundKernels {
  readonly kernels: Kernels;
  /** The module that multiplies and adds, that of all others, and that of a head. */
  readonly modules: KernelModules;
  readonly exports: WebAssembly.Exports;
}

/** {@link bindKernels} to a memory of one thread alone. */
export function loadKernels(memory: WebAssembly.Memory, relaxed: boolean): Kernels {
  return bindKernels(memory, relaxed, false).kernels;
}

/**
 * Binds the kernels to a memory.
 *
 * @param relaxed - Whether to fuse multiplication and addition, which the host
 *   must be able to.
 * @param isShared - Whether the memory is one that threads share.
 * @param headText - The module that the head brings with it.
 * @throws {BackendError} If this host cannot run them.
 */
export function bindKernels(
  memory: WebAssembly.Memory,
  relaxed: boolean,
  isShared: boolean,
  headText: string | null = null,
): BoundKernels {
  if (!hasSimd()) {
    throw new BackendError(
      'The engine simd() cannot run here: WebAssembly with SIMD is missing, which Node from 16.4, ' +
        `Chrome from 91, Firefox from 89 and Safari from 16.4 have. ${wayOut}`,
    );
  }
  const compile = (text: string): WebAssembly.Module => {
    const known = compiled[isShared ? 1 : 0];
    let module = known.get(text);
    if (!module) {
      const bytes = moduleBytes(text);
      module = new WebAssembly.Module(isShared ? sharedModule(bytes) : bytes);
      known.set(text, module);
    }
    return module;
  };
  try {
    const modules = {
      products: compile(relaxed ? relaxedText : plainText),
      kernels: compile(kernelsText),
      head: headText === null ? null : compile(headText),
    };
    const env = { memory };
    const products = new WebAssembly.Instance(modules.products, { env }).exports;
    const exports = {
      ...new WebAssembly.Instance(modules.kernels, { env, products }).exports,
      ...(modules.head && new WebAssembly.Instance(modules.head, { env }).exports),
    };
    const kernels = { ...exports } as unknown as Kernels;
    return { kernels, modules, exports };
  } catch (error) {
    throw new BackendError(
      'The engine simd() cannot run here: its WebAssembly kernels could not be started. ' +
        "The Content-Security-Policy of a page must allow 'wasm-unsafe-eval' in script-src. " +
        `The host says: ${messageOf(error)} ${wayOut}`,
      { cause: error },
    );
  }
}

/** What works where this engine does not. */
const wayOut =
  "Or use engine: tfjs(), with import { tfjs } from 'deepq/tfjs' and a backend of TensorFlow.js.";

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.endsWith('.') ? message : `${message}.`;
}
