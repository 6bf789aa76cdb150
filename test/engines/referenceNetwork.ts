import type { Architecture } from '../../src/networks/architecture.ts';
import type { ConvLayer } from '../../src/networks/layers/conv.ts';
import type { DenseLayer } from '../../src/networks/layers/dense.ts';
import type { FractionEmbeddingLayer } from '../../src/networks/layers/fractionEmbedding.ts';
import type { Layer } from '../../src/networks/layers/table.ts';
import { normalized } from './referenceNorm.ts';
import { pooled } from './referencePooling.ts';
import type { Activation } from '../../src/networks/activation.ts';

/**
 * A network computed in the plainest way, one number after the other in
 * double precision: the oracle of every engine.
 *
 * @param vector - All weights.
 * @param rows - Observations: rows of numbers, or one index each.
 * @param fractions - One for each row, of networks that take fractions.
 */
export function referenceOutputs(
  architecture: Architecture,
  vector: ArrayLike<number>,
  rows: readonly (readonly number[])[],
  fractions: readonly number[] = [],
): number[][] {
  const { output } = architecture;
  const number = (parameter: number, index: number): number => {
    const offset = architecture.parameters[parameter]?.offset ?? NaN;
    return vector[offset + index] ?? NaN;
  };
  const dense = (layer: DenseLayer, x: readonly number[]): number[] =>
    Array.from({ length: layer.units }, (_, unit) => {
      let z = number(layer.bias, unit);
      x.forEach((value, index) => (z += value * number(layer.kernel, index * layer.units + unit)));
      return activate(layer.activation, z);
    });
  const conv = (layer: ConvLayer, x: readonly number[]): number[] => {
    const [height, width, channels] = layer.inputShape;
    const [rows, columns, filters] = layer.outputShape;
    const { kernelSize, stride, padding } = layer;
    const y: number[] = [];
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        for (let filter = 0; filter < filters; filter++) {
          let z = number(layer.bias, filter);
          for (let i = 0; i < kernelSize; i++) {
            for (let j = 0; j < kernelSize; j++) {
              const [h, w] = [row * stride + i - padding[0], column * stride + j - padding[2]];
              if (h < 0 || h >= height || w < 0 || w >= width) continue;
              for (let channel = 0; channel < channels; channel++) {
                const weight = ((i * kernelSize + j) * channels + channel) * filters + filter;
                z +=
                  (x[(h * width + w) * channels + channel] ?? NaN) * number(layer.kernel, weight);
              }
            }
          }
          y.push(activate(layer.activation, z));
        }
      }
    }
    return y;
  };
  const embedded = (layer: FractionEmbeddingLayer, fraction: number, unit: number): number => {
    let z = number(layer.bias, unit);
    for (let index = 0; index < layer.cosines; index++) {
      const cosine = Math.cos(Math.PI * (layer.first + index) * fraction);
      z += cosine * number(layer.kernel, index * layer.units + unit);
    }
    return Math.max(0, z);
  };
  const stack = (
    layers: readonly Layer[],
    x: readonly number[],
    fraction: number,
  ): readonly number[] =>
    layers.reduce<readonly number[]>((values, layer) => {
      switch (layer.type) {
        case 'dense':
          return dense(layer, values);
        case 'conv':
          return conv(layer, values);
        case 'embedding':
          return Array.from({ length: layer.units }, (_, index) =>
            number(layer.table, (values[0] ?? NaN) * layer.units + index),
          );
        case 'reshape':
          return values;
        case 'fractionEmbedding':
          return values.map((value, unit) => value * embedded(layer, fraction, unit));
        case 'layerNorm':
          return normalized(layer, values).map(({ normal }, index) => {
            const place = index % layer.length;
            const z = normal * number(layer.scale, place) + number(layer.offset, place);
            return activate(layer.activation, z);
          });
        case 'maxPool':
        case 'averagePool':
          return Array.from({ length: layer.units }, (_, output) =>
            activate(layer.activation, pooled(layer, values, output)),
          );
      }
    }, x);

  return rows.map((row, index) => {
    const scaled = referenceInput(architecture, row);
    const fraction = fractions[index] ?? NaN;
    const features = stack(architecture.trunk, scaled, fraction);
    if (output.type === 'linear') return [...stack(output.layers, features, fraction)];
    const [value = NaN] = stack(output.value, features, fraction);
    const advantages = stack(output.advantage, features, fraction);
    const mean = advantages.reduce((sum, advantage) => sum + advantage, 0) / advantages.length;
    return advantages.map((advantage) => value + advantage - mean);
  });
}

/** What the first layer takes of an observation: numbers scaled, images as `[height, width, channels]`. */
export function referenceInput({ input }: Architecture, row: readonly number[]): readonly number[] {
  if (input.kind === 'discrete') return row;
  const scaled = row.map((value) => value * input.scale);
  if (input.channels !== 'first') return scaled;
  const [channels = NaN, height = NaN, width = NaN] = input.shape;
  const image: number[] = [];
  for (let channel = 0; channel < channels; channel++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        image[(y * width + x) * channels + channel] =
          scaled[(channel * height + y) * width + x] ?? NaN;
      }
    }
  }
  return image;
}

/**
 * The derivative of `objective` in every weight by central differences.
 *
 * @param objective - Of the outputs.
 * @param fractions - As for {@link referenceOutputs}.
 */
export function numericGradient(
  architecture: Architecture,
  vector: Float64Array,
  rows: readonly (readonly number[])[],
  objective: (outputs: number[][]) => number,
  fractions: readonly number[] = [],
): number[] {
  const step = 1e-5;
  return Array.from(vector, (weight, index) => {
    const at = (value: number): number => {
      vector[index] = value;
      return objective(referenceOutputs(architecture, vector, rows, fractions));
    };
    const slope = (at(weight + step) - at(weight - step)) / (2 * step);
    vector[index] = weight;
    return slope;
  });
}

/** What a layer applies to its outputs, in double precision. */
export function activate(activation: Activation, z: number): number {
  switch (activation) {
    case 'linear':
      return z;
    case 'relu':
      return Math.max(0, z);
    case 'tanh':
      return Math.tanh(z);
    case 'sigmoid':
      return 1 / (1 + Math.exp(-z));
    case 'elu':
      return z > 0 ? z : Math.expm1(z);
  }
}
