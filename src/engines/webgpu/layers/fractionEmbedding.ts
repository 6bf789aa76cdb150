import type { FractionEmbeddingLayer } from '../../../networks/layers/fractionEmbedding.ts';
import type { Slice } from '../buffers.ts';
import { placeInKernel } from '../gradientRoom.ts';
import { gradientStore, type Node } from '../node.ts';
import { gradientOperand, oneWeight } from '../operands.ts';
import type { PlanBuilder } from '../planBuilder.ts';
import { product, splitsFor, type Operand } from '../product.ts';
import { forEachIndex, groupsFor } from '../program.ts';
import type { WebgpuLayer } from './webgpuLayer.ts';

const LEAST_GRADIENT = 64;

/** `x ⊙ φ(τ)`, `φ(τ) = ReLU(cosines(τ) · kernel + bias)`, for each fraction τ of each row. */
export const fractionEmbedding: WebgpuLayer<FractionEmbeddingLayer> = {
  forward(builder, layer, x) {
    const { units, cosines } = layer;
    const { fractions } = builder.shape;
    builder.spread();
    const phi = phiNode(builder, layer);
    const y = builder.node('Features by fraction', units, 'linear');
    const { rows, lanes } = builder;
    const byFours = units % 4 === 0;
    const index = `${builder.parameterAt(layer.kernel, 'z')} + k * ${units}u + x`;
    const bias = oneWeight(byFours, `${builder.parameterAt(layer.bias, 'z')} + n`);
    builder.forward.push(
      product({
        label: `fractions ${cosines} → ${units}`,
        m: rows,
        n: units,
        k: cosines,
        lanes,
        split: 1,
        a: cosinesOperand(builder, layer, 'rows'),
        b: {
          bindings: [builder.weights(byFours)],
          fast: 'x',
          at: byFours ? `weights[(${index}) / 4u]` : `weights[${index}]`,
          width: byFours ? 4 : 1,
        },
        bindings: [
          { name: 'phi', slice: phi.output, writes: true },
          { name: 'below', slice: x.output },
          { name: 'outputs', slice: y.output, writes: true },
        ],
        store: `let i = (z * ${rows}u + m) * ${units}u + n; let f = max(v + ${bias}, 0.0);
  phi[i] = f; outputs[i] = f * below[((z * ${rows}u + m) / ${fractions}u) * ${units}u + n];`,
      }),
    );
    return y;
  },
  backward(builder, layer, x, y) {
    const { units, cosines } = layer;
    const { fractions } = builder.shape;
    const phi = phiNode(builder, layer);
    const rows = x.rows;
    const below = x.gradient ? gradientStore(x) : null;
    builder.backward.push(() => ({
      label: 'fractions, gradients of features',
      bindings: [
        { name: 'inputs', slice: x.output },
        { name: 'phi', slice: phi.output },
        { name: 'above', slice: y.gradient as Slice },
        { name: 'phiGradient', slice: phi.gradient as Slice, writes: true },
        ...(below?.bindings ?? []),
      ],
      groups: groupsFor(rows * units),
      code: forEachIndex(
        rows * units,
        `let r = i / ${units}u; let n = i % ${units}u; let x = inputs[i];
  var v = 0.0;
  for (var f = 0u; f < ${fractions}u; f++) {
    let at = (r * ${fractions}u + f) * ${units}u + n;
    let g = above[at];
    v += g * phi[at]; phiGradient[at] = select(0.0, g * x, phi[at] > 0.0);
  }
  ${below?.put('i', 'v') ?? ''}`,
      ),
    }));
    const split = splitsFor(cosines + 1, units, y.rows, 1, LEAST_GRADIENT);
    const room = builder.gradientRoom([layer.kernel, layer.bias], split);
    builder.backward.push((partials) =>
      product({
        label: `fractions ${cosines} → ${units}, gradient of weights`,
        m: cosines + 1,
        n: units,
        k: y.rows,
        lanes: 1,
        split,
        a: cosinesOperand(builder, layer, 'columns'),
        b: gradientOperand(phi, 'rows'),
        bindings: [room.binding(partials)],
        store: `partials[${placeInKernel(room, cosines, units)}] = v;`,
      }),
    );
  },
};

/** φ of a plan, made on the way forward and found again on the way back. */
function phiNode(builder: PlanBuilder, layer: FractionEmbeddingLayer): Node {
  return builder.once(layer, () => builder.node('Embedded fractions', layer.units, 'relu'));
}

/** The cosines of all fractions as A; as columns, with a row of ones below for the bias. */
function cosinesOperand(
  builder: PlanBuilder,
  { cosines, first }: FractionEmbeddingLayer,
  rows: 'rows' | 'columns',
): Operand {
  const shared = {
    bindings: [{ name: 'taus', slice: builder.fractions }],
    code: COSINE,
    width: 1,
  } as const;
  if (rows === 'rows') {
    const tau = `taus[z * ${builder.rows}u + x]`;
    return { ...shared, fast: 'k', at: `cosineOf(f32(k + ${first}u), ${tau})` };
  }
  const cosine = `cosineOf(f32(x + ${first}u), taus[k])`;
  return { ...shared, fast: 'x', at: `select(1.0, ${cosine}, x < ${cosines}u)` };
}

/**
 * WGSL: cos(π i τ). The turns of i τ are taken off without rounding: τ is cut into two
 * parts, and i times the upper one is exact. The cosine itself is written out: that of
 * WGSL has 11 bits.
 */
const COSINE = `fn cosineOf(i: f32, tau: f32) -> f32 {
  let upper = bitcast<f32>(bitcast<u32>(tau) & 0xfffff000u);
  let turns = i * upper;
  var r = turns - 2.0 * round(turns / 2.0) + i * (tau - upper);
  r = abs(r - 2.0 * round(r / 2.0));
  let isBeyond = r > 0.5;
  r = select(r, 1.0 - r, isBeyond);
  let q = 9.869604401089358 * r * r;
  let c = 1.0 + q * (-0.5 + q * (0.041666666666666664 + q * (-0.001388888888888889 + q * (2.48015873015873e-5 + q * (-2.7557319223985893e-7 + q * 2.08767569878681e-9)))));
  return select(c, -c, isBeyond);
}`;
