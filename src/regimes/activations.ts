import { ShapeError } from '../errors.ts';
import type { Activation } from '../networks/activation.ts';
import type { Architecture } from '../networks/architecture.ts';
import type { ConvLayer } from '../networks/layers/conv.ts';
import type { DenseLayer } from '../networks/layers/dense.ts';
import type { LayerNormLayer } from '../networks/layers/layerNorm.ts';
import type { PoolLayer } from '../networks/layers/pooling.ts';
import type { Layer } from '../networks/layers/table.ts';
import type { Batch } from '../replay/batch.ts';

/** The numbers of one row, or those that come out of a layer. */
type Row = Float64Array;

/** Is told what came out of a layer for one observation. */
export type Watch = (layer: Layer, outputs: Row) => void;

/**
 * Computes a network layer by layer, in the plainest way, to see what comes out of each
 * hidden layer: without noise, and without the layers that give the values. It is slow
 * beside an engine, and asks nothing of it.
 *
 * @param weights - All of them. Shape `[parameters]`.
 * @param watch - Called with the outputs of every layer, observation by observation. The
 *   array is valid until it returns.
 * @throws {ShapeError} If the observations do not fit.
 */
export function watchActivations(
  architecture: Architecture,
  weights: Float32Array,
  { size, observations }: Pick<Batch, 'size' | 'observations'>,
  watch: Watch,
): void {
  const { input, trunk, output } = architecture;
  if (observations.length !== size * input.size) {
    throw new ShapeError(
      `${size} observations of ${input.size} numbers are needed; received ${observations.length} numbers.`,
    );
  }
  const parameter = (index: number): Float32Array => {
    const { offset = 0, size: length = 0 } = architecture.parameters[index] ?? {};
    return weights.subarray(offset, offset + length);
  };
  const run = (layers: readonly Layer[], row: Row, fraction: number): Row =>
    layers.reduce((values, layer) => {
      const outputs = compute(layer, values, parameter, fraction);
      watch(layer, outputs);
      return outputs;
    }, row);
  for (let row = 0; row < size; row++) {
    for (const fraction of fractionsOf(architecture)) {
      const features = run(trunk, readRow(architecture, observations, row), fraction);
      if (output.type === 'linear') continue;
      run(output.value.slice(0, -1), features, fraction);
      run(output.advantage.slice(0, -1), features, fraction);
    }
  }
}

/** A few quantile fractions, evenly spread, for a network that takes them; any one for others. */
function fractionsOf({ trunk }: Architecture): readonly number[] {
  const takes = trunk.some(({ type }) => type === 'fractionEmbedding');
  return takes ? Array.from({ length: FRACTIONS }, (_, index) => (index + 0.5) / FRACTIONS) : [0.5];
}

const FRACTIONS = 8;

/** An observation as the first layer takes it. */
function readRow({ input }: Architecture, observations: Batch['observations'], row: number): Row {
  const given = Float64Array.from(
    observations.subarray(row * input.size, (row + 1) * input.size),
    (value) => (input.kind === 'box' ? value * input.scale : value),
  );
  const [channels = 0, height = 0, width = 0] = input.shape;
  if (input.channels !== 'first' || input.shape.length !== 3) return given;
  const pixels = height * width;
  return given.map(
    (_, at) => given[(at % channels) * pixels + Math.floor(at / channels)] as number,
  );
}

function compute(
  layer: Layer,
  x: Row,
  parameter: (index: number) => Float32Array,
  fraction: number,
): Row {
  switch (layer.type) {
    case 'fractionEmbedding': {
      const { cosines, first, units, kernel, bias } = layer;
      const angles = Float64Array.from({ length: cosines }, (_, index) =>
        Math.cos(Math.PI * (first + index) * fraction),
      );
      const inner = { units, activation: 'relu' } as const;
      const factors = dense(inner, angles, parameter(kernel), parameter(bias));
      return x.map((value, at) => value * (factors[at] as number));
    }
    case 'dense':
      return dense(layer, x, parameter(layer.kernel), parameter(layer.bias));
    case 'conv':
      return convolve(layer, x, parameter(layer.kernel), parameter(layer.bias));
    case 'embedding': {
      const first = (x[0] as number) * layer.units;
      return Float64Array.from(parameter(layer.table).subarray(first, first + layer.units));
    }
    case 'layerNorm':
      return normalize(layer, x, parameter(layer.scale), parameter(layer.offset));
    case 'maxPool':
    case 'averagePool':
      return pool(layer, x);
    case 'reshape':
      return x;
  }
}

