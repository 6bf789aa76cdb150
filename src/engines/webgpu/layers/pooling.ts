import type { AveragePoolLayer } from '../../../networks/layers/averagePool.ts';
import type { MaxPoolLayer } from '../../../networks/layers/maxPool.ts';
import type { Slice } from '../buffers.ts';
import { gradientStore } from '../node.ts';
import type { PlanBuilder } from '../planBuilder.ts';
import { forEachIndex, groupsFor } from '../program.ts';
import { activated } from '../wgsl.ts';
import type { WebgpuLayer } from './webgpuLayer.ts';

type PoolLayer = MaxPoolLayer | AveragePoolLayer;

/** The largest number of each window; the gradient goes to the first that is as large. */
export const maxPool: WebgpuLayer<MaxPoolLayer> = {
  forward: (builder, layer, x) => forward(builder, layer, x, 'max'),
  backward(builder, layer, x, y) {
    backward(
      builder,
      layer,
      x,
      y,
      // The first of a window is found anew, which costs less than keeping it.
      `var first = 0u; var largest = 0.0; var isSet = false;
      for (var wy = y0; wy < y1; wy++) { for (var wx = x0; wx < x1; wx++) {
        let at = ((b * ${layer.inputShape[0]}u + u32(wy)) * ${layer.inputShape[1]}u + u32(wx)) * ${layer.inputShape[2]}u + c;
        if (!isSet || inputs[at] > largest) { isSet = true; largest = inputs[at]; first = at; }
      } }
      if (first == i) { v += g; }`,
      true,
    );
  },
};

/** The mean of each window, of the pixels inside the image. */
export const averagePool: WebgpuLayer<AveragePoolLayer> = {
  forward: (builder, layer, x) => forward(builder, layer, x, 'mean'),
  backward(builder, layer, x, y) {
    backward(builder, layer, x, y, 'v += g / f32((y1 - y0) * (x1 - x0));', false);
  },
};

type Node = ReturnType<WebgpuLayer<PoolLayer>['forward']>;

/** WGSL: the part inside the image of the window at `(oy, ox)`: `y0` to `y1`, `x0` to `x1`. */
function windowCode({ inputShape, size, stride, padding }: PoolLayer): string {
  const [height, width] = inputShape;
  const [top, , left] = padding;
  return `let yy = i32(oy) * ${stride} - ${top}; let xx = i32(ox) * ${stride} - ${left};
      let y0 = max(yy, 0); let y1 = min(yy + ${size}, ${height}); let x0 = max(xx, 0); let x1 = min(xx + ${size}, ${width});`;
}

function forward(builder: PlanBuilder, layer: PoolLayer, x: Node, kind: 'max' | 'mean'): Node {
  const { inputShape, outputShape, units, activation } = layer;
  const [height, width, channels] = inputShape;
  const [rows, columns] = outputShape;
  const y = {
    ...builder.node('The outputs of a pooling layer', units, activation),
    ...(x.areObservations && { areObservations: true }),
  };
  const count = builder.lanes * builder.rows * units;
  const start = `((b * ${height}u + u32(y0)) * ${width}u + u32(x0)) * ${channels}u + c`;
  const at = `((b * ${height}u + u32(wy)) * ${width}u + u32(wx)) * ${channels}u + c`;
  const begin = kind === 'max' ? `inputs[${start}]` : '0.0';
  const take = kind === 'max' ? `v = max(v, inputs[${at}]);` : `v += inputs[${at}];`;
  const end = kind === 'max' ? '' : 'v /= f32((y1 - y0) * (x1 - x0));';
  builder.forward.push({
    label: `${kind} of windows`,
    bindings: [
      { name: 'inputs', slice: x.output },
      { name: 'outputs', slice: y.output, writes: true },
    ],
    groups: groupsFor(count),
    // Images of all lanes stand one behind the other.
    code: forEachIndex(
      count,
      `let c = i % ${channels}u; let p = i / ${channels}u; let ox = p % ${columns}u; let q = p / ${columns}u; let oy = q % ${rows}u; let b = q / ${rows}u;
  ${windowCode(layer)}
  var v = ${begin};
  for (var wy = y0; wy < y1; wy++) { for (var wx = x0; wx < x1; wx++) { ${take} } }
  ${end}
  outputs[i] = ${activated(activation, 'v')};`,
    ),
  });
  return y;
}

/**
 * Gives each pixel what the windows that it lies in hand it.
 *
 * @param take - WGSL: adds to `v` what pixel `i` has of the gradient `g` of a window.
 */
function backward(
  builder: PlanBuilder,
  layer: PoolLayer,
  x: Node,
  y: Node,
  take: string,
  readsInputs: boolean,
): void {
  if (!x.gradient) return;
  const { inputShape, outputShape, size, stride, padding } = layer;
  const [height, width, channels] = inputShape;
  const [rows, columns] = outputShape;
  const [top, , left] = padding;
  const count = x.rows * x.units;
  const below = gradientStore(x);
  const range = (at: string, before: number, windows: number): string =>
    `var o${at} = u32(max(0, (i32(p${at}) + ${before} - ${size} + ${stride})) / ${stride}); o${at} < ${windows}u && i32(o${at}) * ${stride} - ${before} <= i32(p${at}); o${at}++`;
  builder.backward.push(() => ({
    label: 'windows, gradient of inputs',
    bindings: [
      { name: 'above', slice: y.gradient as Slice },
      ...(readsInputs ? [{ name: 'inputs', slice: x.output }] : []),
      ...below.bindings,
    ],
    groups: groupsFor(count),
    code: forEachIndex(
      count,
      `let c = i % ${channels}u; let p = i / ${channels}u; let px = p % ${width}u; let q = p / ${width}u; let py = q % ${height}u; let b = q / ${height}u;
  var v = 0.0;
  for (${range('y', top, rows)}) { for (${range('x', left, columns)}) {
      ${windowCode(layer)}
      let g = above[((b * ${rows}u + oy) * ${columns}u + ox) * ${channels}u + c];
      ${take}
  } }
  ${below.put('i', 'v')}`,
    ),
  }));
}
