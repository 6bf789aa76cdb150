import { OptionsError } from '../errors.ts';
import type { Discrete } from '../spaces/discrete.ts';
import type { ObservationSpace } from '../spaces/space.ts';
import { convGeometry, image, orderOfChannels } from './convGeometry.ts';
import type {
  Architecture,
  DenseLayer,
  Layer,
  NetworkShape,
  ParameterInfo,
} from './architecture.ts';
import type { Initializer, LayerInitializers } from './initializers/initializer.ts';
import { normal } from './initializers/fixed.ts';
import { fanInUniform } from './initializers/scaled.ts';
import { resolveSpec } from './resolveSpec.ts';
import type { Activation, ChannelOrder, LayerSpec, NetworkSpec } from './spec.ts';

/** A vector of all weights must fit one typed array of every browser. */
const MAX_PARAMETERS = 2 ** 28;

/**
 * Fits a spec to its input and output.
 *
 * @param outputsPerAction - As the head asks for.
 * @throws {OptionsError} If the spec does not suit the observation space.
 * @category Networks
 */
export function buildArchitecture(
  given: NetworkSpec,
  observationSpace: ObservationSpace,
  actionSpace: Discrete,
  outputsPerAction = 1,
): Architecture {
  const spec = resolveSpec(given);
  const channels = orderOfChannels(spec, observationSpace);
  const parameters: ParameterInfo[] = [];
  let parameterCount = 0;
  const addParameter = (
    name: string,
    shape: readonly number[],
    [fanIn, fanOut]: readonly [number, number],
    initial: Initializer = fanInUniform(),
  ): number => {
    const size = shape.reduce((product, length) => product * length, 1);
    parameters.push({ name, shape, offset: parameterCount, size, fanIn, fanOut, initial });
    parameterCount += size;
    return parameters.length - 1;
  };
  const addLayer = (
    layer: LayerSpec,
    inputs: number,
    name: string,
    previous: Layer | null,
  ): Layer => {
    if (layer.type === 'embedding') {
      const { size, tableInitializer = normal() } = layer;
      const fans = [inputs, size] as const;
      const table = addParameter(`${name}.table`, [inputs, size], fans, tableInitializer);
      return { type: 'embedding', inputs, units: layer.size, table };
    }
    if (layer.type === 'conv') {
      const shape = image(layer, observationSpace, channels, previous);
      const geometry = convGeometry(layer, shape);
      const { kernelSize, activation } = layer;
      const fans = [kernelSize ** 2 * shape[2], kernelSize ** 2 * layer.filters] as const;
      const kernelShape = [kernelSize, kernelSize, shape[2], layer.filters];
      const kernel = addParameter(`${name}.kernel`, kernelShape, fans, layer.kernelInitializer);
      const bias = addParameter(`${name}.bias`, [layer.filters], fans, layer.biasInitializer);
      return { type: 'conv', ...geometry, activation, kernel, bias };
    }
    return addDense(layer.units, layer.activation, inputs, name, layer);
  };
  const addDense = (
    units: number,
    activation: Activation,
    inputs: number,
    name: string,
    { kernelInitializer, biasInitializer }: LayerInitializers = {},
  ): DenseLayer => {
    const fans = [inputs, units] as const;
    const kernel = addParameter(`${name}.kernel`, [inputs, units], fans, kernelInitializer);
    const bias = addParameter(`${name}.bias`, [units], fans, biasInitializer);
    return { type: 'dense', inputs, units, activation, kernel, bias };
  };

  checkFirstLayer(spec, observationSpace);
  let width = observationSpace.kind === 'discrete' ? observationSpace.n : observationSpace.size;
  const trunk: Layer[] = [];
  for (const [index, layer] of spec.layers.entries()) {
    const added = addLayer(layer, width, `layer${index}`, trunk.at(-1) ?? null);
    width = added.units;
    trunk.push(added);
  }
  const addStream = (name: string, outputs: number): readonly DenseLayer[] => {
    const { hidden, activation } = spec.dueling ?? { hidden: [], activation: 'linear' };
    let inputs = width;
    const sizes = [...hidden, outputs];
    return sizes.map((units, index) => {
      const last = index === sizes.length - 1;
      const initializers = (last ? spec.output : spec.dueling) ?? {};
      const used = last ? 'linear' : activation;
      const layer = addDense(units, used, inputs, `${name}${index}`, initializers);
      inputs = units;
      return layer;
    });
  };
  const actions = actionSpace.n;
  const outputs = actions * outputsPerAction;
  const output: Architecture['output'] = spec.dueling
    ? {
        type: 'dueling',
        value: addStream('value', outputsPerAction),
        advantage: addStream('advantage', outputs),
      }
    : { type: 'linear', layers: [addDense(outputs, 'linear', width, 'output', spec.output)] };

  if (parameterCount > MAX_PARAMETERS) {
    throw new OptionsError(
      `The network would have ${parameterCount} weights, and at most ${MAX_PARAMETERS} are ` +
        'possible; use smaller layers.',
    );
  }
  return {
    spec,
    input: describeInput(
      observationSpace,
      spec.inputScale ?? defaultInputScale(observationSpace),
      channels,
    ),
    trunk,
    output,
    actions,
    outputsPerAction,
    outputs,
    parameters,
    parameterCount,
  };
}

/** What an architecture says of the observations of a space. */
export function describeInput(
  space: ObservationSpace,
  scale: number,
  channels: ChannelOrder | null = null,
): NetworkShape['input'] {
  const isBox = space.kind === 'box';
  return {
    kind: space.kind,
    size: isBox ? space.size : 1,
    states: isBox ? null : space.n,
    shape: [...space.shape],
    scale,
    channels,
  };
}

/** What observations are multiplied by where a spec does not say. */
export function defaultInputScale(space: ObservationSpace): number {
  return space.kind === 'box' && space.dtype === 'uint8' ? 1 / 255 : 1;
}

function checkFirstLayer(spec: NetworkSpec, space: ObservationSpace): void {
  const first = spec.layers[0]?.type;
  if (space.kind === 'discrete' && first !== 'embedding') {
    throw new OptionsError(
      `Observations from ${space.toString()} are indices and need a network that begins with an ` +
        'embedding; use embedding({ size, hidden }) instead of mlp({ hidden }).',
    );
  }
  if (space.kind === 'box' && first === 'embedding') {
    throw new OptionsError(
      `An embedding needs observations from a Discrete space; received ${space.toString()}. ` +
        'Use mlp({ hidden }) instead.',
    );
  }
  if (spec.layers.slice(1).some((layer) => layer.type === 'embedding')) {
    throw new OptionsError('An embedding can only be the first layer of a network.');
  }
}
