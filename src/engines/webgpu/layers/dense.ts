import type { DenseLayer } from '../../../networks/layers/dense.ts';
import { gradientStore, type Node } from '../node.ts';
import { columnsOperand, gradientOperand, oneWeight, rowsOperand } from '../operands.ts';
import type { PlanBuilder } from '../planBuilder.ts';
import { product, splitsFor, type Operand } from '../product.ts';
import { MOST_COLUMNS, thinProduct } from '../thinProduct.ts';
import { forEachIndex, groupsFor, type Binding } from '../program.ts';
import { activated } from '../wgsl.ts';
import type { WebgpuLayer } from './webgpuLayer.ts';

/** What one part of a split product has at least to do, along the long dimension. */
const LEAST_FORWARD = 224;
const LEAST_GRADIENT = 64;

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
    const sum = biasOf(builder, layer, false);
    builder.forward.push({
      label: `${label}, sum`,
      bindings: [
        ...sum.bindings,
        { name: 'parts', slice: parts },
        { name: 'outputs', slice: y.output, writes: true },
      ],
      groups: groupsFor(count),
      code: forEachIndex(
        count,
        `let n = i % ${units}u; let z = i / ${rows * units}u;
  var v = ${sum.at('n')};
  for (var s = 0u; s < ${split}u; s++) { v += parts[s * ${count}u + i]; }
  outputs[i] = ${activated(activation, 'v')};`,
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

/** Gradients of kernel, bias and, of a noisy layer, of their deviations. */
function kernelGradient(builder: PlanBuilder, layer: DenseLayer, x: Node, y: Node): void {
  const { inputs, units, noisy } = layer;
  const parameters = [layer.kernel, layer.bias];
  if (noisy) parameters.push(noisy.kernelSigma, noisy.biasSigma);
  const split = splitsFor(inputs + 1, units, y.rows, 1, LEAST_GRADIENT);
  const { start, stride, binding } = builder.gradientRoom(parameters, split);
  const at = `${start}u + s * ${stride}u + m * ${units}u + n`;
  // Behind a kernel there stands the bias: a row more.
  const deviations = noisy
    ? `partials[${at} + ${(inputs + 1) * units}u] = v * noise[${noisy.noise + inputs}u + n] * select(1.0, noise[${noisy.noise}u + m], m < ${inputs}u);`
    : '';
  builder.weightGradients.push((partials) => ({
    label: `dense ${inputs} → ${units}, gradient of weights`,
    m: inputs + 1,
    n: units,
    k: y.rows,
    lanes: 1,
    split,
    a: columnsOperand(x),
    b: gradientOperand(y, 'rows'),
    bindings: [binding(partials), ...(noisy ? [{ name: 'noise', slice: builder.noise }] : [])],
    store: `partials[${at}] = v; ${deviations}`,
  }));
}

/**
 * The kernel as B.
 *
 * @param columns - Whether its columns, the units, are counted by `x` or by `k`.
 */
function kernelOperand(builder: PlanBuilder, layer: DenseLayer, columns: 'x' | 'k'): Operand {
  const { inputs, units, kernel, noisy } = layer;
  const byFours = units % 4 === 0;
  const [row, column] = columns === 'x' ? ['k', 'x'] : ['x', 'k'];
  const read = (parameter: number): string => {
    const index = `${builder.parameterAt(parameter, 'z')} + ${row} * ${units}u + ${column}`;
    return byFours ? `weights[(${index}) / 4u]` : `weights[${index}]`;
  };
  const bindings: Binding[] = [builder.weights(byFours)];
  const shared = { fast: columns, width: byFours ? 4 : 1 } as const;
  if (!noisy) return { ...shared, bindings, at: read(kernel) };
  bindings.push({ name: 'noise', slice: builder.noise });
  const noise = (index: string): string => `noise[${noiseLane(builder)} + ${index}]`;
  const across = (i: number): string => noise(`${noisy.noise + inputs + i}u + ${column}`);
  const output = byFours ? `vec4f(${[0, 1, 2, 3].map(across).join(', ')})` : across(0);
  return {
    ...shared,
    bindings,
    at: `${read(kernel)} + ${read(noisy.kernelSigma)} * (${output} * ${noise(`${noisy.noise}u + ${row}`)})`,
  };
}

/** The bias of lane `z`, with the noise of its pass. */
function biasOf(builder: PlanBuilder, layer: DenseLayer, byFours: boolean) {
  const { inputs, bias, noisy } = layer;
  const one = (parameter: number, n: string): string =>
    oneWeight(byFours, `${builder.parameterAt(parameter, 'z')} + ${n}`);
  const bindings: Binding[] = [builder.weights(byFours)];
  if (noisy) bindings.push({ name: 'noise', slice: builder.noise });
  return {
    bindings,
    at: (n: string): string =>
      noisy
        ? `(${one(bias, n)} + ${one(noisy.biasSigma, n)} * noise[${noiseLane(builder)} + ${noisy.noise + inputs}u + ${n}])`
        : one(bias, n),
  };
}

/** Where the noise of lane `z` begins. */
function noiseLane({ model }: PlanBuilder): string {
  return `z * ${model.architecture.noiseCount}u`;
}
