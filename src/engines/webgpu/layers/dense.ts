import type { DenseLayer } from '../../../networks/layers/dense.ts';
import type { Slice } from '../buffers.ts';
import { gradientStore, type NodeSum } from '../node.ts';
import { gradientOperand, rowsOperand } from '../operands.ts';
import type { PlanBuilder } from '../planBuilder.ts';
import { product, splitsFor } from '../product.ts';
import { MOST_COLUMNS, thinProduct } from '../thinProduct.ts';
import { forEachIndex, groupsFor } from '../program.ts';
import { activated } from '../wgsl.ts';
import { biasOf, kernelGradient, kernelOperand } from './denseParts.ts';
import type { WebgpuLayer } from './webgpuLayer.ts';

/** What one part of a split product has at least to do, along the long dimension. */
const LEAST_FORWARD = 224;

/**
 * `activation(x · kernel + bias)`. The kernel of a noisy layer is made of its parts as
 * it is loaded: `kernel + kernelSigma · (input noise × output noise)`.
 */
export const dense: WebgpuLayer<DenseLayer> = {
  takesBytes: true,
  forward(builder, layer, x) {
    const { inputs, units, activation } = layer;
    const y = builder.node('The outputs of a dense layer', units, activation);
    const { rows, lanes } = builder;
    const b = kernelOperand(builder, layer, 'x');
    const isThin = units <= MOST_COLUMNS;
    const split = isThin ? 1 : splitsFor(rows, units, inputs, lanes, LEAST_FORWARD);
    const bias = biasOf(builder, layer, b.width === 4);
    const label = `dense ${inputs} → ${units}`;
    const half = builder.halfFor(layer, x);
    const shape = { label, m: rows, n: units, k: inputs, lanes, split, half };
    const index = `(z * ${rows}u + m) * ${units}u + n`;
    if (split === 1) {
      const store = `outputs[${index}] = ${activated(activation, `(v + ${bias.at('n')})`)};`;
      const bindings = [...bias.bindings, { name: 'outputs', slice: y.output, writes: true }];
      const spec = { ...shape, a: rowsOperand(x), b, bindings, store };
      const { subgroups } = builder.model.device.math;
      builder.forward.push(isThin ? thinProduct(spec, subgroups) : product(spec));
      return y;
    }
    const count = lanes * rows * units;
    const parts = builder.buffers.allocate('Parts of a product', split * count);
    builder.forward.push(
      product({
        ...shape,
        a: rowsOperand(x),
        b,
        bindings: [{ name: 'parts', slice: parts, writes: true }],
        store: `parts[s * ${count}u + ${index}] = v;`,
      }),
    );
    const sum = partsSum(builder, layer, parts, split);
    if (builder.sumsInRows(layer)) return { ...y, sum };
    const { width, code } = sum;
    builder.forward.push({
      label: `${label}, sum`,
      bindings: [
        ...sum.bindings,
        { name: 'outputs', slice: y.output, writes: true, ...typeOf(width) },
      ],
      groups: groupsFor(count / width),
      code: forEachIndex(
        count / width,
        `let at = ${width}u * i; let n = at % ${units}u; let m = at / ${units}u % ${rows}u; let z = at / ${rows * units}u;
  ${code} outputs[i] = v;`,
      ),
    });
    return y;
  },
  backward(builder, layer, x, y) {
    kernelGradient(builder, layer, x, y);
    if (!x.gradient) return;
    const { inputs, units } = layer;
    const below = gradientStore(x);
    const spec = {
      label: `dense ${inputs} → ${units}, gradient of inputs`,
      m: y.rows,
      n: inputs,
      k: units,
      lanes: 1,
      split: 1,
      a: gradientOperand(y, 'units'),
      b: kernelOperand(builder, layer, 'k'),
      bindings: below.bindings,
      store: below.put(`m * ${inputs}u + n`, 'v'),
    };
    builder.backward.push(() => product(spec));
  },
};

/** How the parts of a split product become outputs: four units at once, where their number allows it. */
function partsSum(builder: PlanBuilder, layer: DenseLayer, parts: Slice, split: number): NodeSum {
  const { units, activation } = layer;
  const { rows, lanes } = builder;
  const width = units % 4 === 0 ? 4 : 1;
  const bias = biasOf(builder, layer, false);
  const each = Array.from({ length: width }, (_, i) => i);
  const numbers = (of: (i: number) => string): string =>
    width === 4 ? `vec4f(${each.map(of).join(', ')})` : of(0);
  const whole = (i: number): string => (width === 4 ? `whole[${i}]` : 'whole');
  return {
    width,
    bindings: [...bias.bindings, { name: 'parts', slice: parts, ...typeOf(width) }],
    code: `var whole = ${numbers((i) => bias.at(`(n + ${i}u)`))};
  for (var s = 0u; s < ${split}u; s++) { whole += parts[((s * ${lanes}u + z) * ${rows * units}u + m * ${units}u + n) / ${width}u]; }
  let v = ${numbers((i) => activated(activation, whole(i)))};`,
  };
}

function typeOf(width: 1 | 4): { type: 'f32' | 'vec4f' } {
  return { type: width === 4 ? 'vec4f' : 'f32' };
}
