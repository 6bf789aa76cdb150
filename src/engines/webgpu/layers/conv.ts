import type { ConvLayer } from '../../../networks/layers/conv.ts';
import { placeInKernel } from '../gradientRoom.ts';
import { gradientStore, type Node } from '../node.ts';
import { gradientOperand, laneLength, oneWeight, readNode } from '../operands.ts';
import type { PlanBuilder } from '../planBuilder.ts';
import { product, splitsFor, type Operand } from '../product.ts';
import { activated } from '../wgsl.ts';
import type { WebgpuLayer } from './webgpuLayer.ts';

/** What one part of a split product has at least to do, along the long dimension. */
const LEAST_GRADIENT = 64;

/**
 * `activation(x ∗ kernel + bias)`, as a product whose first matrix, a row of pixels for
 * each window, is never written down: its places are computed as they are loaded.
 */
export const conv: WebgpuLayer<ConvLayer> = {
  takesBytes: true,
  takesPlanes({ inputShape, kernelSize, stride, padding }) {
    // Four pixels of a line are loaded at once.
    const steps = [inputShape[1], kernelSize, stride];
    return steps.every((each) => each % 4 === 0) && padding.every((each) => each === 0);
  },
  forward(builder, layer, x) {
    const { units, activation, outputShape } = layer;
    const filters = outputShape[2];
    const y = builder.node('The outputs of a convolution', units, activation);
    const { rows, lanes } = builder;
    const [m, k] = [(rows * units) / filters, patchOf(layer)];
    const byFours = filters % 4 === 0;
    const at = (parameter: number): string => builder.parameterAt(parameter, 'z');
    const index = `${at(layer.kernel)} + ${x.arePlanes ? 'kernelRow(k)' : 'k'} * ${filters}u + x`;
    const bias = oneWeight(byFours, `${at(layer.bias)} + n`);
    builder.forward.push(
      product({
        label: `conv ${k} → ${filters}`,
        m,
        n: filters,
        k,
        lanes,
        split: 1,
        half: builder.halfFor(layer, x),
        a: windowsOperand(layer, x, 'rows'),
        b: {
          bindings: [builder.weights(byFours)],
          ...(x.arePlanes ? { code: kernelRow(layer) } : {}),
          fast: 'x',
          at: byFours ? `weights[(${index}) / 4u]` : `weights[${index}]`,
          width: byFours ? 4 : 1,
        },
        bindings: [{ name: 'outputs', slice: y.output, writes: true }],
        store: `outputs[(z * ${m}u + m) * ${filters}u + n] = ${activated(activation, `(v + ${bias})`)};`,
      }),
    );
    return y;
  },
  backward(builder, layer, x, y) {
    kernelGradient(builder, layer, x, y);
    if (x.gradient) inputGradient(builder, layer, x, y);
  },
};

/** Numbers of a window. */
function patchOf({ kernelSize, inputShape }: ConvLayer): number {
  return kernelSize ** 2 * inputShape[2];
}

/**
 * The windows of images as A.
 *
 * @param windows - Whether a window is a row, or, in the first lane, a column, below whose
 *   last there is a row of ones for the bias.
 */
function windowsOperand(layer: ConvLayer, x: Node, windows: 'rows' | 'columns'): Operand {
  const { inputShape, outputShape, kernelSize, stride, padding } = layer;
  const [height, width, channels] = inputShape;
  const [rows, columns] = outputShape;
  const [top, , left] = padding;
  const byFours = x.arePlanes === true || channels % 4 === 0;
  const read = readNode(x, byFours);
  const zero = byFours ? 'vec4f()' : '0.0';
  const isPadded = padding.some((each) => each > 0);
  const place = x.arePlanes
    ? `((b * ${channels}u + c) * ${height}u + y) * ${width}u + x`
    : `((b * ${height}u + y) * ${width}u + x) * ${channels}u + c`;
  const divided = x.arePlanes
    ? `let c = k / ${kernelSize ** 2}u; let q = k % ${kernelSize ** 2}u;`
    : `let c = k % ${channels}u; let q = k / ${channels}u;`;
  const index = `z * ${laneLength(x)}u + ${place}`;
  const number = byFours ? read.four(index) : read.one(index);
  // Beyond the image y and x wrap around to large numbers.
  const inside = isPadded ? `if (y >= ${height}u || x >= ${width}u) { return ${zero}; }` : '';
  const code = `${read.code}
fn windowAt(m: u32, k: u32, z: u32) -> ${byFours ? 'vec4f' : 'f32'} {
  let b = m / ${rows * columns}u; let r = m % ${rows * columns}u;
  ${divided}
  let y = (r / ${columns}u) * ${stride}u + q / ${kernelSize}u - ${top}u;
  let x = (r % ${columns}u) * ${stride}u + q % ${kernelSize}u - ${left}u;
  ${inside} return ${number};
}`;
  const shared = { bindings: [read.binding], code, width: byFours ? 4 : 1 } as const;
  if (windows === 'rows') return { ...shared, fast: 'k', at: 'windowAt(x, k, z)' };
  const patch = patchOf(layer);
  const one = byFours ? 'vec4f(1.0, 0.0, 0.0, 0.0)' : '1.0';
  const last = byFours ? patch - 4 : patch - 1;
  return {
    ...shared,
    fast: 'x',
    at: `select(${one}, windowAt(k, min(x, ${last}u), 0u), x < ${patch}u)`,
  };
}

