import {
  abs,
  addN,
  div,
  lessEqual,
  max,
  maximum,
  minimum,
  mul,
  scalar,
  sqrt,
  square,
  stack,
  sum,
  type Scalar,
  type Tensor,
  type Tensor1D,
} from '@tensorflow/tfjs-core';
import { clipFactor, MAX_NORM } from '../../optimizers/clip.ts';
import type { BackendInfo } from './backend.ts';
import { readback } from './readback.ts';

/** A gradient that may be stepped by. */
export interface Clipped {
  readonly gradient: readonly Tensor1D[];
  /** Whether it may be, where that is not known yet; `null` if it may. */
  readonly isUsable: Tensor | null;
}

/**
 * Scales gradients down to a largest norm, and refuses those that cannot be
 * stepped by. Where the norm can be read at once, that is done before the
 * step. Where it comes by promise only, the step is computed in any case, kept
 * only if `isUsable`, and the next one is refused.
 */
export class GradientClip {
  readonly #maxNorm: number | null;
  readonly #backend: BackendInfo;
  #norm = NaN;
  #refusal: unknown = null;

  constructor(maxNorm: number | null, backend: BackendInfo) {
    this.#maxNorm = maxNorm;
    this.#backend = backend;
  }

  /** The last norm before clipping that was read. */
  get norm(): number {
    return this.#norm;
  }

  /** Forgets the last norm. */
  reset(): void {
    this.#norm = NaN;
    this.#refusal = null;
  }

  /**
   * Clips a gradient that is given in parts. Call it inside a `tidy`.
   *
   * @param update - The update that it is for, counted from 1.
   * @throws {DivergenceError} If it cannot be stepped by.
   */
  apply(gradient: readonly Tensor1D[], update: number): Clipped {
    if (this.#backend.reads === 'async') return this.#applyUnread(gradient, update);
    this.#norm = readNorm(gradient, this.#backend);
    const factor = clipFactor(this.#norm, this.#maxNorm, update);
    return { gradient: scaled(gradient, factor === 1 ? null : scalar(factor)), isUsable: null };
  }

  #applyUnread(gradient: readonly Tensor1D[], update: number): Clipped {
    const refusal = this.#refusal;
    this.#refusal = null;
    if (refusal !== null) throw refusal as Error;
    const { norm, factor, isUsable } = clipUnread(gradient, this.#maxNorm);
    const arrived = readback(norm.clone(), this.#backend).async();
    void arrived.then(
      ([value = NaN]) => {
        this.#norm = value;
        try {
          clipFactor(value, this.#maxNorm, update);
        } catch (error) {
          this.#refusal = error;
        }
      },
      // A device that was lost fails the next read of outputs, which is waited for.
      () => undefined,
    );
    return { gradient: scaled(gradient, factor), isUsable };
  }
}

/** The norm of a gradient in parts; finite if all its numbers are. Call it inside a `tidy`. */
export function readNorm(gradient: readonly Tensor1D[], { name }: BackendInfo): number {
  // From a GPU a single number is read sooner than all.
  if (name !== 'cpu' && name !== 'wasm') {
    return clipUnread(gradient, null).norm.dataSync<'float32'>()[0] as number;
  }
  // On a CPU a loop takes less time than the calls of three operations, and double
  // precision holds the square of every number of single precision.
  let squares = 0;
  for (const part of gradient) {
    const values = part.dataSync<'float32'>();
    for (let index = 0; index < values.length; index++) {
      squares += (values[index] as number) ** 2;
    }
  }
  return Math.sqrt(squares);
}

/** As `clipFactor`, by operations alone. Call it inside a `tidy`. */
export function clipUnread(
  gradient: readonly Tensor1D[],
  maxNorm: number | null,
): { readonly norm: Tensor; readonly factor: Tensor | null; readonly isUsable: Tensor } {
  // Scaled by its largest number, as large ones overflow when they are squared.
  const largest = maximum(max(stack(gradient.map((part) => max(abs(part))))), 1e-30);
  const norm = mul(
    largest,
    sqrt(addN(gradient.map((part) => sum<Scalar>(square(div(part, largest)))))),
  );
  if (maxNorm === null) return { norm, factor: null, isUsable: lessEqual(norm, MAX_NORM) };
  const factor = minimum(div(scalar(maxNorm), maximum(norm, 1e-30)), 1);
  // Of NaN and infinity, this is false.
  return { norm, factor, isUsable: lessEqual(mul(norm, factor), MAX_NORM) };
}

function scaled(gradient: readonly Tensor1D[], factor: Tensor | null): readonly Tensor1D[] {
  return factor === null ? gradient : gradient.map((part) => mul<Tensor1D>(part, factor));
}
