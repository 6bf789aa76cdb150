import { OptionsError } from '../errors.ts';
import type { Discrete } from '../spaces/discrete.ts';
import type { ObservationSpace } from '../spaces/space.ts';
import { convGeometry, image } from './convGeometry.ts';
import type { Activation, LayerSpec, NetworkSpec } from './spec.ts';

/**
 * One array of weights and where it stands among all weights.
 *
 * @category Networks
 */
export interface ParameterInfo {
  /** Such as `layer0.kernel`, `value0.bias`, `output.kernel`. */
  readonly name: string;
  /**
   * Dense kernels are `[inputs, units]`, those of convolutions `[height, width,
   * channels, filters]`, embedding tables `[n, size]`.
   */
  readonly shape: readonly number[];
  /** Position in the vector of all weights. */
  readonly offset: number;
  /** The number of elements. */
  readonly size: number;
  /** Inputs of each unit of the layer. */
  readonly fanIn: number;
}

/**
 * A fully connected layer with its dimensions. `kernel` and `bias` are
 * indices in {@link Architecture.parameters}.
 *
 * @category Networks
 */
export interface DenseLayer {
  /** Tells it from the other layers. */
  readonly type: 'dense';
  /** Numbers in an input row. */
  readonly inputs: number;
  /** Numbers in an output row. */
  readonly units: number;
  /** What is applied to the outputs. */
  readonly activation: Activation;
  /** The index of the kernel, `[inputs, units]`. */
  readonly kernel: number;
  /** The index of the bias, `[units]`. */
  readonly bias: number;
}

/**
 * An embedding with its dimensions. `table` is an index in
 * {@link Architecture.parameters}.
 *
 * @category Networks
 */
export interface EmbeddingLayer {
  /** Tells it from the other layers. */
  readonly type: 'embedding';
  /** Rows of the table. */
  readonly inputs: number;
  /** Length of a row. */
  readonly units: number;
  /** The index of the table, `[inputs, units]`. */
  readonly table: number;
}

/**
 * A convolution with its dimensions. `kernel` and `bias` are indices in
 * {@link Architecture.parameters}.
 *
 * @category Networks
 */
export interface ConvLayer {
  /** Tells it from the other layers. */
  readonly type: 'conv';
  /** `[height, width, channels]` of an input. */
  readonly inputShape: readonly [number, number, number];
  /** `[height, width, channels]` of an output. */
  readonly outputShape: readonly [number, number, number];
  /** Height and width of the kernel, in pixels. */
  readonly kernelSize: number;
  /** Step of the kernel, in pixels. */
  readonly stride: number;
  /** Rows and columns of zeros: `[top, bottom, left, right]`. */
  readonly padding: readonly [number, number, number, number];
  /** Elements of an output. */
  readonly units: number;
  /** What is applied to the outputs. */
  readonly activation: Activation;
  /** The index of the kernel, `[height, width, channels, filters]`. */
  readonly kernel: number;
  /** The index of the bias, `[filters]`. */
  readonly bias: number;
}

/**
 * A layer with its dimensions.
 *
 * @category Networks
 */
export type Layer = DenseLayer | EmbeddingLayer | ConvLayer;

/**
 * A {@link NetworkSpec} fitted to an observation space and a number of
 * outputs: every dimension known, every weight named. Engines are built from
 * it.
 *
 * @category Networks
 */
export interface Architecture {
  /** The spec that was fitted. */
  readonly spec: NetworkSpec;
  /** What observations are like. */
  readonly input: {
    /** Whether an observation is an index or a row of numbers. */
    readonly kind: 'discrete' | 'box';
    /** Numbers in one observation: 1 for an index. */
    readonly size: number;
    /** What a row of numbers is multiplied by. */
    readonly scale: number;
  };
  /** From observation to features. */
  readonly trunk: readonly Layer[];
  /** From features to outputs: one stack, or a stack for each stream. */
  readonly output:
    | {
        /** One value for each action. */
        readonly type: 'linear';
        /** A single layer without activation. */
        readonly layers: readonly DenseLayer[];
      }
    | {
        /** `V(s) + A(s, a) − mean_a A`. */
        readonly type: 'dueling';
        /** The stream of V, with one output. */
        readonly value: readonly DenseLayer[];
        /** The stream of A, with an output for each action. */
        readonly advantage: readonly DenseLayer[];
      };
  /** Outputs for one observation. */
  readonly outputs: number;
  /** In the order of their offsets. */
  readonly parameters: readonly ParameterInfo[];
  /** The number of all weights. */
  readonly parameterCount: number;
}

/**
 * Fits a spec to its input and output.
 *
 * @throws {OptionsError} If the spec does not suit the observation space.
 * @category Networks
 */
export function buildArchitecture(
  spec: NetworkSpec,
  observationSpace: ObservationSpace,
  actionSpace: Discrete,
): Architecture {
  const parameters: ParameterInfo[] = [];
  let parameterCount = 0;
  const addParameter = (name: string, shape: readonly number[], fanIn: number): number => {
    const size = shape.reduce((product, length) => product * length, 1);
    parameters.push({ name, shape, offset: parameterCount, size, fanIn });
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
      const table = addParameter(`${name}.table`, [inputs, layer.size], inputs);
      return { type: 'embedding', inputs, units: layer.size, table };
    }
    if (layer.type === 'conv') {
      const shape = image(layer, observationSpace, previous);
      const geometry = convGeometry(layer, shape);
      const { kernelSize, activation } = layer;
      const fanIn = kernelSize * kernelSize * shape[2];
      const kernelShape = [kernelSize, kernelSize, shape[2], layer.filters];
      const kernel = addParameter(`${name}.kernel`, kernelShape, fanIn);
      const bias = addParameter(`${name}.bias`, [layer.filters], fanIn);
      return { type: 'conv', ...geometry, activation, kernel, bias };
    }
    return addDense(layer.units, layer.activation, inputs, name);
  };
  const addDense = (
    units: number,
    activation: Activation,
    inputs: number,
    name: string,
  ): DenseLayer => {
    const kernel = addParameter(`${name}.kernel`, [inputs, units], inputs);
    const bias = addParameter(`${name}.bias`, [units], inputs);
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
      const layer = addDense(units, last ? 'linear' : activation, inputs, `${name}${index}`);
      inputs = units;
      return layer;
    });
  };
  const outputs = actionSpace.n;
  const output: Architecture['output'] = spec.dueling
    ? { type: 'dueling', value: addStream('value', 1), advantage: addStream('advantage', outputs) }
    : { type: 'linear', layers: [addDense(outputs, 'linear', width, 'output')] };

  const box = observationSpace.kind === 'box' ? observationSpace : null;
  return {
    spec,
    input: {
      kind: observationSpace.kind,
      size: box?.size ?? 1,
      scale: spec.inputScale ?? (box?.dtype === 'uint8' ? 1 / 255 : 1),
    },
    trunk,
    output,
    outputs,
    parameters,
    parameterCount,
  };
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
