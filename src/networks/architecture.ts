import { OptionsError } from '../errors.ts';
import type { Discrete } from '../spaces/discrete.ts';
import type { ObservationSpace } from '../spaces/space.ts';
import type { Activation, LayerSpec, NetworkSpec } from './spec.ts';

/**
 * One array of weights and where it stands among all weights.
 *
 * @category Networks
 */
export interface ParameterInfo {
  /** Such as `layer0.kernel`, `value0.bias`, `output.kernel`. */
  readonly name: string;
  /** Dense kernels are `[inputs, units]`, embedding tables `[n, size]`. */
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
  readonly type: 'dense';
  readonly inputs: number;
  readonly units: number;
  readonly activation: Activation;
  readonly kernel: number;
  readonly bias: number;
}

/**
 * An embedding with its dimensions. `table` is an index in
 * {@link Architecture.parameters}.
 *
 * @category Networks
 */
export interface EmbeddingLayer {
  readonly type: 'embedding';
  /** Rows of the table. */
  readonly inputs: number;
  /** Length of a row. */
  readonly units: number;
  readonly table: number;
}

/**
 * A layer with its dimensions.
 *
 * @category Networks
 */
export type Layer = DenseLayer | EmbeddingLayer;

/**
 * A {@link NetworkSpec} fitted to an observation space and a number of
 * outputs: every dimension known, every weight named. Engines are built from
 * it.
 *
 * @category Networks
 */
export interface Architecture {
  readonly spec: NetworkSpec;
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
    | { readonly type: 'linear'; readonly layers: readonly DenseLayer[] }
    | {
        readonly type: 'dueling';
        readonly value: readonly DenseLayer[];
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
  const addLayer = (layer: LayerSpec, inputs: number, name: string): Layer => {
    if (layer.type === 'embedding') {
      const table = addParameter(`${name}.table`, [inputs, layer.size], inputs);
      return { type: 'embedding', inputs, units: layer.size, table };
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
  const trunk = spec.layers.map((layer, index) => {
    const added = addLayer(layer, width, `layer${index}`);
    width = added.units;
    return added;
  });
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
