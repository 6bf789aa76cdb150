import type { StateTensor, StateValue } from '../state/state.ts';
import { ShapeError, ValueError } from '../errors.ts';
import { areFinite } from '../validation/areFinite.ts';
import { show, showShape } from '../validation/show.ts';
import { isFloat32Array } from '../validation/typedArrays.ts';
import type { NetworkShape } from './architecture.ts';

/**
 * The weights of a network, array by array, under the names of
 * {@link ParameterInfo}.
 *
 * @category Networks
 */
export type WeightTensors = Readonly<Record<string, StateTensor>>;

/** Cuts a flat vector into named arrays, which are copies. */
export function toTensors(
  architecture: NetworkShape,
  vector: Float32Array,
): Record<string, StateTensor> {
  return Object.fromEntries(
    Object.entries(viewTensors(architecture, vector)).map(([name, { shape, data }]) => [
      name,
      { shape, data: data.slice() },
    ]),
  );
}

/** As `toTensors`, but the arrays are views of the vector. */
export function viewTensors(
  architecture: NetworkShape,
  vector: Float32Array,
): Record<string, StateTensor> {
  return Object.fromEntries(
    architecture.parameters.map(({ name, shape, offset, size }) => [
      name,
      { shape, data: vector.subarray(offset, offset + size) },
    ]),
  );
}

function isSame(given: unknown, shape: readonly number[]): boolean {
  const isLong = Array.isArray(given) && given.length === shape.length;
  return isLong && shape.every((length, axis) => length === given[axis]);
}

/**
 * Joins named arrays into a flat vector.
 *
 * @throws {ShapeError} If one is missing, unknown, or of another shape.
 * @throws {ValueError} If one is not float32, or holds NaN or infinity; or if
 *   `tensors` is no object.
 */
export function fromTensors(
  architecture: NetworkShape,
  tensors: Readonly<Record<string, StateValue>>,
): Float32Array {
  const given: unknown = tensors;
  if (typeof given !== 'object' || given === null) {
    throw new ValueError(
      `Weights must be an object of tensors by name, as getWeights() gives it; received ${show(given)}.`,
    );
  }
  const vector = new Float32Array(architecture.parameterCount);
  const known = architecture.parameters.map(({ name }) => name);
  const unknown = Object.keys(tensors).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new ShapeError(`The network has no weights '${unknown}'; it has ${known.join(', ')}.`);
  }
  for (const { name, shape, offset, size } of architecture.parameters) {
    const tensor = tensors[name] as Partial<StateTensor> | null | undefined;
    if (!tensor || !isSame(tensor.shape, shape)) {
      throw new ShapeError(
        `Weights '${name}' must have the shape [${shape.join(', ')}]; ` +
          `received ${tensor ? showShape(tensor.shape) : 'nothing'}.`,
      );
    }
    const { data } = tensor;
    if (!isFloat32Array(data) || !areFinite(data)) {
      throw new ValueError(
        `Weights '${name}' must be a Float32Array of finite numbers; received ` +
          `${isFloat32Array(data) ? 'NaN or infinity' : show(data)}.`,
      );
    }
    if (data.length !== size) {
      throw new ShapeError(
        `Weights '${name}' of shape [${shape.join(', ')}] must hold ${size} numbers; received ${data.length}.`,
      );
    }
    vector.set(data, offset);
  }
  return vector;
}
