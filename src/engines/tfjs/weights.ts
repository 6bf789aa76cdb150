import {
  concat,
  dispose,
  keep,
  reshape,
  split,
  tensor1d,
  tidy,
  type Rank,
  type Tensor,
  type Tensor1D,
} from '@tensorflow/tfjs-core';
import type { NetworkShape } from '../../networks/architecture.ts';

/**
 * Arrays of at least so many weights stand alone, and joined they come to no
 * more. Larger vectors, made and freed at every update beside the arrays that
 * are cut out of them, leave holes in the memory of the wasm backend that its
 * allocator does not fill again: it grew by up to 33 kB an update, without end.
 */
const LARGE = 2_048;

/**
 * Which parameters the optimizer takes together: every large one by itself,
 * small ones as many at a time as are not large together. Each group is a list
 * of indices.
 */
export type Groups = readonly (readonly number[])[];

/**
 * One copy of all weights: the vectors that the optimizer works on, one for
 * each group, and the same numbers in the shapes that the layers want.
 */
export interface Weights {
  readonly vectors: readonly Tensor1D[];
  readonly parameters: readonly Tensor[];
}

/** Puts the parameters of an architecture into groups. */
export function groupParameters({ parameters }: NetworkShape, large: number = LARGE): Groups {
  const alone: number[][] = [];
  const joined: number[][] = [];
  let room = -1;
  for (const [index, { size }] of parameters.entries()) {
    if (size >= large) {
      alone.push([index]);
    } else {
      if (size > room) {
        joined.push([]);
        room = large;
      }
      joined.at(-1)?.push(index);
      room -= size;
    }
  }
  return [...joined, ...alone];
}

/** Makes the vectors of all groups from one of all weights, which is copied. */
export function toVectors(
  architecture: NetworkShape,
  groups: Groups,
  values: Float32Array,
): Tensor1D[] {
  return groups.map((group) => {
    const parts = group.map((index) => {
      const { offset = 0, size = 0 } = architecture.parameters[index] ?? {};
      return values.subarray(offset, offset + size);
    });
    const joined = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
    let position = 0;
    for (const part of parts) {
      joined.set(part, position);
      position += part.length;
    }
    return tensor1d(joined);
  });
}

/** The reverse of {@link toVectors}, on numbers that were read. */
export function fromVectors(
  architecture: NetworkShape,
  groups: Groups,
  vectors: readonly Float32Array[],
): Float32Array {
  const values = new Float32Array(architecture.parameterCount);
  groups.forEach((group, groupIndex) => {
    let position = 0;
    for (const index of group) {
      const { offset = 0, size = 0 } = architecture.parameters[index] ?? {};
      values.set(vectors[groupIndex]?.subarray(position, position + size) ?? [], offset);
      position += size;
    }
  });
  return values;
}

/** Joins gradients, in the order of the parameters, into a vector for each group. */
export function joinGroups(groups: Groups, gradients: readonly Tensor[]): Tensor1D[] {
  return groups.map((group) => {
    const parts = group.map((index) => reshape<Rank.R1>(gradients[index] as Tensor, [-1]));
    const [only] = parts;
    return parts.length === 1 && only ? only : concat(parts);
  });
}

/** Cuts the groups' vectors, which the weights own from then on, into arrays. */
export function cutWeights(
  architecture: NetworkShape,
  groups: Groups,
  vectors: readonly Tensor1D[],
): Weights {
  const infos = architecture.parameters;
  const parameters: Tensor[] = [];
  groups.forEach((group, groupIndex) => {
    const vector = vectors[groupIndex] as Tensor1D;
    const cut = tidy(() => {
      const sizes = group.map((index) => infos[index]?.size ?? 0);
      const parts = group.length === 1 ? [vector] : split(vector, sizes);
      return parts.map((part, index) =>
        reshape(part, [...(infos[group[index] ?? 0]?.shape ?? [])]),
      );
    });
    group.forEach((index, position) => {
      parameters[index] = keep(cut[position] as Tensor);
    });
  });
  // Kept: a tidy of the user's around a call into the library must not free them.
  return { vectors: vectors.map((vector) => keep(vector)), parameters };
}

/** A second handle on the same numbers; nothing is copied. */
export function shareWeights({ vectors, parameters }: Weights): Weights {
  return {
    vectors: vectors.map((vector) => keep(vector.clone())),
    parameters: parameters.map((parameter) => keep(parameter.clone())),
  };
}

/** Frees one handle. */
export function disposeWeights({ vectors, parameters }: Weights): void {
  dispose([...vectors, ...parameters]);
}
