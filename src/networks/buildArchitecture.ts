import { OptionsError } from '../errors.ts';
import type { Discrete } from '../spaces/discrete.ts';
import type { ObservationSpace } from '../spaces/space.ts';
import type { Architecture, NetworkShape, ParameterInfo } from './architecture.ts';
import { orderOfChannels, type ChannelOrder } from './channels.ts';
import { fanInUniform } from './initializers/scaled.ts';
import { dense } from './layers/dense.ts';
import type { AnyLayer, LayerInput, LayerParts } from './layers/layerKind.ts';
import { kindOf, type Layer, type LayerSpec } from './layers/table.ts';
import { resolveSpec } from './resolveSpec.ts';
import type { NetworkSpec } from './spec.ts';
import { MAX_PARAMETERS, tooManyWeights } from './tooManyWeights.ts';

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
  const channels = orderOfChannels(spec.layers, spec.channels, observationSpace);
  const parameters: ParameterInfo[] = [];
  let parameterCount = 0;
  let noiseCount = 0;
  const partsOf = (layer: string): LayerParts => ({
    addParameter: (role, shape, [fanIn, fanOut], initial = fanInUniform()) => {
      const size = shape.reduce((product, length) => product * length, 1);
      const name = `${layer}.${role}`;
      parameters.push({ name, shape, offset: parameterCount, size, fanIn, fanOut, initial });
      parameterCount += size;
      return parameters.length - 1;
    },
    addNoise: (count) => {
      noiseCount += count;
      return noiseCount - count;
    },
  });
  /** Fits layers one behind the other. */
  const stack = (
    start: LayerInput,
    specs: readonly LayerSpec[],
    nameOf: (index: number) => string,
  ): readonly Layer[] => {
    let input = start;
    return specs.map((layerSpec, index) => {
      const layer = kindOf(layerSpec).build(layerSpec, input, partsOf(nameOf(index)));
      input = outputOf(layer, input);
      return layer;
    });
  };

  checkFirstLayer(spec, observationSpace);
  const observations = inputOf(observationSpace, channels);
  const trunk = stack(observations, spec.layers, (index) => `layer${index}`);
  checkFractions(trunk);
  const last = trunk.at(-1);
  const features = last ? outputOf(last, observations) : observations;
  const stream = (name: string, outputs: number): readonly Layer[] => {
    const { hidden, ...rest } = spec.dueling ?? { hidden: [] };
    const layers = hidden.map((units) => dense({ units, ...rest }));
    return stack(features, [...layers, outputLayer(outputs, spec)], (index) => `${name}${index}`);
  };
  const actions = actionSpace.n;
  const outputs = actions * outputsPerAction;
  const output: Architecture['output'] = spec.dueling
    ? {
        type: 'dueling',
        value: stream('value', outputsPerAction),
        advantage: stream('advantage', outputs),
      }
    : { type: 'linear', layers: stack(features, [outputLayer(outputs, spec)], () => 'output') };

  if (parameterCount > MAX_PARAMETERS) {
    throw tooManyWeights(parameterCount, parameters, observationSpace);
  }
  const layers = spec.layers.map(
    (layerSpec, index) => kindOf(layerSpec).settle?.(trunk[index] as Layer) ?? layerSpec,
  );
  return {
    spec: { ...spec, layers },
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
    noiseCount,
    takesFractions: trunk.some(({ takesFractions = false }: AnyLayer) => takesFractions),
    parameters,
    parameterCount,
  };
}

/** The layer that gives so many values. */
function outputLayer(outputs: number, { output }: NetworkSpec): LayerSpec {
  // The number is put in afterwards: there may be more than a hidden layer may have.
  return { ...dense({ units: 1, activation: 'linear' }), ...output, units: outputs };
}

/** The input of the first layer. */
function inputOf(space: ObservationSpace, channels: ChannelOrder | null): LayerInput {
  const [one = 0, two = 0, three = 0] = space.shape;
  const arePlanes = channels === 'first' && space.shape.length === 3;
  return {
    shape: arePlanes ? [two, three, one] : space.shape,
    size: space.kind === 'discrete' ? space.n : space.size,
    previous: null,
    space,
  };
}

/** The input of the layer that comes next. */
function outputOf(layer: Layer, { space }: LayerInput): LayerInput {
  const { units, type }: AnyLayer = layer;
  const { outputShape: shape = [units] }: AnyLayer = layer;
  return { shape, size: units, previous: type, space };
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

function checkFractions(trunk: readonly AnyLayer[]): void {
  if (trunk.filter(({ takesFractions = false }) => takesFractions).length <= 1) return;
  throw new OptionsError(
    'A network takes fractions once; leave one fractionEmbedding in its layers.',
  );
}

function checkFirstLayer({ layers }: NetworkSpec, space: ObservationSpace): void {
  const [first, ...others] = layers.map((layer) => kindOf(layer).takes === 'indices');
  if (space.kind === 'discrete' && !first) {
    throw new OptionsError(
      `Observations from ${space.toString()} are indices and need a network that begins with an ` +
        'embedding; use embedding({ size, hidden }) instead of mlp({ hidden }).',
    );
  }
  if (space.kind === 'box' && first) {
    throw new OptionsError(
      `An embedding needs observations from a Discrete space; received ${space.toString()}. ` +
        'Use mlp({ hidden }) instead.',
    );
  }
  if (others.includes(true)) {
    throw new OptionsError('An embedding can only be the first layer of a network.');
  }
}
