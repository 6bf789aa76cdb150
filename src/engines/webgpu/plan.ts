import type { AnyLayer } from '../../networks/layers/layerKind.ts';
import type { ObservationBatch } from '../../replay/batch.ts';
import { Buffers, upload, type Slice } from './buffers.ts';
import { fusedStep } from './fusedStep.ts';
import { gradientSum } from './gradientSum.ts';
import { createInput, type PlanInput } from './input.ts';
import { joinProducts } from './joinedProducts.ts';
import { joinStreams } from './join.ts';
import { webgpuLayerOf } from './layers/table.ts';
import type { DeviceModel } from './model.ts';
import type { Node } from './node.ts';
import { PlanBuilder, type PlanShape } from './planBuilder.ts';
import { createDispatch, type Dispatch, type DispatchSpec } from './program.ts';
import { Room } from './room.ts';
import { joinProgram } from './rows/joinProgram.ts';
import { denseLayers, layersOf } from './rows/rowLayers.ts';
import { rowProgram, type RowProgram } from './rows/rowProgram.ts';
import { stepDispatch } from './step.ts';

/** Puts numbers so many numbers into a slice. */
export type Put = (to: Slice, values: ObservationBatch | Uint32Array, at: number) => void;

/**
 * All buffers and calls of shaders of one forward pass, of several lanes side by side:
 * each lane has its own observations and weights. Of a plan for training, the first lane
 * can be followed back.
 *
 * An update is: `load` each lane, upload `settings`, record `forward`, fill
 * `outputGradient`, record `backward` and `step`.
 */
export interface Plan {
  readonly shape: PlanShape;
  /** Its memory; its dispatches wait for it. */
  readonly room: Room;
  /**
   * Shape `[lanes, batch, outputs]`; with fractions `[lanes, batch, outputs, fractions]`. `null` where
   * the last layers, or the join of dueling streams, are left to the shader of a head.
   */
  readonly outputs: Slice | null;
  /** What is left to it. */
  readonly rows: RowProgram | null;
  /** Of the first lane, as `outputs`; to be filled before `backward`. `null` without training. */
  readonly outputGradient: Slice | null;
  /** Observations to outputs. */
  readonly forward: readonly Dispatch[];
  /** The gradient of the outputs to that of all weights; its sum and norm may be left to the step. */
  readonly backward: readonly Dispatch[];
  /** The step of the optimizer; nothing without training. */
  readonly step: readonly Dispatch[];
  /** What {@link stepSettings} returns goes here. */
  readonly settings: Slice;
  /** What a step leaves for {@link readNorm}. */
  readonly stats: Slice;
  /** A u32, 0 at first. Other than 0, it forbids the step: a head found its loss unusable. */
  readonly verdict: Slice;
  /** Copies observations of a lane to the GPU: at once, so call it in its turn. */
  load(lane: number, observations: ObservationBatch, put?: Put): void;
  /** Copies the noise of a lane; `null` for none. */
  loadNoise(lane: number, noise: Float32Array | null, put?: Put): void;
  /** Copies the fractions of a lane. Shape `[batch, fractions]`. */
  loadFractions(lane: number, fractions: Float32Array, put?: Put): void;
  /** Frees its buffers. */
  dispose(): void;
}

/**
 * Lays out a plan, and begins to compile its shaders where they are new.
 *
 * @throws {BackendError} If the device does not allow buffers of the size.
 */
export function createPlan(model: DeviceModel, shape: PlanShape): Plan {
  const { device } = model;
  const buffers = new Buffers(device);
  const room = new Room(device, 'batch', [model.room]);
  try {
    return room.make(() => layOut(model, shape, buffers, room));
  } catch (error) {
    buffers.dispose();
    throw error;
  }
}

