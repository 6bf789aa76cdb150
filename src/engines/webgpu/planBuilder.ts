import type { Activation } from '../../networks/activation.ts';
import type { DenseLayer } from '../../networks/layers/dense.ts';
import type { AnyLayer } from '../../networks/layers/layerKind.ts';
import type { WeightsName } from '../engine.ts';
import type { Buffers, Slice } from './buffers.ts';
import type { FrameMirror } from './frames/frameMirror.ts';
import type { GradientRoom } from './gradientRoom.ts';
import type { Segment } from './gradientSum.ts';
import type { HalfMath } from './half.ts';
import { fours } from './layout.ts';
import type { DeviceModel } from './model.ts';
import type { Node } from './node.ts';
import type { ProductSpec } from './product.ts';
import type { Binding, DispatchSpec } from './program.ts';
import { canSumInRows } from './rows/rowLayers.ts';
import { SETTINGS, STATS } from './step.ts';
import { perLane } from './wgsl.ts';

/**
 * What a plan is for.
 *
 * Words that are used all over this folder:
 * - a **pass** computes the outputs of a batch by one copy of the weights. The passes of an update lie
 *   side by side in a plan: each is a **lane**, and the first is the one that is followed back;
 * - a **four** is four numbers that a thread loads at once, a `vec4f`. It begins at a multiple of 4;
 * - a **part** is one of several sums over pieces of a long dimension. Whoever needs the whole sum adds up
 *   its parts;
 * - a **panel** is what threads have loaded of a matrix into the memory of their workgroup.
 */
export interface PlanShape {
  /** Which weights each lane computes with; lanes run side by side. */
  readonly lanes: readonly WeightsName[];
  /** Observations of a lane. */
  readonly batch: number;
  /** Quantile fractions of each observation; 1 for networks that take none. */
  readonly fractions: number;
  /** Whether boxes come as bytes. */
  readonly bytes: boolean;
  /** Where the frames of observations are that are gathered; `null` where all is uploaded. */
  readonly frames?: FrameMirror | null;
  /** Whether the first lane, which then has the online weights, is followed back. */
  readonly training: boolean;
  /** How many of the last layers are left to the shader of a head; see {@link rowLayerCount}. @default 0 */
  readonly rowLayers?: number;
  /** Whether the join of dueling streams is left to the shader of a head; see {@link joinsInHead}. @default false */
  readonly headJoins?: boolean;
}

/** Collects what a plan consists of, layer by layer. */
export class PlanBuilder {
  readonly model: DeviceModel;
  readonly shape: PlanShape;
  readonly buffers: Buffers;
  readonly forward: DispatchSpec[] = [];
  /** Made when all are there: the partial sums share a buffer, whose size shows then. */
  readonly backward: ((partials: Slice) => DispatchSpec)[] = [];
  /** Products whose results are partial gradients of weights: after all of `backward`, in any order. */
  readonly weightGradients: ((partials: Slice) => ProductSpec)[] = [];
  readonly segments: Segment[] = [];
  /** Shape `[lanes, noiseCount]`. */
  readonly noise: Slice;
  /** Shape `[lanes, batch, fractions]`. */
  readonly fractions: Slice;
  /** See step.ts. */
  readonly settings: Slice;
  /** See step.ts. */
  readonly stats: Slice;
  /** See step.ts. */
  readonly verdict: Slice;
  readonly #once = new Map<object, Node>();
  #partials = 0;
  #rows: number;

  constructor(model: DeviceModel, shape: PlanShape, buffers: Buffers) {
    this.model = model;
    this.shape = shape;
    this.buffers = buffers;
    const { lanes, batch, fractions } = shape;
    const { noiseCount } = model.architecture;
    this.noise = buffers.allocate('Noise', lanes.length * noiseCount);
    this.fractions = buffers.allocate('Fractions', lanes.length * batch * fractions);
    this.settings = buffers.allocate('Settings', SETTINGS);
    this.stats = buffers.allocate('What a step came to', STATS);
    this.verdict = buffers.allocate('The verdict of the head', 4);
    this.#rows = batch;
  }

