import type { ObservationSpace } from '../../spaces/space.ts';
import type { Initializer } from '../initializers/initializer.ts';

/** What every layer of an architecture has. */
export interface AnyLayer {
  /** Tells it from layers of other kinds. */
  readonly type: string;
  /** Numbers in an output row. */
  readonly units: number;
  /** The shape of an output row, where it is not `[units]`. */
  readonly outputShape?: readonly number[];
  /** Whether a row goes in for each observation, and one comes out for each of its fractions. */
  readonly takesFractions?: boolean;
}

/** What goes into a layer. */
export interface LayerInput {
  /** The shape of one row: `[height, width, channels]` of images, `[]` of indices. */
  readonly shape: readonly number[];
  /** Numbers in a row; of indices, how many there are. */
  readonly size: number;
  /** The type of the layer before; `null` for the first. */
  readonly previous: string | null;
  /** Where the observations of the network are from. */
  readonly space: ObservationSpace;
}

/** What a layer asks for as it is fitted. */
export interface LayerParts {
  /**
   * Adds an array of weights.
   *
   * @param name - Its role in the layer, such as `kernel`.
   * @param fans - Inputs of each unit, and units that each input goes to.
   * @param initial - How it begins; by default uniform in ±1/√fanIn.
   * @returns Its index in the parameters of the architecture.
   */
  readonly addParameter: (
    name: string,
    shape: readonly number[],
    fans: readonly [fanIn: number, fanOut: number],
    initial?: Initializer,
  ) => number;
  /**
   * Asks for so many numbers of noise in each pass.
   *
   * @returns Where they begin.
   */
  readonly addNoise: (count: number) => number;
}

/** A layer in words and numbers. */
export interface LayerDescription {
  /** Such as `dense 4 → 64 relu`. */
  readonly text: string;
  /** How many weights it has. */
  readonly weights: number;
  /** Multiplications in its matrix products on the way forward, for one row. */
  readonly products: number;
}

/**
 * All that networks know of one kind of layer. Each engine has a table of its
 * own that says how to compute it.
 */
export interface LayerKind<S extends { readonly type: string }, L extends AnyLayer> {
  /**
   * What goes into it: indices, images, numbers in rows, whatever shape they
   * had, or `'any'` where the outputs have the shape of the inputs.
   */
  readonly takes: 'indices' | 'images' | 'rows' | 'any';
  /**
   * Checks a spec, which may have been written by hand or read from a file, and
   * returns it with its keys in one order.
   *
   * @throws {OptionsError} If a value is missing or out of range.
   */
  resolve(spec: S): S;
  /**
   * Fits a spec to its input.
   *
   * @throws {OptionsError} If it does not suit.
   */
  build(spec: S, input: LayerInput, parts: LayerParts): L;
  /** The spec with what it left open, for specs that are alike once they are fitted. */
  settle?(layer: L): S;
  /** For summaries. */
  describe(layer: L): LayerDescription;
}
