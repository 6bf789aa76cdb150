import type { LayerNormLayer } from '../../../networks/layers/layerNorm.ts';
import type { Slice } from '../buffers.ts';
import { gradientStore, type Node } from '../node.ts';
import type { PlanBuilder } from '../planBuilder.ts';
import { groupsFor, forEachIndex } from '../program.ts';
import { reduction } from '../reduction.ts';
import { activated, literal } from '../wgsl.ts';
import type { WebgpuLayer } from './webgpuLayer.ts';

/** Threads that share a row. */
const THREADS = 64;

/** Rows whose gradients of scales and offsets one thread adds up, at least. */
const LEAST_ROWS = 64;

/** `activation((x − mean) / √(variance + ε) · scale + offset)`, a workgroup for each row. */
export const layerNorm: WebgpuLayer<LayerNormLayer> = {
  forward(builder, layer, x) {
    const { units, length, activation, epsilon, scale, offset } = layer;
    const y = builder.node('The outputs of a layer norm', units, activation);
    const perLane = (builder.rows * units) / length;
    const at = (parameter: number): string => builder.parameterAt(parameter, 'z');
    builder.forward.push({
      label: `layer norm over ${length}`,
      bindings: [
        { name: 'inputs', slice: x.output },
        builder.weights(false),
        { name: 'outputs', slice: y.output, writes: true },
      ],
      groups: rowGroups(builder.lanes * perLane),
      code: eachRow(
        builder,
        builder.lanes * perLane,
        `${meanAndDeviation(length, epsilon)}
  let z = row / ${perLane}u;
  for (var j = t; j < ${length}u; j += ${THREADS}u) {
    let v = (inputs[row * ${length}u + j] - mean) * deviation * weights[${at(scale)} + j] + weights[${at(offset)} + j];
    outputs[row * ${length}u + j] = ${activated(activation, 'v')};
  }`,
      ),
    });
    return y;
  },
  backward(builder, layer, x, y) {
    const rows = (y.rows * layer.units) / layer.length;
    // Of each row, what its numbers were brought to mean 0 and variance 1 by.
    const stats = builder.buffers.allocate('Means and deviations', 2 * rows);
    if (x.gradient) inputGradient(builder, layer, x, y, stats);
    else means(builder, layer, x, stats);
    parameterGradients(builder, layer, x, y, stats);
  },
};

/** A workgroup for each row, which leaves its mean and deviation in `stats`, as {@link means} does. */
function inputGradient(
  builder: PlanBuilder,
  layer: LayerNormLayer,
  x: Node,
  y: Node,
  stats: Slice,
): void {
  const { units, length, epsilon, scale } = layer;
  const rows = (y.rows * units) / length;
  const below = gradientStore(x);
  const at = builder.parameterAt(scale, '0u');
  builder.backward.push(() => ({
    label: `layer norm over ${length}, gradient of inputs`,
    bindings: [
      { name: 'inputs', slice: x.output },
      { name: 'above', slice: y.gradient as Slice },
      builder.weights(false),
      { name: 'stats', slice: stats, writes: true },
      // Where the layer below has an activation, its outputs are the inputs, bound twice.
      ...below.bindings,
    ],
    groups: rowGroups(rows),
    code: eachRow(
      builder,
      rows,
      `${meanAndDeviation(length, epsilon)}
  ${KEEP_STATS}
  var s = 0.0; var a = 0.0;
  for (var j = t; j < ${length}u; j += ${THREADS}u) {
    let slope = above[row * ${length}u + j] * weights[${at} + j];
    s += slope; a += slope * (inputs[row * ${length}u + j] - mean) * deviation;
  }
  let meanSlope = total(t, s) / ${literal(length)}; let along = total(t, a) / ${literal(length)};
  for (var j = t; j < ${length}u; j += ${THREADS}u) {
    let i = row * ${length}u + j;
    let normal = (inputs[i] - mean) * deviation;
    ${below.put('i', `(above[i] * weights[${at} + j] - meanSlope - normal * along) * deviation`)}
  }`,
    ),
  }));
}

