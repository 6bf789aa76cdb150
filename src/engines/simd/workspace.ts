import type { Architecture } from '../../networks/architecture.ts';
import type { AnyLayer } from '../../networks/layers/layerKind.ts';
import type { Arena, Pointer } from './arena.ts';
import { cropUnseen } from './crop.ts';
import { arePlanes } from './planes.ts';
import type { Node, SimdLayer } from './layers/simdLayer.ts';
import { simdLayerOf, type LayerKernels } from './layers/table.ts';

/** A layer with its places, and how it is computed. */
export interface Step extends Node {
  readonly compute: SimdLayer<AnyLayer, LayerKernels>;
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
  readonly trunk: readonly Step[];
  /** The output layers, or value and advantage streams. */
  readonly streams: readonly (readonly Step[])[];
  /** Shape `[capacity, outputs]`. */
  readonly outputs: Pointer;
  readonly outputGradient: Pointer;
  /** Where the noise of a pass goes. Shape `[noiseCount]`. */
  readonly noise: Pointer;
  /** Where the kernels pack their operands. */
  readonly scratch: Pointer;
}

/** Lays out a workspace for batches of up to `capacity` rows. */
export function createWorkspace(
  arena: Arena,
  { input, trunk, output, outputs, noiseCount }: Architecture,
  capacity: number,
  training: boolean,
): Workspace {
  const place = (numbers: number): Pointer => arena.allocate(capacity * numbers);
  let scratch = 0;
  const steps = (layers: readonly AnyLayer[], start: Pick<Node, 'output' | 'gradient'>): Step[] => {
    let before = start;
    return layers.map((layer) => {
      const compute = simdLayerOf(layer);
      scratch = Math.max(scratch, compute.scratchSize?.(layer, capacity, training) ?? 0);
      const { output, gradient } = compute.isView
        ? before
        : { output: place(layer.units), gradient: training ? place(layer.units) : 0 };
      const own = compute.place?.(arena, layer, capacity, training) ?? 0;
      const step = { layer, compute, output, gradient, own };
      before = step;
      return step;
    });
  };
  const start = { output: place(input.size), gradient: 0 };
  const staging = arePlanes(input) ? arena.allocate(input.size) : place(Math.ceil(input.size / 4));
  const trunkSteps = steps(cropUnseen(trunk), start);
  const features = trunkSteps.at(-1) ?? start;
  const streams =
    output.type === 'linear'
      ? [steps(output.layers, features)]
      : [steps(output.value, features), steps(output.advantage, features)];
  const last = streams[0]?.at(-1);
  const combined = output.type === 'dueling';
  return {
    capacity,
    input: start.output,
    staging,
    trunk: trunkSteps,
    streams,
    outputs: combined ? place(outputs) : (last?.output ?? 0),
    outputGradient: combined && training ? place(outputs) : (last?.gradient ?? 0),
    noise: arena.allocate(noiseCount),
    scratch: arena.allocate(scratch),
  };
}
