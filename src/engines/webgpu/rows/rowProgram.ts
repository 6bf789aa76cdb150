import type { DenseLayer } from '../../../networks/layers/dense.ts';
import type { Slice } from '../buffers.ts';
import { kernelGradient } from '../layers/denseParts.ts';
import type { Node } from '../node.ts';
import type { PlanBuilder } from '../planBuilder.ts';
import { distinct } from '../product.ts';
import type { Binding } from '../program.ts';
import { backwardCode } from './backwardCode.ts';
import { forwardCode } from './forwardCode.ts';
import { inputCode } from './inputCode.ts';
import { layOutRows, type RowLayer } from './rowLayout.ts';

/**
 * The last layers of a network as a workgroup computes them for one row: in all lanes from their inputs to
 * the outputs, and in the first lane from the gradient of the outputs to those of all they were computed
 * from. What stands between is up to the shader that this becomes a part of: the head. The join of
 * dueling streams may take the place of layers; see joinProgram.ts.
 */
export interface RowProgram {
  /** In words, for tools and measurements. */
  readonly label: string;
  /** Of the workgroup: a power of 2. */
  readonly threads: number;
  /** Numbers of 4 bytes in the memory of the workgroup. */
  readonly words: number;
  readonly bindings: readonly Binding[];
  /**
   * WGSL: functions and memory. In it `rowOutputs` has the outputs, of shape `[lanes, outputs]`, and
   * `gradient` is for their gradient in the first lane.
   */
  readonly declarations: string;
  /** Statements of all threads that compute the outputs of `row`. */
  readonly forward: string;
  /** Statements of all threads that follow `gradient` back. */
  readonly backward: string;
}

/**
 * Adds the last layers to a plan: the buffers that they need, and the gradients of their weights.
 *
 * @param layers - From the lowest on.
 * @param x - Their inputs. Where there are layers below, its gradient is set.
 */
export function rowProgram(
  builder: PlanBuilder,
  layers: readonly DenseLayer[],
  x: Node,
): RowProgram {
  const { lanes, rows } = builder;
  const layout = layOutRows(layers, lanes, rows);
  const all = builder.buffers.allocate('Rows of the last layers', layout.length);
  const nodes = layout.layers.map((layer) => nodeOf(layer, all, rows));
  nodes.forEach((y, index) => {
    kernelGradient(builder, layers[index] as DenseLayer, nodes[index - 1] ?? x, y);
  });
  const input = inputCode(x, lanes, layout.threads);
  const below: Binding[] = x.gradient ? [{ name: 'below', slice: x.gradient, writes: true }] : [];
  if (x.gradient) x.isGradientSet = true;
  const forward = layout.layers.map((layer) =>
    forwardCode(builder, layout, layer, x.sum === undefined),
  );
  const backward = layout.layers
    .filter(({ index }) => index > 0 || x.gradient)
    .map((layer) => backwardCode(layout, layer, x.activation))
    .reverse();
  const bindings = [
    ...input.bindings,
    ...forward.flatMap((each) => each.bindings),
    { name: 'rows', slice: all, writes: true },
    ...below,
  ];
  return {
    label: layers.map(({ inputs, units }) => `dense ${inputs} → ${units}`).join(', '),
    threads: layout.threads,
    words: layout.words + input.words,
    bindings: distinct(bindings),
    declarations: `${layout.memory}
${input.code}
${forward.map(({ code }) => code).join('\n')}
${backward.join('\n')}`,
    forward: `${input.load} ${layout.layers.map(({ index }) => `forward_${index}(row, thread);`).join(' ')}`,
    backward: `workgroupBarrier();
  ${keepGradient(layout.layers.at(-1) as RowLayer, layout.threads)}
  ${layout.layers
    .filter(({ index }) => index > 0 || x.gradient)
    .map(({ index }) => `backward_${index}(row, thread);`)
    .reverse()
    .join(' ')}`,
  };
}

/** Writes the gradient of the outputs to where that of the weights is computed from. */
function keepGradient({ units, gradientAt }: RowLayer, threads: number): string {
  return `for (var n = thread; n < ${units}u; n += ${threads}u) { rows[${gradientAt}u + row * ${units}u + n] = gradient[n]; }`;
}

/** A layer as the gradient of its weights sees it: the first lane alone. */
function nodeOf(
  { units, activation, outputAt, gradientAt }: RowLayer,
  all: Slice,
  rows: number,
): Node {
  const part = (at: number): Slice => ({
    ...all,
    offset: 4 * at,
    length: Math.ceil((rows * units) / 4) * 4,
  });
  return {
    // Nobody reads the outputs of the last one from there.
    output: part(outputAt ?? gradientAt),
    format: 'floats',
    scale: 1,
    gradient: part(gradientAt),
    rows,
    units,
    activation,
    isGradientSet: true,
  };
}
