import {
  add,
  mean,
  ones,
  reshape,
  sub,
  sum,
  transpose,
  type Rank,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import type { Architecture } from '../../networks/architecture.ts';
import type { AnyLayer } from '../../networks/layers/layerKind.ts';
import { tfjsLayerOf } from './layers/table.ts';
import type { BackwardPass, LayerPass } from './layers/tfjsLayer.ts';

/** What went in and came out of every layer of a stack: `[input, output0, output1, …]`. */
type Stack = Tensor[];

/** All that the way back needs of a forward pass. */
export type Activations = {
  readonly trunk: Stack;
  /** The output layers, or value and advantage streams. */
  readonly streams: Stack[];
  /** Shape `[batch, outputs]`; with fractions `[batch, outputs · fractions]`. */
  readonly outputs: Tensor2D;
};

/**
 * Runs a whole network forward. Call it inside a `tidy`.
 *
 * @param input - Shape `[batch, inputs]`, or `[batch]` of indices.
 */
export function forward(architecture: Architecture, pass: LayerPass, input: Tensor): Activations {
  const { output } = architecture;
  const trunk = forwardStack(pass, architecture.trunk, input);
  const features = last(trunk);
  if (output.type === 'linear') {
    const stream = forwardStack(pass, output.layers, features);
    return { trunk, streams: [stream], outputs: besideFractions(pass, input, last(stream)) };
  }
  const value = forwardStack(pass, output.value, features);
  const advantage = forwardStack(pass, output.advantage, features);
  // Q = V + A − mean A (Wang et al. 2016, equation 9).
  const advantages = perAction(architecture, last(advantage));
  const centred = sub(advantages, mean(advantages, 1, true));
  const values = perAction({ ...architecture, actions: 1 }, last(value));
  const outputs = asRows(add(values, centred));
  return { trunk, streams: [value, advantage], outputs: besideFractions(pass, input, outputs) };
}

/**
 * Follows a forward pass back. Call it inside a `tidy`.
 *
 * @param givenGradient - In the outputs, and shaped as they are the outputs.
 * @returns The gradient of every parameter, in their order; the shapes may
 *   have more dimensions of length 1.
 */
export function backward(
  architecture: Architecture,
  given: LayerPass,
  activations: Activations,
  givenGradient: Tensor2D,
): Tensor[] {
  const { output, trunk } = architecture;
  const outputGradient = besideOutputs(architecture, given, givenGradient);
  const pass = { ...given, ones: cachedOnes(), gradients: [] };
  const back = (layers: readonly AnyLayer[], stack: Stack, gradient: Tensor2D, first: boolean) =>
    backwardStack(pass, layers, stack, gradient, first);

  const [stream, advantage] = activations.streams as [Stack, Stack];
  const isFirst = trunk.length === 0;
  let features: Tensor2D | null;
  if (output.type === 'linear') {
    features = back(output.layers, stream, outputGradient, isFirst);
  } else {
    const gradients = perAction(architecture, outputGradient);
    const valueGradient = asRows(sum(gradients, 1, true));
    const advantageGradient = asRows(sub(gradients, mean(gradients, 1, true)));
    const fromValue = back(output.value, stream, valueGradient, isFirst);
    const fromAdvantage = back(output.advantage, advantage, advantageGradient, isFirst);
    features = fromValue && fromAdvantage ? add(fromValue, fromAdvantage) : null;
  }
  if (features) back(trunk, activations.trunk, features, true);
  return pass.gradients;
}

function forwardStack(pass: LayerPass, layers: readonly AnyLayer[], input: Tensor): Stack {
  const stack: Stack = [input];
  for (const layer of layers) {
    stack.push(tfjsLayerOf(layer).forward(pass, layer, last(stack)));
  }
  return stack;
}

/** @returns The gradient of the stack's input, unless it `isFirst`. */
function backwardStack(
  pass: BackwardPass,
  layers: readonly AnyLayer[],
  stack: Stack,
  outputGradient: Tensor2D,
  isFirst: boolean,
): Tensor2D | null {
  let gradient: Tensor2D | null = outputGradient;
  for (let index = layers.length - 1; index >= 0 && gradient; index--) {
    const layer = layers[index] as AnyLayer;
    const [x, y] = stack.slice(index, index + 2) as [Tensor2D, Tensor2D];
    const wantsInput = index > 0 || !isFirst;
    gradient = tfjsLayerOf(layer).backward(pass, layer, { x, y }, gradient, wantsInput);
  }
  return gradient;
}

/** Rows of outputs as `[batch, actions, outputs of each]`; as they are where each has one. */
function perAction(
  { actions, outputsPerAction }: Pick<Architecture, 'actions' | 'outputsPerAction'>,
  rows: Tensor2D,
): Tensor {
  return outputsPerAction === 1 ? rows : reshape(rows, [-1, actions, outputsPerAction]);
}

/** Rows of fractions, `[batch · fractions, outputs]`, as `[batch, outputs · fractions]`. */
function besideFractions({ fractions }: LayerPass, input: Tensor, rows: Tensor2D): Tensor2D {
  if (!fractions) return rows;
  const [batch = 1] = input.shape;
  const apart = reshape<Rank.R3>(rows, [batch, fractions.length / batch, -1]);
  return reshape<Rank.R2>(transpose<Tensor3D>(apart, [0, 2, 1]), [batch, -1]);
}

/** The reverse of {@link besideFractions}. */
function besideOutputs(
  { outputs }: Architecture,
  { fractions }: LayerPass,
  rows: Tensor2D,
): Tensor2D {
  if (!fractions) return rows;
  const apart = reshape<Rank.R3>(rows, [rows.shape[0], outputs, -1]);
  return reshape<Rank.R2>(transpose<Tensor3D>(apart, [0, 2, 1]), [-1, outputs]);
}

/** The reverse of {@link perAction}. */
function asRows(outputs: Tensor): Tensor2D {
  return outputs.rank === 2
    ? (outputs as Tensor2D)
    : reshape<Rank.R2>(outputs, [outputs.shape[0], -1]);
}

/** Makes `[1, rows]` of ones, once for each length. */
function cachedOnes(): (rows: number) => Tensor2D {
  const made = new Map<number, Tensor2D>();
  return (rows) => {
    const found = made.get(rows) ?? ones<Rank.R2>([1, rows]);
    made.set(rows, found);
    return found;
  };
}

function last(stack: Stack): Tensor2D {
  return stack[stack.length - 1] as Tensor2D;
}
