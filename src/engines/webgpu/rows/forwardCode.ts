import { biasOf, kernelOperand } from '../layers/denseParts.ts';
import type { PlanBuilder } from '../planBuilder.ts';
import type { Binding } from '../program.ts';
import { activated } from '../wgsl.ts';
import type { RowLayer, RowLayout } from './rowLayout.ts';

/** WGSL of a layer of a row, and the buffers that it names. */
export interface RowCode {
  readonly code: string;
  readonly bindings: readonly Binding[];
}

/**
 * WGSL of `forward_i(row, thread)`, which computes the outputs of layer i in all lanes. A thread
 * adds up a part of the inputs, for four units at once; then the parts are added up by halves.
 * Neighbours among the threads have neighbouring units, so that they load weights together.
 *
 * @param hasRoom - Whether weights may take two of the 8 buffers of a shader: read by fours, and one by one.
 */
export function forwardCode(
  builder: PlanBuilder,
  layout: RowLayout,
  layer: RowLayer,
  hasRoom: boolean,
): RowCode {
  const { index, units, activation, fours, parts, inputs, isLast, hiddenAt, outputAt } = layer;
  const { lanes, threads } = layout;
  const { code, bindings } = kernelCode(builder, layer, hasRoom);
  const sums = lanes * fours;
  const below = layout.layers[index - 1];
  const x = below
    ? `rowHidden[${below.hiddenAt}u + z * ${below.units}u + k]`
    : 'rowInput(row, k, z)';
  const store = isLast
    ? 'rowOutputs[u] = v;'
    : `rowHidden[${hiddenAt}u + u] = v; if (u < ${units}u) { rows[${outputAt ?? 0}u + row * ${units}u + u] = v; }`;
  return {
    bindings,
    code: `${code}
fn forward_${index}(row: u32, thread: u32) {
  if (thread < ${sums * parts}u) {
    let at = thread % ${sums}u; let z = at / ${fours}u; let n = 4u * (at % ${fours}u);
    let part = thread / ${sums}u;
    var sum = vec4f();
    if (part == 0u) { sum = bias_${index}(n, z); }
    for (var k = part; k < ${inputs}u; k += ${parts}u) { sum = fma(vec4f(${x}), kernel_${index}(n, k, z), sum); }
    rowParts[thread] = sum;
  }
  ${parts === 1 ? '' : byHalves(sums, parts / 2)}
  workgroupBarrier();
  for (var u = thread; u < ${lanes * units}u; u += ${threads}u) {
    let z = u / ${units}u; let n = u % ${units}u;
    let w = rowParts[z * ${fours}u + n / 4u][n % 4u];
    let v = ${activated(activation, 'w')};
    ${store}
  }
  workgroupBarrier();
}`,
  };
}

/** WGSL: adds up parts, the sums of each behind those of the one before. */
function byHalves(sums: number, first: number): string {
  return `for (var half = ${first}u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (thread < ${sums}u * half) { rowParts[thread] += rowParts[thread + ${sums}u * half]; }
  }`;
}

/** WGSL of `kernel_i(x, k, z)`, weights of four units from x on, and `bias_i(x, z)`; 0 behind the last unit. */
function kernelCode(
  builder: PlanBuilder,
  { layer, index, units }: RowLayer,
  hasRoom: boolean,
): RowCode {
  // Noise is a buffer too.
  const byFours = units % 4 === 0 && hasRoom && !layer.noisy;
  const reading = { byFours, name: byFours ? 'weightFours' : 'weights' };
  const kernel = kernelOperand(builder, layer, 'x', reading);
  const bias = biasOf(builder, layer, false);
  const four = (of: (x: string) => string): string =>
    `vec4f(${[0, 1, 2, 3].map((i) => select(units, i, of)).join(', ')})`;
  const single = byFours
    ? ''
    : `fn single_${index}(x: u32, k: u32, z: u32) -> f32 { return ${kernel.at}; }`;
  const whole = byFours ? kernel.at : four((x) => `single_${index}(${x}, k, z)`);
  return {
    bindings: [...kernel.bindings, ...bias.bindings],
    code: `${single}
fn kernel_${index}(x: u32, k: u32, z: u32) -> vec4f { return ${whole}; }
fn biasOne_${index}(n: u32, z: u32) -> f32 { return ${bias.at('n')}; }
fn bias_${index}(x: u32, z: u32) -> vec4f { return ${four((x) => `biasOne_${index}(${x}, z)`)}; }`,
  };
}

/** WGSL: what belongs to unit `x + i`, and 0 where there is none. */
function select(units: number, i: number, of: (x: string) => string): string {
  const x = i === 0 ? 'x' : `x + ${i}u`;
  // Fours begin at a multiple of 4.
  if (i < (units % 4 || 4)) return of(x);
  return units < 4 ? '0.0' : `select(0.0, ${of(`min(${x}, ${units - 1}u)`)}, ${x} < ${units}u)`;
}
