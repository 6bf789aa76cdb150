import type { StateArray, StateTensor } from './state.ts';
import { isInParts, type StateArrayType } from './tensorInParts.ts';

/** The classes of arrays that a checkpoint can hold, by their names in safetensors. */
export const ARRAY_TYPES: ReadonlyMap<string, StateArrayType> = new Map<string, StateArrayType>([
  ['F64', Float64Array],
  ['F32', Float32Array],
  ['I32', Int32Array],
  ['U32', Uint32Array],
  ['U8', Uint8Array],
]);

/** The class of a tensor's elements; `undefined` if a checkpoint cannot hold it. */
export function arrayTypeOf(tensor: StateTensor): StateArrayType | undefined {
  const types = [...ARRAY_TYPES.values()];
  if (isInParts(tensor)) return types.find(({ name }) => name === nameOf(tensor.Type));
  // By name: an array of another realm, such as a frame's, has another class.
  return types.find(({ name }) => name === tagOf(tensor.data));
}

/** Whether `data` is an array of a class, be it of another realm. */
export function isArrayOf<T extends StateArray>(Type: StateArrayType<T>, data: unknown): data is T {
  return ArrayBuffer.isView(data) && tagOf(data) === Type.name;
}

/** Such as `Float32Array`; no other object can pretend to it. */
function tagOf(data: ArrayBufferView): string {
  return Object.prototype.toString.call(data).slice('[object '.length, -1);
}

function nameOf(Type: unknown): unknown {
  return typeof Type === 'function' ? Type.name : undefined;
}
