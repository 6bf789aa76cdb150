import type { Architecture } from '../../src/networks/architecture.ts';
import type { ConvLayer } from '../../src/networks/layers/conv.ts';
import type { DenseLayer } from '../../src/networks/layers/dense.ts';
import type { EmbeddingLayer } from '../../src/networks/layers/embedding.ts';
import type { Layer } from '../../src/networks/layers/table.ts';
import type { Activation } from '../../src/networks/activation.ts';
import { activate, referenceInput } from './referenceNetwork.ts';
import { normalized, normalizedBackward } from './referenceNorm.ts';
import { pooled, pooledBackward } from './referencePooling.ts';

/** What {@link referenceGradient} finds. */
export interface ReferenceGradient {
  /** The derivative in every weight. Shape `[parameters]`. */
  readonly gradient: Float64Array;
  /**
   * How close a unit came to where ReLU has no slope, in relation to the sizes
   * of what it sums: within its rounding errors, single precision may find it
   * on the other side, where its gradient is another one.
   */
  readonly distanceToKink: number;
}

/**
 * The gradient of `sum(outputs · upstream)` in every weight, in double
 * precision and in the plainest way: an oracle for networks that are too
 * large for numeric differentiation, which it is checked by.
 *
 * @param rows - As for `referenceOutputs`.
 * @param upstream - Shape `[rows, outputs]`.
 */
export function referenceGradient(
  architecture: Architecture,
  vector: ArrayLike<number>,
  rows: readonly (readonly number[])[],
  upstream: ArrayLike<number>,
): ReferenceGradient {
  const { trunk, output, outputs } = architecture;
  const weights = new Weights(architecture, vector);
  let distanceToKink = Infinity;
  rows.forEach((row, index) => {
    const run = (layers: readonly Layer[], x: readonly number[]): Stack => {
      const stack = new Stack(weights, layers, x);
      distanceToKink = Math.min(distanceToKink, stack.distanceToKink);
      return stack;
    };
    const features = run(trunk, referenceInput(architecture, row));
    const slopes = Array.from({ length: outputs }, (_, k) => upstream[index * outputs + k] ?? NaN);
    if (output.type === 'linear') {
      features.backward(run(output.layers, features.output).backward(slopes));
      return;
    }
    const sum = slopes.reduce((total, slope) => total + slope, 0);
    const advantages = slopes.map((slope) => slope - sum / outputs);
    const fromValue = run(output.value, features.output).backward([sum]);
    const fromAdvantage = run(output.advantage, features.output).backward(advantages);
    features.backward(fromValue.map((slope, k) => slope + (fromAdvantage[k] ?? NaN)));
  });
  return { gradient: weights.gradient, distanceToKink };
}

/** All weights by parameter, and the gradient that gathers. */
class Weights {
  readonly gradient: Float64Array;
  readonly #offsets: readonly number[];
  readonly #vector: ArrayLike<number>;

  constructor({ parameters, parameterCount }: Architecture, vector: ArrayLike<number>) {
    this.gradient = new Float64Array(parameterCount);
    this.#offsets = parameters.map(({ offset }) => offset);
    this.#vector = vector;
  }

  at(parameter: number, index: number): number {
    return this.#vector[(this.#offsets[parameter] ?? NaN) + index] ?? NaN;
  }

  addSlope(parameter: number, index: number, slope: number): void {
    const position = (this.#offsets[parameter] ?? NaN) + index;
    this.gradient[position] = (this.gradient[position] ?? NaN) + slope;
  }
}

/** One row on its way through layers, and back. */
class Stack {
  readonly output: readonly number[];
  readonly distanceToKink: number = Infinity;
  readonly #weights: Weights;
  readonly #steps: { layer: Layer; x: readonly number[]; z: readonly number[] }[] = [];

  constructor(weights: Weights, layers: readonly Layer[], input: readonly number[]) {
    this.#weights = weights;
    let x = input;
    for (const layer of layers) {
      const { z, sizes } = beforeActivation(weights, layer, x);
      this.#steps.push({ layer, x, z });
      const activation = activationOf(layer);
      if (activation === 'relu') {
        const distances = z.map((sum, unit) => Math.abs(sum) / (sizes[unit] ?? NaN));
        this.distanceToKink = Math.min(this.distanceToKink, ...distances);
      }
      x = z.map((value) => activate(activation, value));
    }
    this.output = x;
  }