  /** A node that belongs to a layer beside its outputs: made once, and found again. */
  once(layer: object, make: () => Node): Node {
    const node = this.#once.get(layer) ?? make();
    this.#once.set(layer, node);
    return node;
  }

  /** Lanes of the plan. */
  get lanes(): number {
    return this.shape.lanes.length;
  }

  /** Rows of a lane of the layer that is being built: more from the one on that takes fractions. */
  get rows(): number {
    return this.#rows;
  }

  /** From here on there is a row for each fraction. */
  spread(): void {
    this.#rows = this.shape.batch * this.shape.fractions;
  }

  /** Numbers of the partial sums of all gradients. */
  get partials(): number {
    return this.#partials;
  }

  /** The outputs of a layer. */
  node(what: string, units: number, activation: Activation): Node {
    const { rows, lanes, buffers } = this;
    const { training } = this.shape;
    return {
      output: buffers.allocate(what, lanes * rows * units),
      format: 'floats',
      scale: 1,
      gradient: training ? buffers.allocate(`Gradient of ${what}`, rows * units) : null,
      rows,
      units,
      activation,
      isGradientSet: false,
    };
  }

  /** The weights as a binding; by fours where `four`. */
  weights(four: boolean): Binding {
    return { name: 'weights', slice: this.model.weights, type: four ? 'vec4f' : 'f32' };
  }

  /**
   * By what the way forward of a layer multiplies: half precision where it was asked for. Observations
   * may be larger than it holds, and what leaves the network keeps its digits.
   */
  halfFor(layer: AnyLayer, x: Node): HalfMath | null {
    const { output } = this.model.architecture;
    const streams = output.type === 'linear' ? [output.layers] : [output.value, output.advantage];
    const isLast = streams.some((layers) => layers.at(-1) === layer);
    return isLast || x.areObservations ? null : this.model.device.math.half;
  }

  /** Whether the layer is one whose parts of sums are added up by those that the head computes. */
  sumsInRows(layer: DenseLayer): boolean {
    const { rowLayers = 0 } = this.shape;
    return rowLayers > 0 && canSumInRows(this.model.architecture, layer, rowLayers, this.lanes);
  }

  /** WGSL: where a parameter begins in the weights of lane `z`. */
  parameterAt(parameter: number, z: string): string {
    const { offsets, length } = this.model.layout;
    const offset = offsets[parameter] as number;
    const starts = this.shape.lanes.map((name) => (name === 'online' ? offset : length + offset));
    return perLane(starts, z);
  }

  /**
   * Room for the gradients of one layer: their place in the gradient of all weights, or, where they are
   * sums of several parts, room for these, which are summed up into it later.
   *
   * @param parameters - Those of the layer, one behind the other.
   * @param splits - How many parts there are.
   */
  gradientRoom(parameters: readonly number[], splits: number): GradientRoom {
    const { architecture, layout, gradient } = this.model;
    const offsets = parameters.map((index) => layout.offsets[index] as number);
    if (splits === 1) {
      const whole = { name: 'partials', slice: gradient, writes: true } as const;
      return { places: offsets, stride: 0, binding: () => whole };
    }
    // As the gradient itself: arrays begin at multiples of 4, so that four numbers are summed up at once.
    const [offset = 0] = offsets;
    const last = parameters.at(-1) as number;
    const size =
      (layout.offsets[last] as number) + fours(architecture.parameters[last]?.size ?? 0) - offset;
    const start = this.#partials;
    this.segments.push({ offset, size, start, splits });
    this.#partials += size * splits;
    const binding = (slice: Slice): Binding => ({ name: 'partials', slice, writes: true });
    return { places: offsets.map((each) => start + each - offset), stride: size, binding };
  }
}
