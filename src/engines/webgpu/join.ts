import type { Slice } from './buffers.ts';
import { gradientStore, type Node } from './node.ts';
import type { PlanBuilder } from './planBuilder.ts';
import { forEachIndex, groupsFor } from './program.ts';

/** What the streams of a network come to. */
export interface Joined {
  /** Shape `[lanes, batch, outputs]`; with fractions `[lanes, batch, outputs, fractions]`. */
  readonly outputs: Slice;
  /** Of the first lane, as `outputs`; `null` if it is not followed back. */
  readonly outputGradient: Slice | null;
}

/**
 * Adds to a plan how outputs are made of the last layers: with dueling streams
 * `V + A − mean A`, and the fractions of an observation side by side. Where there is
 * nothing to do, the outputs are those of the last layer.
 *
 * @param value - The last layer of the stream of values; `null` without streams.
 * @param last - The last layer of the other stream, or of the network.
 */
export function joinStreams(builder: PlanBuilder, value: Node | null, last: Node): Joined {
  const { model, shape, lanes, rows, buffers } = builder;
  const { actions, outputsPerAction: each, outputs: width, takesFractions } = model.architecture;
  if (!value && !takesFractions) {
    return { outputs: last.output, outputGradient: last.gradient };
  }
  const count = lanes * rows * width;
  const outputs = buffers.allocate('Outputs', count);
  const outputGradient = shape.training
    ? buffers.allocate('The gradient of the outputs', rows * width)
    : null;
  const { fractions } = shape;
  // By fractions, a row of the network is a column of the outputs of its observation.
  const place = `((row / ${fractions}u) * ${width}u + output) * ${fractions}u + row % ${fractions}u`;
  const perRow = `let row = i / ${width}u; let output = i % ${width}u;`;
  const dueling = `let atom = output % ${each}u;
  var mean = 0.0; for (var a = 0u; a < ${actions}u; a++) { mean += advantages[row * ${width}u + a * ${each}u + atom]; }
  let v = values[row * ${each}u + atom] + advantages[i] - mean / ${actions}.0;`;
  builder.forward.push({
    label: 'join',
    bindings: [
      ...(value ? [{ name: 'values', slice: value.output }] : []),
      { name: 'advantages', slice: last.output },
      { name: 'outputs', slice: outputs, writes: true },
    ],
    groups: groupsFor(count),
    code: forEachIndex(
      count,
      `${perRow} ${value ? dueling : 'let v = advantages[i];'} outputs[${place}] = v;`,
    ),
  });
  if (outputGradient) followBack(builder, value, last, outputGradient, place);
  return { outputs, outputGradient };
}

function followBack(
  builder: PlanBuilder,
  value: Node | null,
  last: Node,
  outputGradient: Slice,
  place: string,
): void {
  const { model, rows } = builder;
  const { actions, outputsPerAction: each, outputs: width } = model.architecture;
  const below = gradientStore(last);
  const gradientAt = `fn gradientAt(row: u32, output: u32) -> f32 { return above[${place}]; }`;
  const dueling = `let atom = output % ${each}u;
  var sum = 0.0; for (var a = 0u; a < ${actions}u; a++) { sum += gradientAt(row, a * ${each}u + atom); }
  ${below.put('i', `gradientAt(row, output) - sum / ${actions}.0`)}
  if (output < ${each}u) { valueGradient[row * ${each}u + atom] = sum; }`;
  if (value) value.isGradientSet = true;
  builder.backward.push(() => ({
    label: 'join, gradients',
    bindings: [
      { name: 'above', slice: outputGradient },
      ...below.bindings,
      ...(value ? [{ name: 'valueGradient', slice: value.gradient as Slice, writes: true }] : []),
    ],
    groups: groupsFor(rows * width),
    code: `${gradientAt}
${forEachIndex(
  rows * width,
  `let row = i / ${width}u; let output = i % ${width}u;
  ${value ? dueling : below.put('i', 'gradientAt(row, output)')}`,
)}`,
  }));
}
