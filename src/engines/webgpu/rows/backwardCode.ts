import type { Activation } from '../../../networks/activation.ts';
import { slopeTimes } from '../wgsl.ts';
import type { RowLayer, RowLayout } from './rowLayout.ts';

/**
 * WGSL of `backward_i(row, thread)`: from the gradient of the outputs of layer i, in the first lane, to that
 * of its inputs, carried back through the activation of the layer below. Where there are more
 * threads than inputs, some share one: neighbours, which load neighbouring weights.
 *
 * @param activation - What the inputs of all layers went through.
 */
export function backwardCode(
  layout: RowLayout,
  { index, inputs, fours, partsBack, isLast, slopesAt }: RowLayer,
  activation: Activation,
): string {
  const { threads } = layout;
  const below = layout.layers[index - 1];
  const slope = isLast ? 'gradient[n' : `rowSlopes[${slopesAt}u + n`;
  const four = `vec4f(${slope}], ${slope} + 1u], ${slope} + 2u], ${slope} + 3u])`;
  const put = below
    ? `let y = rowHidden[${below.hiddenAt}u + k]; let s = ${slopeTimes(below.activation, 'y', 'v')};
    rowSlopes[${below.slopesAt}u + k] = s; rows[${below.gradientAt}u + row * ${inputs}u + k] = s;`
    : `${activation === 'linear' ? '' : 'let y = rowInput(row, k, 0u);'} below[row * ${inputs}u + k] = ${slopeTimes(activation, 'y', 'v')};`;
  const each = `for (var k = thread; k < ${inputs}u; k += ${threads}u)`;
  const body =
    partsBack === 1
      ? `${each} {
    var v = 0.0;
    for (var n = 0u; n < ${4 * fours}u; n += 4u) { v += dot(kernel_${index}(n, k, 0u), ${four}); }
    ${put}
  }`
      : `if (thread < ${inputs * partsBack}u) {
    let k = thread / ${partsBack}u;
    var part = 0.0;
    for (var n = 4u * (thread % ${partsBack}u); n < ${4 * fours}u; n += ${4 * partsBack}u) { part += dot(kernel_${index}(n, k, 0u), ${four}); }
    rowParts[thread].x = part;
  }
  workgroupBarrier();
  ${each} {
    var v = 0.0;
    for (var part = 0u; part < ${partsBack}u; part++) { v += rowParts[k * ${partsBack}u + part].x; }
    ${put}
  }`;
  return `fn backward_${index}(row: u32, thread: u32) {
  ${body}
  workgroupBarrier();
}`;
}
