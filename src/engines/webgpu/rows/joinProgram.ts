import type { Architecture } from '../../../networks/architecture.ts';
import type { Slice } from '../buffers.ts';
import { fours } from '../layout.ts';
import { gradientStore, type Node } from '../node.ts';
import type { PlanBuilder } from '../planBuilder.ts';
import type { RowProgram } from './rowProgram.ts';

/** Threads of a workgroup, which joins the streams of one row. */
const THREADS = 64;

/** Numbers of 4 bytes in the memory of a workgroup that every device has. */
const MEMORY = 4096;

/** Passes of an update, at most: of the online network at s and s', and of the target. */
const MOST_LANES = 3;

/** Whether the shader of a head joins the streams of a dueling network: where the memory of a workgroup has room. */
export function joinsInHead(architecture: Architecture): boolean {
  const { output, outputs, outputsPerAction, actions, takesFractions } = architecture;
  if (output.type === 'linear' || takesFractions) return false;
  // The outputs of all passes and a gradient; what a head needs beside them, with gaps; parts of its sums.
  const ofHead = outputsPerAction + 4 * actions + 32 + 2 * THREADS;
  return (MOST_LANES + 1) * fours(outputs) + ofHead <= MEMORY;
}

/**
 * The join of dueling streams, `V + A − mean A`, as a workgroup computes it for one row in all lanes, and
 * its way back in the first lane. The shader of the head has it in place of layers.
 *
 * @param value - The last layer of the stream of values.
 * @param advantage - That of the stream of advantages.
 */
export function joinProgram(builder: PlanBuilder, value: Node, advantage: Node): RowProgram {
  const { lanes, rows, model } = builder;
  const { actions, outputsPerAction: each, outputs } = model.architecture;
  const below = gradientStore(advantage);
  value.isGradientSet = true;
  return {
    label: 'join',
    threads: THREADS,
    words: fours(lanes * outputs) + fours(outputs),
    bindings: [
      { name: 'values', slice: value.output },
      { name: 'advantages', slice: advantage.output },
      { name: 'valueGradient', slice: value.gradient as Slice, writes: true },
      ...below.bindings,
    ],
    declarations: `var<workgroup> rowOutputs: array<f32, ${lanes * outputs}>;
var<workgroup> gradient: array<f32, ${outputs}>;
fn joinStreams(row: u32, thread: u32) {
  for (var u = thread; u < ${lanes * each}u; u += ${THREADS}u) {
    let z = u / ${each}u; let atom = u % ${each}u;
    let first = (z * ${rows}u + row) * ${outputs}u + atom;
    var sum = 0.0;
    for (var a = 0u; a < ${actions}u; a++) { sum += advantages[first + a * ${each}u]; }
    let v = values[(z * ${rows}u + row) * ${each}u + atom];
    for (var a = 0u; a < ${actions}u; a++) {
      rowOutputs[z * ${outputs}u + a * ${each}u + atom] = v + advantages[first + a * ${each}u] - sum / ${actions}.0;
    }
  }
  workgroupBarrier();
}
fn followStreams(row: u32, thread: u32) {
  for (var atom = thread; atom < ${each}u; atom += ${THREADS}u) {
    var sum = 0.0;
    for (var a = 0u; a < ${actions}u; a++) { sum += gradient[a * ${each}u + atom]; }
    valueGradient[row * ${each}u + atom] = sum;
    for (var a = 0u; a < ${actions}u; a++) {
      let i = row * ${outputs}u + a * ${each}u + atom;
      ${below.put('i', `(gradient[a * ${each}u + atom] - sum / ${actions}.0)`)}
    }
  }
}`,
    forward: 'joinStreams(row, thread);',
    backward: 'workgroupBarrier(); followStreams(row, thread);',
  };
}
