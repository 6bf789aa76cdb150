import type { Architecture } from '../../networks/architecture.ts';
import type { DenseLayer } from '../../networks/layers/dense.ts';
import type { AnyLayer } from '../../networks/layers/layerKind.ts';
import type { WeightsName } from '../engine.ts';
import type { Arena, Pointer } from './arena.ts';
import { cropUnseen } from './crop.ts';
import { arePlanes } from './planes.ts';
import { denseOfActions, isByAction } from './layers/denseOfActions.ts';
import { joinedSize, type JoinedStreams } from './layers/joinedStreams.ts';
import type { Node, SimdLayer } from './layers/simdLayer.ts';
import { simdLayerOf, type LayerKernels } from './layers/table.ts';

/** A forward pass that has a place of its own, so that all three may be read together. */
export type PassName = WeightsName | 'training';

/** A layer with its places, and how it is computed. */
export interface Step extends Node {
  readonly compute: AnySimdLayer;
}

type AnySimdLayer = SimdLayer<AnyLayer, LayerKernels>;

/** The places of all numbers of one forward pass, and of the way back. */
export interface Workspace {
  /** The largest batch that there is room for. */
  readonly capacity: number;
  /** How many fractions there is room for, those of all observations together. */
  readonly spread: number;
  /** Shape `[capacity, size]`, float32, or int32 indices. */
  readonly input: Pointer;
  /**
   * Where observations come first that are not yet as the kernels want them:
   * bytes, `[capacity, size]`; planes, as many bytes, or one image of `[size]` numbers.
   */
  readonly staging: Pointer;
  readonly trunk: readonly Step[];
  /** The output layers, or value and advantage streams. */
  readonly streams: readonly (readonly Step[])[];
  /** Both streams together, where they can be brought together; else `null`. */
  readonly joinedStreams: JoinedStreams | null;
  /** What the streams come to. Shape `[capacity, outputs]`; with fractions `[spread, outputs]`. */
  readonly joined: Pointer;
  readonly joinedGradient: Pointer;
  /** As `joined`; with fractions `[capacity, outputs, fractions]`. */
  readonly outputs: Pointer;
  readonly outputGradient: Pointer;
  /** Where the noise of a pass goes. Shape `[noiseCount]`. */
  readonly noise: Pointer;
  /** Where the actions go whose outputs alone a pass wants. Shape `[capacity]`, int32. */
  readonly taken: Pointer;
  /** Where the fractions of a pass go. Shape `[spread]`. */
  readonly fractions: Pointer;
  /** Where the kernels pack their operands. */
  readonly scratch: Pointer;
  /** How many numbers there are room for. */
  readonly scratchSize: number;
}

/**
 * Lays out a workspace for batches of up to `capacity` rows.
 *
 * @param spread - Up to how many fractions they have together; `capacity` for networks
 *   that take none.
 * @param name - Of which pass: those of updates may want one action of each row alone.
 */
export function createWorkspace(
  arena: Arena,
  { input, trunk, output, outputs, outputsPerAction, noiseCount, takesFractions }: Architecture,
  capacity: number,
  spread: number,
  name: PassName,
): Workspace {
  const training = name === 'training';
  const place = (numbers: number): Pointer => arena.allocate(capacity * numbers);
  let scratch = 0;
  // Of the layer that is laid out: from the one that takes fractions on, each has a row.
  let isSpread = false;
  const steps = (
    layers: readonly AnyLayer[],
    start: Pick<Node, 'output' | 'gradient'>,
    ofLast?: AnySimdLayer,
  ): Step[] => {
    let before = start;
    return layers.map((layer, index) => {
      const isLast = index === layers.length - 1;
      const compute = (isLast && ofLast) || simdLayerOf(layer);
      const wasSpread = isSpread;
      isSpread ||= layer.takesFractions === true;
      const rows = isSpread ? spread : capacity;
      scratch = Math.max(scratch, compute.scratchSize?.(layer, rows, training) ?? 0);
      const numbers = rows * layer.units;
      const { output, gradient } = compute.isView
        ? before
        : { output: arena.allocate(numbers), gradient: training ? arena.allocate(numbers) : 0 };
      const own = compute.place?.(arena, layer, rows, training) ?? 0;
      const step = { layer, compute, output, gradient, own, isSpread: wasSpread };
      before = step;
      return step;
    });
  };
  const start = { output: place(input.size), gradient: 0 };
  const staging = arena.allocate(
    Math.max(arePlanes(input) ? input.size : 0, capacity * Math.ceil(input.size / 4)),
  );
  const trunkSteps = steps(cropUnseen(trunk), start);
  const features = trunkSteps.at(-1) ?? start;
  // The last layer of a stack is dense, whatever the others are.
  const combined = output.type === 'dueling';
  // The online pass outside of updates is always of all actions, and may have very many rows.
  const byAction = isByAction(outputsPerAction) && name !== 'online';
  const ofActions = byAction
    ? (denseOfActions(outputsPerAction, combined) as unknown as AnySimdLayer)
    : undefined;
  const streams =
    output.type === 'linear'
      ? [steps(output.layers, features, ofActions)]
      : [steps(output.value, features), steps(output.advantage, features, ofActions)];
  const last = streams.at(-1)?.at(-1);
  const joinedStreams = byAction && combined ? join(arena, streams, outputsPerAction) : null;
  const all = spread * outputs;
  const joined = combined ? arena.allocate(all) : (last?.output ?? 0);
  // Advantages that are followed back by action take the gradient as it is handed in.
  const joinedGradient =
    combined && training && !byAction ? arena.allocate(all) : (last?.gradient ?? 0);
  return {
    capacity,
    spread,
    input: start.output,
    staging,
    trunk: trunkSteps,
    streams,
    joinedStreams,
    joined,
    joinedGradient,
    outputs: takesFractions ? arena.allocate(all) : joined,
    outputGradient: takesFractions && training ? arena.allocate(all) : joinedGradient,
    noise: arena.allocate(noiseCount),
    taken: arena.allocate(training ? capacity : 0),
    fractions: arena.allocate(takesFractions ? spread : 0),
    scratch: arena.allocate(scratch),
    scratchSize: scratch,
  };
}

/** Value and advantage stream, if they are a layer each. */
function join(
  arena: Arena,
  streams: readonly (readonly Step[])[],
  width: number,
): JoinedStreams | null {
  if (streams.some(({ length }) => length !== 1)) return null;
  // The last layer of a stack is dense.
  const [value, advantage] = streams.flat() as unknown as [Node<DenseLayer>, Node<DenseLayer>];
  return { value, advantage, width, own: arena.allocate(joinedSize(advantage.layer)) };
}

/** Room for so many; where it grows, at least twice what it was. */
export function enough(room: number, needed: number): number {
  return needed > room ? Math.max(needed, 2 * room) : room;
}
