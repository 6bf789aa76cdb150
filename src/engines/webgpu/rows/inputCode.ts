import { fours } from '../layout.ts';
import type { Node } from '../node.ts';
import { laneLength, readNode } from '../operands.ts';
import type { Binding } from '../program.ts';

/** How a workgroup reads what goes into its layers. */
export interface RowInput {
  readonly bindings: readonly Binding[];
  /** WGSL of `rowInput(row, k, z)`. */
  readonly code: string;
  /** Statements of all threads that come first. */
  readonly load: string;
  /** Numbers of 4 bytes in the memory of the workgroup. */
  readonly words: number;
}

/** The inputs of a row: as they are, or, where the layer below left parts of sums, summed up here. */
export function inputCode(x: Node, lanes: number, threads: number): RowInput {
  const { units, sum, output } = x;
  const head = 'fn rowInput(row: u32, k: u32, z: u32) -> f32';
  if (!sum) {
    const read = readNode(x, false);
    const at = read.one(`z * ${laneLength(x)}u + row * ${units}u + k`);
    const code = `${read.code}\n${head} { return ${at}; }`;
    return { bindings: [read.binding], code, load: '', words: 0 };
  }
  const { width } = sum;
  const stored = width === 4 ? [0, 1, 2, 3].map((i) => `v[${i}]`) : ['v'];
  const each = (write: (at: string, v: string) => string): string =>
    stored.map((v, i) => write(`n + ${i}u`, v)).join(' ');
  return {
    bindings: [...sum.bindings, { name: 'inputs', slice: output, writes: true }],
    code: `var<workgroup> rowInputs: array<f32, ${lanes * units}>;
${head} { return rowInputs[z * ${units}u + k]; }
fn sumInputs(m: u32, thread: u32) {
  for (var u = thread; u < ${(lanes * units) / width}u; u += ${threads}u) {
    let z = u / ${units / width}u; let n = u % ${units / width}u * ${width}u;
    ${sum.code}
    ${each((at, v) => `rowInputs[z * ${units}u + ${at}] = ${v};`)}
    // The gradient of weights needs those of the first lane.
    if (z == 0u) { ${each((at, v) => `inputs[m * ${units}u + ${at}] = ${v};`)} }
  }
  workgroupBarrier();
}`,
    load: 'sumInputs(row, thread);',
    words: fours(lanes * units),
  };
}