function dense(
  { units, activation }: Pick<DenseLayer, 'units' | 'activation'>,
  x: Row,
  kernel: Float32Array,
  bias: Float32Array,
): Row {
  const y = Float64Array.from(bias);
  for (let input = 0; input < x.length; input++) {
    const value = x[input] as number;
    if (value === 0) continue;
    const at = input * units;
    for (let unit = 0; unit < units; unit++) {
      y[unit] = (y[unit] as number) + value * (kernel[at + unit] as number);
    }
  }
  return activate(activation, y);
}

function convolve(layer: ConvLayer, x: Row, kernel: Float32Array, bias: Float32Array): Row {
  const { units, activation, kernelSize, inputShape, outputShape } = layer;
  const channels = inputShape[2];
  const filters = outputShape[2];
  const y = new Float64Array(units);
  for (let at = 0; at < units; at += filters) y.set(bias, at);
  eachPixel(layer, kernelSize, (to, from, place) => {
    for (let channel = 0; channel < channels; channel++) {
      const value = x[from * channels + channel] as number;
      if (value === 0) continue;
      const at = (place * channels + channel) * filters;
      for (let filter = 0; filter < filters; filter++) {
        const index = to * filters + filter;
        y[index] = (y[index] as number) + value * (kernel[at + filter] as number);
      }
    }
  });
  return activate(activation, y);
}

function pool(layer: PoolLayer<'maxPool' | 'averagePool'>, x: Row): Row {
  const channels = layer.inputShape[2];
  const isMax = layer.type === 'maxPool';
  const y = new Float64Array(layer.units).fill(isMax ? -Infinity : 0);
  const counts = new Float64Array(layer.units);
  eachPixel(layer, layer.size, (to, from) => {
    for (let channel = 0; channel < channels; channel++) {
      const index = to * channels + channel;
      const value = x[from * channels + channel] as number;
      y[index] = isMax ? Math.max(y[index] as number, value) : (y[index] as number) + value;
      counts[index] = (counts[index] as number) + 1;
    }
  });
  return activate(
    layer.activation,
    isMax ? y : y.map((sum, index) => sum / (counts[index] as number)),
  );
}

type Windowed = Pick<ConvLayer, 'inputShape' | 'outputShape' | 'stride' | 'padding'>;

/**
 * Goes through the pixels that the windows of a layer see.
 *
 * @param visit - Called with the pixel of the output, that of the input, and its place in
 *   the window.
 */
function eachPixel(
  { inputShape, outputShape, stride, padding }: Windowed,
  size: number,
  visit: (to: number, from: number, place: number) => void,
): void {
  const [height, width] = inputShape;
  const [rows, columns] = outputShape;
  const [top, , left] = padding;
  for (let to = 0; to < rows * columns; to++) {
    const firstRow = Math.floor(to / columns) * stride - top;
    const firstColumn = (to % columns) * stride - left;
    for (let place = 0; place < size * size; place++) {
      const y = firstRow + Math.floor(place / size);
      const x = firstColumn + (place % size);
      if (y >= 0 && y < height && x >= 0 && x < width) visit(to, y * width + x, place);
    }
  }
}

function normalize(
  { length, epsilon, activation }: LayerNormLayer,
  x: Row,
  scale: Float32Array,
  offset: Float32Array,
): Row {
  const y = new Float64Array(x.length);
  for (let first = 0; first < x.length; first += length) {
    let sum = 0;
    for (let at = 0; at < length; at++) sum += x[first + at] as number;
    const mean = sum / length;
    let squares = 0;
    for (let at = 0; at < length; at++) squares += ((x[first + at] as number) - mean) ** 2;
    const deviation = Math.sqrt(squares / length + epsilon);
    for (let at = 0; at < length; at++) {
      const normal = ((x[first + at] as number) - mean) / deviation;
      y[first + at] = normal * (scale[at] as number) + (offset[at] as number);
    }
  }
  return activate(activation, y);
}

/** In place. */
function activate(activation: Activation, z: Row): Row {
  const of = activations[activation];
  for (let at = 0; at < z.length; at++) z[at] = of(z[at] as number);
  return z;
}

const activations: Readonly<Record<Activation, (z: number) => number>> = {
  linear: (z) => z,
  relu: (z) => Math.max(0, z),
  tanh: Math.tanh,
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  elu: (z) => (z > 0 ? z : Math.expm1(z)),
};
