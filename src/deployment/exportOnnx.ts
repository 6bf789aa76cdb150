import { OptionsError } from '../errors.ts';
import type { Architecture, ParameterInfo } from '../networks/architecture.ts';
import type { Layer } from '../networks/layers/table.ts';
import type { Box, BoxDtype } from '../spaces/box.ts';
import { requireFinite } from './requireFinite.ts';
import { ELEMENT, OnnxGraph, valueField } from './onnx/graph.ts';
import { addLayer, toRows, type LayerWriter, type Tensor } from './onnx/layers.ts';
import { addDueling, addValues } from './onnx/outputs.ts';
import { sourceOf, stacksOf, type PolicySource } from './sourceOf.ts';
import { fractionsOf } from '../policy/values.ts';
import { valuesOfHead } from './valuesOfHead.ts';

const INPUT = 'observation';
const OUTPUT = 'values';

/**
 * Makes an ONNX model of a trained agent (opset 17), for programs in other languages and for
 * ONNX Runtime.
 *
 * The input `observation` has shape `[batch, ...observation]`, float32 or uint8 as in the
 * observation space; of a `Discrete` space `[batch]`, int64. The scale of the input is part of the
 * model. The output `values` has shape `[batch, actions]`, float32: the values of the head, so that the
 * largest is the greedy action. Noisy layers have their means, and networks of {@link iqnHead} the
 * midpoints of the fractions.
 *
 * @param source - A `DQNAgent`, or a `QNetwork`.
 * @returns The model, as it goes into a file `.onnx`.
 * @throws {OptionsError} If the network is a model of another library, or has a head whose values
 *   cannot be described, or there is a second argument: there are no options.
 * @throws {DivergenceError} If the weights hold NaN or infinity.
 * @see https://onnx.ai/onnx/
 * @category Deployment
 */
export async function exportOnnx(source: PolicySource): Promise<Uint8Array<ArrayBuffer>> {
  // A program in plain JavaScript may hand in options, as to exportPolicy.
  if (arguments.length > 1) {
    throw new OptionsError(
      'exportOnnx(source) has no options: it writes float32 weights. Convert the file with the tools of ONNX, ' +
        'or take exportPolicy(source, { precision }).',
    );
  }
  const { network, architecture } = sourceOf('exportOnnx', source);
  const { actions, outputsPerAction, parameters } = architecture;
  const values = valuesOfHead(network.head);
  const weights = await network.getWeights(network.actingWeights);
  const graph = new OnnxGraph();
  const writer: LayerWriter = {
    graph,
    weights(index) {
      const { name, shape } = parameters[index] as ParameterInfo;
      return { name, shape, data: requireFinite(name, weights[name]?.data as Float32Array) };
    },
    fractions: fractionsOf(values),
  };
  const add = (layers: readonly Layer[], from: Tensor): Tensor =>
    layers.reduce((x, layer) => addLayer(writer, layer, x), from);

  const { observationSpace: space } = network.spaces;
  const [trunk = [], ...streams] = stacksOf(architecture);
  const input =
    space.kind === 'discrete'
      ? ({ name: INPUT, layout: 'rows', shape: [] } as const)
      : addInput(graph, architecture, space);
  const features = toRows(graph, add(trunk, input));
  const [one = '', two] = streams.map((stream) => add(stream, features).name);
  const outputs = two === undefined ? one : addDueling(graph, one, two, actions, outputsPerAction);
  graph.add('Identity', [addValues(graph, values, outputs, actions)], {}, OUTPUT);

  const element = space.kind === 'discrete' ? ELEMENT.int64 : ELEMENT[space.dtype];
  return graph.encode(
    valueField(11, INPUT, element, space.shape),
    valueField(12, OUTPUT, ELEMENT.float32, [actions]),
  );
}

/** Bytes become numbers, which are scaled; an image of planes stays one, all else becomes rows. */
function addInput(
  graph: OnnxGraph,
  { input }: Architecture,
  { dtype, size }: Box<BoxDtype>,
): Tensor {
  const { shape, channels, scale } = input;
  let name = dtype === 'uint8' ? graph.add('Cast', [INPUT], { to: ELEMENT.float32 }) : INPUT;
  if (scale !== 1) {
    name = graph.add('Mul', [name, graph.constant('scale', [], Float32Array.of(scale))]);
  }
  const [planes = 1, height = 1, width = 1] = shape;
  if (channels === 'first' && shape.length === 3) {
    return { name, layout: 'planes', shape: [height, width, planes] };
  }
  const isRow = shape.length === 1;
  return { name: isRow ? name : graph.reshape(name, [-1, size]), layout: 'rows', shape };
}
