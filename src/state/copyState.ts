import { isTensor } from './stateReader.ts';
import type { State, StateArray, StateTensor, StateValue } from './state.ts';
import { isInParts, TensorInParts } from './tensorInParts.ts';

/** Above this length a copy stays in parts, since engines differ in how long an array may be. */
const MAX_BYTES_IN_ONE = 2 ** 30;

/**
 * A copy that later changes of the original do not reach. Tensors in parts are
 * put together, but for the largest.
 *
 * @throws {CheckpointError} If there is not enough memory for one of them.
 */
export function copyState(state: State): State {
  return Object.fromEntries(Object.entries(state).map(([key, value]) => [key, copy(value)]));
}

function copy(value: StateValue): StateValue {
  if (typeof value !== 'object' || value === null) return value;
  if (isTensor(value)) return copyTensor(value);
  if (Array.isArray(value)) return value.map(copy);
  return copyState(value as State);
}

/** @param maxBytes - Above this length the copy stays in parts. */
export function copyTensor(tensor: StateTensor, maxBytes: number = MAX_BYTES_IN_ONE): StateTensor {
  const shape = [...tensor.shape];
  if (!isInParts(tensor)) return { shape, data: tensor.data.slice() };
  if (tensor.length * tensor.Type.BYTES_PER_ELEMENT <= maxBytes) {
    return { shape, data: tensor.data };
  }
  const parts: StateArray[] = [];
  for (const part of tensor.parts()) parts.push(part.slice());
  return new TensorInParts({ shape, Type: tensor.Type, parts: () => parts });
}