/** WGSL: which row of the kernel a place of a window is, where windows go plane by plane. */
function kernelRow({ kernelSize, inputShape }: ConvLayer): string {
  const plane = kernelSize ** 2;
  return `fn kernelRow(k: u32) -> u32 { return (k % ${plane}u) * ${inputShape[2]}u + k / ${plane}u; }`;
}

function kernelGradient(builder: PlanBuilder, layer: ConvLayer, x: Node, y: Node): void {
  const filters = layer.outputShape[2];
  const patch = patchOf(layer);
  const k = (y.rows * layer.units) / filters;
  const split = splitsFor(patch + 1, filters, k, 1, LEAST_GRADIENT);
  const room = builder.gradientRoom([layer.kernel, layer.bias], split);
  const row = x.arePlanes ? `select(m, kernelRow(m), m < ${patch}u)` : 'm';
  builder.weightGradients.push((partials) => ({
    label: `conv ${patch} → ${filters}, gradient of weights`,
    m: patch + 1,
    n: filters,
    k,
    lanes: 1,
    split,
    a: windowsOperand(layer, x, 'columns'),
    b: gradientOperand({ ...y, units: filters }, 'rows'),
    bindings: [room.binding(partials)],
    ...(x.arePlanes ? { code: kernelRow(layer) } : {}),
    store: `partials[${placeInKernel(room, patch, filters, row)}] = v;`,
  }));
}

/**
 * The gradient of the images, without scattering: pixels that lie alike in the steps of
 * the kernel are seen by the same places of it, and make a product of their own, a lane
 * each. A row is such a pixel, by its place `(y, x)` in steps.
 */
function inputGradient(builder: PlanBuilder, layer: ConvLayer, x: Node, y: Node): void {
  const { inputShape, outputShape, kernelSize, stride, padding, kernel } = layer;
  const [height, width, channels] = inputShape;
  const [rows, columns, filters] = outputShape;
  const [top, , left] = padding;
  const steps = Math.ceil(kernelSize / stride);
  const down = Math.floor((height - 1 + top) / stride) + 1;
  const across = Math.floor((width - 1 + left) / stride) + 1;
  const byFours = filters % 4 === 0;
  const zero = byFours ? 'vec4f()' : '0.0';
  const type = byFours ? 'vec4f' : 'f32';
  const four = (name: string, index: string): string =>
    byFours ? `${name}[(${index}) / 4u]` : `${name}[${index}]`;
  const below = gradientStore(x);
  const above = {
    name: 'above',
    slice: y.gradient as NonNullable<Node['gradient']>,
    type,
  } as const;
  const a: Operand = {
    bindings: [above],
    fast: 'k',
    width: byFours ? 4 : 1,
    at: 'gradientAt(x, k)',
    code: `fn gradientAt(m: u32, k: u32) -> ${type} {
  let b = m / ${down * across}u; let r = m % ${down * across}u;
  let f = k % ${filters}u; let t = k / ${filters}u;
  let y = r / ${across}u - t / ${steps}u; let x = r % ${across}u - t % ${steps}u;
  if (y >= ${rows}u || x >= ${columns}u) { return ${zero}; }
  return ${four('above', `((b * ${rows}u + y) * ${columns}u + x) * ${filters}u + f`)};
}`,
  };
  const at = builder.parameterAt(kernel, '0u');
  const b: Operand = {
    bindings: [builder.weights(byFours)],
    fast: 'k',
    width: byFours ? 4 : 1,
    at: 'kernelAt(x, k, z)',
    code: `fn kernelAt(n: u32, k: u32, z: u32) -> ${type} {
  let f = k % ${filters}u; let t = k / ${filters}u;
  let ky = z / ${stride}u + ${stride}u * (t / ${steps}u); let kx = z % ${stride}u + ${stride}u * (t % ${steps}u);
  if (ky >= ${kernelSize}u || kx >= ${kernelSize}u) { return ${zero}; }
  return ${four('weights', `${at} + ((ky * ${kernelSize}u + kx) * ${channels}u + n) * ${filters}u + f`)};
}`,
  };
  builder.backward.push(() =>
    product({
      label: `conv ${patchOf(layer)} → ${filters}, gradient of inputs`,
      m: y.rows * down * across,
      n: channels,
      k: steps ** 2 * filters,
      lanes: stride ** 2,
      split: 1,
      a,
      b,
      bindings: below.bindings,
      store: `let b = m / ${down * across}u; let r = m % ${down * across}u;
  let y = (r / ${across}u) * ${stride}u + z / ${stride}u - ${top}u; let x = (r % ${across}u) * ${stride}u + z % ${stride}u - ${left}u;
  if (y >= ${height}u || x >= ${width}u) { return; }
  ${below.put(`((b * ${height}u + y) * ${width}u + x) * ${channels}u + n`, 'v')}`,
    }),
  );
}
