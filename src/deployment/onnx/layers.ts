import type { Activation } from '../../networks/activation.ts';
import type { ConvLayer } from '../../networks/layers/conv.ts';
import type { Layer } from '../../networks/layers/table.ts';
import { activate } from '../../policy/activation.ts';
import { multiply } from '../../policy/dense.ts';
import { cosinesOf } from '../../policy/fractionEmbedding.ts';
import type { OnnxGraph } from './graph.ts';

/** Numbers on their way through a graph. */
export interface Tensor {
  readonly name: string;
  /** Rows, `[batch, size]`; or images as ONNX has them, `[batch, channels, height, width]`. */
  readonly layout: 'rows' | 'planes';
  /** Of one row, as this library has it: `[height, width, channels]` of images. */
  readonly shape: readonly number[];
}

/** What layers are written with. */
export interface LayerWriter {
  readonly graph: OnnxGraph;
  /** The weights at an index of the parameters, under their name. */
  weights(index: number): {
    readonly name: string;
    readonly shape: readonly number[];
    readonly data: Float32Array;
  };
  /** The fractions that the values are the mean of; empty for none. */
  readonly fractions: Float32Array;
}

/** Adds a layer behind `x`. */
export function addLayer(writer: LayerWriter, layer: Layer, x: Tensor): Tensor {
  const { graph } = writer;
  switch (layer.type) {
    case 'dense': {
      const inputs = [toRows(graph, x).name, ...constants(writer, [layer.kernel, layer.bias])];
      return activated(graph, layer.activation, rows(graph.add('Gemm', inputs), [layer.units]));
    }
    case 'conv':
      return addConv(writer, layer, x);
    case 'maxPool':
    case 'averagePool': {
      const { size, activation, outputShape, type } = layer;
      const operator = type === 'maxPool' ? 'MaxPool' : 'AveragePool';
      const name = graph.add(operator, [toPlanes(graph, x).name], windowAttributes(layer, size));
      return activated(graph, activation, { name, layout: 'planes', shape: outputShape });
    }
    case 'layerNorm': {
      const { length, units, epsilon, activation } = layer;
      const input = graph.reshape(toRows(graph, x).name, [-1, units / length, length]);
      const [scale = '', offset = ''] = [layer.scale, layer.offset].map((index) => {
        const { name, data } = writer.weights(index);
        return graph.constant(name, [length], data);
      });
      const attributes = { axis: -1, epsilon: { float: epsilon } };
      const normal = graph.add('LayerNormalization', [input, scale, offset], attributes);
      return activated(graph, activation, rows(graph.reshape(normal, [-1, units]), x.shape));
    }
    case 'embedding': {
      const [table = ''] = constants(writer, [layer.table]);
      return rows(graph.add('Gather', [table, x.name], { axis: 0 }), [layer.units]);
    }
    case 'reshape':
      return rows(toRows(graph, x).name, layer.outputShape);
    case 'fractionEmbedding': {
      const { units, cosines, first } = layer;
      const kernel = writer.weights(layer.kernel).data;
      const { name, data: bias } = writer.weights(layer.bias);
      const { fractions } = writer;
      const phi = new Float32Array(fractions.length * units);
      fractions.forEach((fraction, index) => {
        const angles = cosinesOf(fraction, cosines, first);
        phi.set(activate('relu', multiply(angles, kernel, bias, units)), index * units);
      });
      const factors = graph.constant(`${name}.fractions`, [1, fractions.length, units], phi);
      const one = graph.reshape(toRows(graph, x).name, [-1, 1, units]);
      return rows(graph.reshape(graph.add('Mul', [one, factors]), [-1, units]), [units]);
    }
  }
}

/** Numbers as rows, in the order of this library: an image pixel by pixel. */
export function toRows(graph: OnnxGraph, x: Tensor): Tensor {
  if (x.layout === 'rows') return x;
  const pixels = graph.add('Transpose', [x.name], { perm: [0, 2, 3, 1] });
  const size = x.shape.reduce((product, length) => product * length, 1);
  return rows(graph.reshape(pixels, [-1, size]), x.shape);
}

function toPlanes(graph: OnnxGraph, x: Tensor): Tensor {
  if (x.layout === 'planes') return x;
  const pixels = graph.reshape(x.name, [-1, ...x.shape]);
  const name = graph.add('Transpose', [pixels], { perm: [0, 3, 1, 2] });
  return { name, layout: 'planes', shape: x.shape };
}

function rows(name: string, shape: readonly number[]): Tensor {
  return { name, layout: 'rows', shape };
}

function constants(writer: LayerWriter, indices: readonly number[]): string[] {
  return indices.map((index) => {
    const { name, shape, data } = writer.weights(index);
    return writer.graph.constant(name, shape, data);
  });
}

function addConv(writer: LayerWriter, layer: ConvLayer, x: Tensor): Tensor {
  const { graph } = writer;
  const { kernelSize, inputShape, outputShape, activation } = layer;
  const [channels, filters] = [inputShape[2], outputShape[2]];
  const { name, data } = writer.weights(layer.kernel);
  // From [height, width, channels, filters] to [filters, channels, height, width].
  const pixels = kernelSize * kernelSize;
  const turned = Float32Array.from(data, (_, index) => {
    const pixel = index % pixels;
    const channel = Math.floor(index / pixels) % channels;
    const filter = Math.floor(index / pixels / channels);
    return data[(pixel * channels + channel) * filters + filter] as number;
  });
  const kernel = graph.constant(name, [filters, channels, kernelSize, kernelSize], turned);
  const inputs = [toPlanes(graph, x).name, kernel, ...constants(writer, [layer.bias])];
  const output = graph.add('Conv', inputs, windowAttributes(layer, kernelSize));
  return activated(graph, activation, { name: output, layout: 'planes', shape: outputShape });
}

function windowAttributes(
  { stride, padding }: Pick<ConvLayer, 'stride' | 'padding'>,
  size: number,
): Record<string, readonly number[]> {
  const [top, bottom, left, right] = padding;
  return {
    kernel_shape: [size, size],
    strides: [stride, stride],
    pads: [top, left, bottom, right],
  };
}

const OPERATORS: Readonly<Record<Activation, string | null>> = {
  linear: null,
  relu: 'Relu',
  tanh: 'Tanh',
  sigmoid: 'Sigmoid',
  elu: 'Elu',
};

function activated(graph: OnnxGraph, activation: Activation, x: Tensor): Tensor {
  const operator = OPERATORS[activation];
  return operator === null ? x : { ...x, name: graph.add(operator, [x.name]) };
}
