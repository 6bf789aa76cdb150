import type { Architecture, DenseLayer, Layer } from '../../networks/architecture.ts';
import type { Arena } from './arena.ts';
import { arePlanes } from './input.ts';
import { convScratchSize, placeGeometry, SPILL_NUMBERS } from './geometry.ts';
import type { Pointer } from './kernels.ts';

/** A layer, with the places of its numbers in a batch. */
export interface Node {
  readonly layer: Layer;
  /** Shape `[capacity, units]`. */
  readonly output: Pointer;
  /** The gradient in the output; 0 where nothing is followed back. */
  readonly gradient: Pointer;
  /** Where the kernel of a convolution goes; 0 for other layers. */
  readonly geometry: Pointer;
}

/** The places of all numbers of one forward pass, and of the way back. */
export interface Workspace {
  /** The largest batch that there is room for. */
  readonly capacity: number;
  /** Shape `[capacity, size]`, float32, or int32 indices. */
  readonly input: Pointer;
  /**
   * Where observations come first that are not yet as the kernels want them:
   * bytes, `[capacity, size]`; planes, one image of `[size]` bytes or numbers.
   */
  readonly staging: Pointer;
  readonly trunk: readonly Node[];
  /** The output layers, or value and advantage streams. */
  readonly heads: readonly (readonly Node[])[];
  /** Shape `[capacity, outputs]`. */
  readonly outputs: Pointer;
  readonly outputGradient: Pointer;
  /** Where the kernels pack their operands. */
  readonly scratch: Pointer;
}

/** Lays out a workspace for batches of up to `capacity` rows. */
export function createWorkspace(
  arena: Arena,
  { input, trunk, output, outputs }: Architecture,
  capacity: number,
  training: boolean,
): Workspace {
  const place = (numbers: number): Pointer => arena.allocate(capacity * numbers);
  const nodes = (layers: readonly Layer[]): Node[] =>
    layers.map((layer) => ({
      layer,
      output: place(layer.units),
      gradient: training ? place(layer.units) : 0,
      geometry: layer.type === 'conv' ? placeGeometry(arena, layer) : 0,
    }));
  const trunkNodes = nodes(trunk);
  const heads =
    output.type === 'linear'
      ? [nodes(output.layers)]
      : [nodes(output.value), nodes(output.advantage)];
  const last = heads[0]?.at(-1);
  const combined = output.type === 'dueling';
  return {
    capacity,
    input: place(input.size),
    staging: arePlanes(input) ? arena.allocate(input.size) : place(Math.ceil(input.size / 4)),
    trunk: trunkNodes,
    heads,
    outputs: combined ? place(outputs) : (last?.output ?? 0),
    outputGradient: combined && training ? place(outputs) : (last?.gradient ?? 0),
    scratch: arena.allocate(
      Math.max(
        ...[...trunkNodes, ...heads.flat()].map(({ layer }) =>
          scratchSize(layer, capacity, training),
        ),
      ),
    ),
  };
}

/** Numbers that the kernels of a layer pack their operands into. */
function scratchSize(layer: Layer, batch: number, training: boolean): number {
  if (layer.type === 'embedding') return 0;
  if (layer.type === 'conv') return convScratchSize(layer, training);
  return denseScratchSize(layer, batch, training);
}

function denseScratchSize({ inputs, units }: DenseLayer, batch: number, training: boolean): number {
  const forward = SPILL_NUMBERS + 8 * inputs;
  if (!training) return forward;
  const inputGradient = SPILL_NUMBERS + 8 * units;
  const kernelGradient = SPILL_NUMBERS + 8 * batch + batch * inputs;
  return Math.max(forward, inputGradient, kernelGradient);
}
