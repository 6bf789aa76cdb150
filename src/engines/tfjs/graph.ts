import {
  add,
  mean,
  ones,
  sub,
  sum,
  type Rank,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import type { Architecture, Layer } from '../../networks/architecture.ts';
import { convBackward, convForward } from './convolution.ts';
import {
  denseBackward,
  denseForward,
  embeddingBackward,
  embeddingForward,
  type LayerGradients,
} from './layers.ts';

/** What went in and came out of every layer of a stack: `[input, output0, output1, …]`. */
type Stack = Tensor[];

/** All that the way back needs of a forward pass. */
export type Activations = {
  readonly trunk: Stack;
  /** The output layers, or value and advantage streams. */
  readonly heads: Stack[];
  /** Shape `[batch, outputs]`. */
  readonly outputs: Tensor2D;
};

/**
 * Runs a whole network forward. Call it inside a `tidy`.
 *
 * @param parameters - In the order of `architecture.parameters`.
 * @param input - Shape `[batch, inputs]`, or `[batch]` of indices.
 */
export function forward(
  architecture: Architecture,
  parameters: readonly Tensor[],
  input: Tensor,
): Activations {
  const { output } = architecture;
  const trunk = forwardStack(architecture.trunk, parameters, input);
  const features = last(trunk);
  if (output.type === 'linear') {
    const head = forwardStack(output.layers, parameters, features);
    return { trunk, heads: [head], outputs: last(head) };
  }
  const value = forwardStack(output.value, parameters, features);
  const advantage = forwardStack(output.advantage, parameters, features);
  // Q = V + A − mean A (Wang et al. 2016, equation 9).
  const advantages = last(advantage);
  const centred = sub(advantages, mean(advantages, 1, true));
  return { trunk, heads: [value, advantage], outputs: add(last(value), centred) };
}

/**
 * Follows a forward pass back. Call it inside a `tidy`.
 *
 * @param outputGradient - Shape `[batch, outputs]`.
 * @returns The gradient of every parameter, in their order; the shapes may
 *   have more dimensions of length 1.
 */
export function backward(
  architecture: Architecture,
  parameters: readonly Tensor[],
  activations: Activations,
  outputGradient: Tensor2D,
): Tensor[] {
  const { output, trunk } = architecture;
  const gradients: Tensor[] = [];
  const rowOfOnes = cachedOnes();
  const back = (layers: readonly Layer[], stack: Stack, gradient: Tensor2D, first: boolean) =>
    backwardStack(layers, parameters, stack, gradient, rowOfOnes, first, gradients);

  const [head, advantage] = activations.heads as [Stack, Stack];
  const headIsFirst = trunk.length === 0;
  let features: Tensor2D | null;
  if (output.type === 'linear') {
    features = back(output.layers, head, outputGradient, headIsFirst);
  } else {
    const valueGradient = sum<Tensor2D>(outputGradient, 1, true);
    const advantageGradient = sub<Tensor2D>(outputGradient, mean(outputGradient, 1, true));
    const fromValue = back(output.value, head, valueGradient, headIsFirst);
    const fromAdvantage = back(output.advantage, advantage, advantageGradient, headIsFirst);
    features = fromValue && fromAdvantage ? add(fromValue, fromAdvantage) : null;
  }
  if (features) back(trunk, activations.trunk, features, true);
  return gradients;
}

function forwardStack(
  layers: readonly Layer[],
  parameters: readonly Tensor[],
  input: Tensor,
): Stack {
  const stack: Stack = [input];
  for (const layer of layers) {
    const x = last(stack);
    stack.push(layerForward(layer, parameters, x));
  }
  return stack;
}

function layerForward(layer: Layer, parameters: readonly Tensor[], x: Tensor2D): Tensor2D {
  switch (layer.type) {
    case 'embedding':
      return embeddingForward(layer, parameters, x as Tensor as Tensor1D);
    case 'conv':
      return convForward(layer, parameters, x);
    case 'dense':
      return denseForward(layer, parameters, x);
  }
}

/** Fills in `gradients`, and returns the gradient of the stack's input unless it `isFirst`. */
function backwardStack(
  layers: readonly Layer[],
  parameters: readonly Tensor[],
  stack: Stack,
  outputGradient: Tensor2D,
  rowOfOnes: (rows: number) => Tensor2D,
  isFirst: boolean,
  gradients: Tensor[],
): Tensor2D | null {
  let gradient: Tensor2D | null = outputGradient;
  for (let index = layers.length - 1; index >= 0 && gradient; index--) {
    const layer = layers[index] as Layer;
    const x = stack[index] as Tensor;
    if (layer.type === 'embedding') {
      gradients[layer.table] = embeddingBackward(layer, x as Tensor1D, gradient);
      return null;
    }
    const y = stack[index + 1] as Tensor2D;
    const wantsInput = index > 0 || !isFirst;
    const given = [parameters, x as Tensor2D, y, gradient, rowOfOnes, wantsInput] as const;
    const found: LayerGradients =
      layer.type === 'conv' ? convBackward(layer, ...given) : denseBackward(layer, ...given);
    gradients[layer.kernel] = found.kernel;
    gradients[layer.bias] = found.bias;
    gradient = found.input;
  }
  return gradient;
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
