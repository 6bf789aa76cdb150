import type { LayerPlan, Run, TensorPlan } from './layerPlan.ts';
import { malformed, MAX_NUMBERS, sizeOf, type Fields } from './malformed.ts';
import { planLayer } from './planLayer.ts';
import type { CheckedHeader } from './readHeader.ts';
import { fractionsOf, outputsPerAction } from './values.ts';

/** A network with its dimensions, before any of its weights are read. */
export interface NetworkPlan {
  /** In the order in which they lie in the file. */
  readonly tensors: readonly TensorPlan[];
  /** Makes what computes the outputs of one observation. */
  build(weights: readonly Float32Array[]): Run;
}

/** Beyond this a single action would take minutes. */
const MAX_WORK = 2 ** 33;

/**
 * Fits all layers of a header to each other. Nothing is allocated.
 *
 * @throws {CheckpointError} If they do not fit, or would take too much memory or time.
 */
export function planNetwork(header: CheckedHeader): NetworkPlan {
  const { values, actions } = header;
  const taken = fractionsOf(values);
  const fractions = taken.length;
  let numbers = 0;
  let work = 0;
  let rows = 1;
  const plans: LayerPlan[] = [];
  const planStack = (layers: readonly Fields[], from: readonly number[]): readonly number[] => {
    let shape = from;
    for (const layer of layers) {
      const { observations } = header;
      const states = plans.length === 0 && observations.kind === 'discrete' ? observations.n : null;
      const plan = planLayer(layer, shape, states, taken);
      numbers += sizeOf(plan.shape);
      work += plan.work * rows;
      if (numbers > MAX_NUMBERS || work > MAX_WORK) throw malformed('its layers are too large');
      if (plan.takesFractions) {
        if (rows > 1 || fractions === 0 || plans.length >= header.trunk.length) {
          throw malformed('fractions are taken at the wrong place');
        }
        rows = fractions;
      }
      shape = plan.shape;
      plans.push(plan);
    }
    return shape;
  };
  const features = planStack(header.trunk, inputShapeOf(header));
  if (fractions > 0 !== plans.some(({ takesFractions }) => takesFractions)) {
    throw malformed('its layers take no fractions');
  }
  const each = outputsPerAction(values);
  const sizes = header.streams.map((stream) => sizeOf(planStack(stream, features)));
  const expected = sizes.length === 2 ? [each, each * actions] : [each * actions];
  if (sizes.join() !== expected.join() || header.streams.some(({ length }) => length === 0)) {
    throw malformed('its outputs do not suit its actions');
  }
  return {
    tensors: plans.flatMap(({ tensors }) => tensors),
    build: (weights) => buildNetwork(header, plans, weights, fractions),
  };
}

/** The shape of what goes into the first layer; `[]` of an index. */
function inputShapeOf({ observations, planes }: CheckedHeader): readonly number[] {
  if (observations.kind === 'discrete') return [];
  const { shape } = observations;
  if (!planes) return shape;
  const [channels = 1, height = 1, width = 1] = shape;
  return [height, width, channels];
}

function buildNetwork(
  { trunk, streams, actions }: CheckedHeader,
  plans: readonly LayerPlan[],
  weights: readonly Float32Array[],
  fractions: number,
): Run {
  let used = 0;
  const runs = plans.map((plan) => {
    const own = weights.slice(used, (used += plan.tensors.length));
    return plan.build(own);
  });
  const place = plans.findIndex(({ takesFractions }) => takesFractions);
  const spread = place < 0 ? trunk.length : place + 1;
  const before = inOrder(runs.slice(0, spread));
  const behind = inOrder(runs.slice(spread, trunk.length));
  let first = trunk.length;
  const ends = streams.map(({ length }) => inOrder(runs.slice(first, (first += length))));
  const outputsOf = (x: Float32Array): Float32Array => {
    const y = behind(x);
    const [one, two] = ends.map((run) => run(y));
    return two ? joinStreams(one as Float32Array, two, actions) : (one as Float32Array);
  };
  if (fractions === 0) return (x) => outputsOf(before(x));
  return (x) => {
    const spreadRows = before(x);
    const size = spreadRows.length / fractions;
    const outputs = new Float32Array(actions * fractions);
    for (let row = 0; row < fractions; row++) {
      outputsOf(spreadRows.subarray(row * size, (row + 1) * size)).forEach((quantile, action) => {
        outputs[action * fractions + row] = quantile;
      });
    }
    return outputs;
  };
}

function inOrder(runs: readonly Run[]): Run {
  return (x) => runs.reduce((y, run) => run(y), x);
}

/** `V + A − mean_a A`, for each of the outputs that an action has. */
function joinStreams(value: Float32Array, advantage: Float32Array, actions: number): Float32Array {
  const each = value.length;
  const shifts = value.map((v, place) => {
    let sum = 0;
    for (let at = place; at < advantage.length; at += each) {
      sum = Math.fround(sum + (advantage[at] as number));
    }
    return v - Math.fround(sum / actions);
  });
  return advantage.map((a, index) => a + (shifts[index % each] as number));
}