function layOut(model: DeviceModel, shape: PlanShape, buffers: Buffers, room: Room): Plan {
  const { device } = model;
  const builder = new PlanBuilder(model, shape, buffers);
  const input = createInput(builder);
  const { outputs, outputGradient, rows } = buildNetwork(builder, input);
  const partials = buffers.allocate('Partial gradients', builder.partials);
  const { settings, stats, verdict } = builder;
  const backward = builder.backward.map((make) => make(partials));
  // They need nothing but the gradients of all outputs, and so go last, together.
  const weightGradients = builder.weightGradients.map((make) => make(partials));
  const mostBuffers = device.gpu.limits.maxStorageBuffersPerShaderStage;
  backward.push(...joinProducts(weightGradients, mostBuffers));
  const step: DispatchSpec[] = [];
  const parts = { settings, stats, verdict };
  if (shape.training && model.fusesSteps) {
    step.push(fusedStep(model, parts, builder.segments, partials));
  } else if (shape.training) {
    backward.push(gradientSum(model, builder.segments, partials));
    step.push(stepDispatch(model, parts));
  }
  const { noiseCount } = model.architecture;
  const perLane = shape.batch * shape.fractions;
  const atOnce: Put = (to, values, at) => {
    upload(device, to, values, at);
  };
  return {
    shape,
    room,
    outputs,
    outputGradient,
    rows,
    forward: builder.forward.map((spec) => createDispatch(device, spec, room)),
    backward: backward.map((spec) => createDispatch(device, spec, room)),
    step: step.map((spec) => createDispatch(device, spec, room)),
    settings,
    stats,
    verdict,
    load(lane, observations, put = atOnce) {
      put(input.staging, observations, lane * input.laneWords);
    },
    loadNoise(lane, noise, put = atOnce) {
      if (noiseCount === 0) return;
      put(builder.noise, noise ?? new Float32Array(noiseCount), lane * noiseCount);
    },
    loadFractions(lane, fractions, put = atOnce) {
      put(builder.fractions, fractions, lane * perLane);
    },
    dispose() {
      buffers.dispose();
    },
  };
}

/** A layer with what goes in and comes out. */
interface Built {
  readonly layer: AnyLayer;
  readonly x: Node;
  readonly y: Node;
}

/** What the layers of a plan come to. */
type Ends = Pick<Plan, 'outputs' | 'outputGradient' | 'rows'>;

/** Adds the layers of a network to a plan, there and back. */
function buildNetwork(builder: PlanBuilder, input: PlanInput): Ends {
  const { trunk, output } = builder.model.architecture;
  const { rowLayers = 0 } = builder.shape;
  const stack = (layers: readonly AnyLayer[], start: Node): Built[] => {
    let x = start;
    return layers.map((layer) => {
      const y = webgpuLayerOf(layer).forward(builder, layer, x);
      const built = { layer, x, y };
      x = y;
      return built;
    });
  };
  const back = (built: readonly Built[]): void => {
    if (!builder.shape.training) return;
    for (const { layer, x, y } of [...built].reverse()) {
      webgpuLayerOf(layer).backward(builder, layer, x, y);
    }
  };
  if (rowLayers > 0) {
    const layers = layersOf(builder.model.architecture);
    const below = stack(layers.slice(0, -rowLayers), input.node);
    const x = below.at(-1)?.y ?? input.node;
    const rows = rowProgram(builder, denseLayers(layers.slice(-rowLayers)), x);
    back(below);
    return { outputs: null, outputGradient: null, rows };
  }
  const below = stack(trunk, input.node);
  const features = below.at(-1)?.y ?? input.node;
  const streams =
    output.type === 'linear'
      ? [stack(output.layers, features)]
      : [stack(output.value, features), stack(output.advantage, features)];
  const ends = joinEnds(
    builder,
    streams.map((stream) => stream.at(-1)?.y as Node),
  );
  for (const stream of streams) back(stream);
  back(below);
  return ends;
}

/** Makes outputs of the last layers of all streams, or leaves that to the shader of a head. */
function joinEnds(builder: PlanBuilder, ends: readonly Node[]): Ends {
  const [first, second] = ends as readonly [Node, Node?];
  if (second && builder.shape.headJoins) {
    return { outputs: null, outputGradient: null, rows: joinProgram(builder, first, second) };
  }
  return { ...joinStreams(builder, second ? first : null, second ?? first), rows: null };
}