/** WGSL: keeps `mean` and `deviation` of a row for the gradients of scales and offsets. */
const KEEP_STATS = 'if (t == 0u) { stats[2u * row] = mean; stats[2u * row + 1u] = deviation; }';

function means(
  builder: PlanBuilder,
  { units, length, epsilon }: LayerNormLayer,
  x: Node,
  stats: Slice,
): void {
  const rows = (x.rows * units) / length;
  builder.backward.push(() => ({
    label: `layer norm over ${length}, means`,
    bindings: [
      { name: 'inputs', slice: x.output },
      { name: 'stats', slice: stats, writes: true },
    ],
    groups: rowGroups(rows),
    code: eachRow(builder, rows, `${meanAndDeviation(length, epsilon)} ${KEEP_STATS}`),
  }));
}

/** One thread for each scale and part of the rows. */
function parameterGradients(
  builder: PlanBuilder,
  { units, length, scale, offset }: LayerNormLayer,
  x: Node,
  y: Node,
  stats: Slice,
): void {
  const rows = (y.rows * units) / length;
  const splits = Math.max(1, Math.min(64, Math.floor(rows / LEAST_ROWS)));
  const part = Math.ceil(rows / splits);
  const { places, stride, binding } = builder.gradientRoom([scale, offset], splits);
  const [scales, offsets] = places.map((place) => `partials[${place}u + s * ${stride}u + j]`);
  builder.backward.push((partials) => ({
    label: `layer norm over ${length}, gradient of weights`,
    bindings: [
      { name: 'inputs', slice: x.output },
      { name: 'above', slice: y.gradient as Slice },
      { name: 'stats', slice: stats },
      binding(partials),
    ],
    groups: groupsFor(length * splits),
    code: forEachIndex(
      length * splits,
      `let j = i % ${length}u; let s = i / ${length}u;
  var byScale = 0.0; var byOffset = 0.0;
  for (var row = s * ${part}u; row < min(${rows}u, (s + 1u) * ${part}u); row++) {
    let g = above[row * ${length}u + j];
    byOffset += g; byScale += g * (inputs[row * ${length}u + j] - stats[2u * row]) * stats[2u * row + 1u];
  }
  ${scales} = byScale; ${offsets} = byOffset;`,
    ),
  }));
}

/** A workgroup for each row; beyond what stands in a line, in a rectangle. */
function rowGroups(rows: number): readonly [number, number, number] {
  return groupsFor(rows * THREADS);
}

/** WGSL: a workgroup for each row, whose body finds it in `row`, and its thread in `t`. */
function eachRow({ model }: PlanBuilder, rows: number, body: string): string {
  const [across] = rowGroups(rows);
  const { subgroups } = model.device.math;
  const columns = [{ name: 'own', type: 'f32', by: 'sum' }] as const;
  return `${reduction({ name: 'total', threads: THREADS, columns, subgroups })}
@compute @workgroup_size(${THREADS}) fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) t: u32) {
  let row = group.y * ${across}u + group.x;
  if (row >= ${rows}u) { return; }
  ${body}
}`;
}

/** WGSL: `mean` and 1 / √(variance + ε) of a row. */
function meanAndDeviation(length: number, epsilon: number): string {
  const add = (term: string): string =>
    `for (var j = t; j < ${length}u; j += ${THREADS}u) { let d = inputs[row * ${length}u + j]${term}`;
  return `var sum = 0.0; ${add(';')} sum += d; }
  let mean = total(t, sum) / ${literal(length)};
  var squares = 0.0; ${add(' - mean;')} squares += d * d; }
  let deviation = 1.0 / sqrt(total(t, squares) / ${literal(length)} + ${literal(epsilon)});`;
}
