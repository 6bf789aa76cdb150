import type { DenseLayer } from '../../../networks/layers/dense.ts';
import { placeInKernel } from '../gradientRoom.ts';
import type { Node } from '../node.ts';
import { columnsOperand, gradientOperand, oneWeight } from '../operands.ts';
import type { PlanBuilder } from '../planBuilder.ts';
import { splitsFor, type Operand } from '../product.ts';
import type { Binding } from '../program.ts';

/** What one part of a split product of gradients has at least to do, along the long dimension. */
const LEAST_GRADIENT = 64;

/** Gradients of kernel, bias and, of a noisy layer, of their deviations. */
export function kernelGradient(builder: PlanBuilder, layer: DenseLayer, x: Node, y: Node): void {
  const { inputs, units, noisy } = layer;
  const parameters = [layer.kernel, layer.bias];
  if (noisy) parameters.push(noisy.kernelSigma, noisy.biasSigma);
  const split = splitsFor(inputs + 1, units, y.rows, 1, LEAST_GRADIENT);
  const room = builder.gradientRoom(parameters, split);
  // Deviations lie as the kernel and the bias do, behind these.
  const [kernel = 0, , kernelSigma = 0] = room.places;
  const deviations = noisy
    ? `partials[at + ${kernelSigma - kernel}u] = v * noise[${noisy.noise + inputs}u + n] * select(1.0, noise[${noisy.noise}u + m], m < ${inputs}u);`
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
    bindings: [room.binding(partials), ...(noisy ? [{ name: 'noise', slice: builder.noise }] : [])],
    store: `let at = ${placeInKernel(room, inputs, units)}; partials[at] = v; ${deviations}`,
  }));
}

/** How a shader reads weights. */
export interface WeightsRead {
  /** Four at once: where a row of a kernel is a multiple of 4 long. */
  readonly byFours: boolean;
  /** What the buffer is called. */
  readonly name: string;
}

/**
 * The kernel as B.
 *
 * @param columns - Whether its columns, the units, are counted by `x` or by `k`.
 * @param reading - By default by fours where that can be.
 */
export function kernelOperand(
  builder: PlanBuilder,
  layer: DenseLayer,
  columns: 'x' | 'k',
  reading: WeightsRead = { byFours: layer.units % 4 === 0, name: 'weights' },
): Operand {
  const { inputs, units, kernel, noisy } = layer;
  const { byFours, name } = reading;
  const [row, column] = columns === 'x' ? ['k', 'x'] : ['x', 'k'];
  const read = (parameter: number): string => {
    const index = `${builder.parameterAt(parameter, 'z')} + ${row} * ${units}u + ${column}`;
    return byFours ? `${name}[(${index}) / 4u]` : `${name}[${index}]`;
  };
  const bindings: Binding[] = [{ ...builder.weights(byFours), name }];
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

/** How a shader reads the bias of a layer. */
export interface BiasRead {
  readonly bindings: readonly Binding[];
  /** WGSL: the bias of unit `n` in lane `z`. */
  readonly at: (n: string) => string;
}

/** The bias of lane `z`, with the noise of its pass. */
export function biasOf(builder: PlanBuilder, layer: DenseLayer, byFours: boolean): BiasRead {
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