  /** @returns The gradient in the input, where it has one. */
  backward(outputGradient: readonly number[]): readonly number[] {
    let dy = outputGradient;
    for (const { layer, x, z } of this.#steps.toReversed()) {
      dy = layerBackward(this.#weights, layer, x, z, dy);
    }
    return dy;
  }
}

/** The sums of all units, and the sums of their terms' sizes. */
function beforeActivation(
  weights: Weights,
  layer: Layer,
  x: readonly number[],
): { z: number[]; sizes: number[] } {
  if (layer.type === 'embedding') {
    const row = Array.from({ length: layer.units }, (_, k) =>
      weights.at(layer.table, tableIndex(layer, x, k)),
    );
    return { z: row, sizes: row.map(Math.abs) };
  }
  if (layer.type === 'layerNorm') {
    const z = normalized(layer, x).map(({ normal }, index) => {
      const place = index % layer.length;
      return normal * weights.at(layer.scale, place) + weights.at(layer.offset, place);
    });
    return { z, sizes: z.map(Math.abs) };
  }
  if (layer.type === 'reshape') return { z: [...x], sizes: x.map(Math.abs) };
  if (layer.type === 'maxPool' || layer.type === 'averagePool') {
    const z = Array.from({ length: layer.units }, (_, output) => pooled(layer, x, output));
    return { z, sizes: z.map(Math.abs) };
  }
  if (layer.type === 'fractionEmbedding') throw fractionsUnknown();
  const units = unitsOfBias(layer);
  const z = Array.from({ length: layer.units }, (_, unit) => weights.at(layer.bias, unit % units));
  const sizes = z.map(Math.abs);
  forEachProduct(layer, (output, input, weight) => {
    const product = (x[input] ?? NaN) * weights.at(layer.kernel, weight);
    z[output] = (z[output] ?? NaN) + product;
    sizes[output] = (sizes[output] ?? NaN) + Math.abs(product);
  });
  return { z, sizes };
}

function layerBackward(
  weights: Weights,
  layer: Layer,
  x: readonly number[],
  z: readonly number[],
  dy: readonly number[],
): number[] {
  if (layer.type === 'embedding') {
    dy.forEach((slope, k) => {
      weights.addSlope(layer.table, tableIndex(layer, x, k), slope);
    });
    return [];
  }
  const dz = dy.map((value, unit) => value * slope(activationOf(layer), z[unit] ?? NaN));
  if (layer.type === 'reshape') return dz;
  if (layer.type === 'layerNorm') {
    const slopes = dz.map((value, index) => value * weights.at(layer.scale, index % layer.length));
    normalized(layer, x).forEach(({ normal }, index) => {
      const place = index % layer.length;
      weights.addSlope(layer.scale, place, (dz[index] ?? NaN) * normal);
      weights.addSlope(layer.offset, place, dz[index] ?? NaN);
    });
    return normalizedBackward(layer, x, slopes);
  }
  if (layer.type === 'maxPool' || layer.type === 'averagePool') return pooledBackward(layer, x, dz);
  if (layer.type === 'fractionEmbedding') throw fractionsUnknown();
  const units = unitsOfBias(layer);
  dz.forEach((value, unit) => {
    weights.addSlope(layer.bias, unit % units, value);
  });
  const dx = x.map(() => 0);
  forEachProduct(layer, (output, input, weight) => {
    const upstream = dz[output] ?? NaN;
    weights.addSlope(layer.kernel, weight, upstream * (x[input] ?? NaN));
    dx[input] = (dx[input] ?? NaN) + upstream * weights.at(layer.kernel, weight);
  });
  return dx;
}

/** Networks that take fractions are small enough in tests for numeric differentiation. */
function fractionsUnknown(): Error {
  return new Error('referenceGradient knows no fractions; use numericGradient.');
}

function activationOf(layer: Layer): Activation {
  return 'activation' in layer ? layer.activation : 'linear';
}

function tableIndex({ units }: EmbeddingLayer, [row = NaN]: readonly number[], k: number): number {
  return row * units + k;
}

/** Units that share nothing of their bias. */
function unitsOfBias(layer: DenseLayer | ConvLayer): number {
  return layer.type === 'dense' ? layer.units : layer.outputShape[2];
}

/** Names every product of an input and a weight, and the output that it adds to. */
export function forEachProduct(
  layer: DenseLayer | ConvLayer,
  visit: (output: number, input: number, weight: number) => void,
): void {
  if (layer.type === 'dense') {
    const { inputs, units } = layer;
    for (let weight = 0; weight < inputs * units; weight++) {
      visit(weight % units, Math.floor(weight / units), weight);
    }
    return;
  }
  const { kernelSize, stride, padding } = layer;
  const [height, width, channels] = layer.inputShape;
  const [, columns, filters] = layer.outputShape;
  for (let output = 0; output < layer.units; output++) {
    const filter = output % filters;
    const pixel = (output - filter) / filters;
    const top = Math.floor(pixel / columns) * stride - padding[0];
    const left = (pixel % columns) * stride - padding[2];
    for (let tap = 0; tap < kernelSize * kernelSize; tap++) {
      const row = top + Math.floor(tap / kernelSize);
      const column = left + (tap % kernelSize);
      if (row < 0 || row >= height || column < 0 || column >= width) continue;
      for (let channel = 0; channel < channels; channel++) {
        const input = (row * width + column) * channels + channel;
        visit(output, input, (tap * channels + channel) * filters + filter);
      }
    }
  }
}

export function slope(activation: Activation, z: number): number {
  const y = activate(activation, z);
  switch (activation) {
    case 'linear':
      return 1;
    case 'relu':
      return z > 0 ? 1 : 0;
    case 'tanh':
      return 1 - y * y;
    case 'sigmoid':
      return y * (1 - y);
    case 'elu':
      return z > 0 ? 1 : y + 1;
  }
}
