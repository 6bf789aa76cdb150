import { OptionsError, ShapeError, ValueError } from '../errors.ts';
import { isShortList } from '../validation/lists.ts';
import { show } from '../validation/options.ts';

/**
 * An open HDF5 file, or a group in it: what a `File` of the package `h5wasm` is.
 *
 * @category Offline
 */
export interface Hdf5Group {
  /** The names of what is in it. */
  keys(): string[];
  /** A group or a dataset, by its path. */
  get(path: string): unknown;
}

/** What is read of a dataset. */
interface Dataset {
  readonly shape: readonly number[] | null;
  slice(ranges: [number, number][]): unknown;
}

/** @throws {OptionsError} If it is no file and no group. */
export function requireGroup(what: string, group: unknown): Hdf5Group {
  const { keys, get } = Object(group) as Partial<Hdf5Group>;
  if (typeof keys === 'function' && typeof get === 'function') return group as Hdf5Group;
  throw new OptionsError(
    `${what} must be an open HDF5 file, such as new h5wasm.File(path, 'r'); received ${show(group)}.`,
  );
}

/** A column of numbers in a file: a row for each step, or one more. */
export class Hdf5Column {
  readonly rows: number;
  readonly #name: string;
  readonly #dataset: Dataset;
  /** Numbers in a row. */
  readonly #width: number;

  /**
   * @param width - Numbers in a row.
   * @throws {ValueError | ShapeError} If it is missing, or another one.
   */
  constructor(group: Hdf5Group, name: string, width: number) {
    const found = group.get(name);
    const { shape: given, slice } = Object(found) as Partial<Dataset>;
    const shape = given ?? undefined;
    if (typeof slice !== 'function' || !isShortList(shape)) {
      throw new ValueError(
        `The file needs a dataset '${name}'; received ${found === null ? 'none' : show(found)}. ` +
          'Observations of several parts cannot be read.',
      );
    }
    const [rows = 0, ...rest] = shape;
    const elements = rest.reduce((product, length) => product * length, 1);
    if (shape.length === 0 || elements !== width) {
      throw new ShapeError(
        `The dataset '${name}' must have ${width} numbers in each row; its shape is [${shape.join(', ')}].`,
      );
    }
    this.rows = rows;
    this.#name = name;
    this.#dataset = found as Dataset;
    this.#width = width;
  }

  /** The numbers of the rows from `begin` to `end`. */
  read(begin: number, end: number): ArrayLike<number> {
    const data: unknown = begin === end ? [] : this.#dataset.slice([[begin, end]]);
    const isList = Array.isArray(data) || (ArrayBuffer.isView(data) && 'length' in data);
    const found = (isList ? data : []) as ArrayLike<unknown>;
    // The length first: of an array of four thousand million holes all would be visited.
    const isWhole = found.length === (end - begin) * this.#width;
    const list = isWhole ? found : [];
    const numbers = Array.from(list, (one) => (typeof one === 'bigint' ? Number(one) : one));
    if (isWhole && numbers.every((one) => typeof one === 'number')) return numbers;
    throw new ValueError(
      `The dataset '${this.#name}' must hold ${(end - begin) * this.#width} numbers in the rows ${begin} to ` +
        `${end - 1}; received ${show(data)}.`,
    );
  }
}
