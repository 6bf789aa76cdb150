import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel, LayerVariable } from '@tensorflow/tfjs-layers';
import { modelVariables, readVariable, requireModel } from '../engines/tfjs/modelVariables.ts';
import type { StateValue } from '../state/state.ts';
import type { EnvironmentSpaces } from '../protocol/environmentSpaces.ts';
import { OptionsError } from '../errors.ts';
import type { ModelArchitecture, ParameterInfo } from '../networks/architecture.ts';
import { describeInput } from '../networks/buildArchitecture.ts';
import { fanInUniform } from '../networks/initializers/scaled.ts';

/**
 * Describes a model that runs as it is. Its weights are named by position and
 * role, such as `0.kernel`: the names of layers are numbered anew in every
 * program.
 *
 * @param reason - Why no spec describes it.
 * @throws {OptionsError} If there is nothing in it to train.
 */
export function describeModel(
  model: LayersModel,
  { observationSpace, actionSpace }: EnvironmentSpaces,
  reason: string,
): ModelArchitecture {
  const variables = modelVariables(model);
  if (model.trainableWeights.length === 0) {
    throw new OptionsError(
      'The layers model has no weights to train; set trainable to true on the layers that are to learn.',
    );
  }
  let offset = 0;
  const parameters = variables.map(({ originalName, shape: given }, index): ParameterInfo => {
    const shape = given as number[];
    const size = shape.reduce((product, length) => product * length, 1);
    const fanIn = shape.slice(0, -1).reduce((product, length) => product * length, 1);
    const fanOut = shape.at(-1) ?? 1;
    const initial = fanInUniform();
    const role = originalName.split('/').at(-1) ?? '';
    offset += size;
    return { name: `${index}.${role}`, shape, offset: offset - size, size, fanIn, fanOut, initial };
  });
  return {
    model,
    engine: 'tfjs',
    topology: modelTopology(model),
    layers: model.layers.map((layer) => ({
      text: `${layer.name} (${layer.getClassName()}) → ${JSON.stringify(layer.outputShape)}`,
      weights: layer.countParams(),
    })),
    input: describeInput(observationSpace, 1),
    trunk: [],
    output: { type: 'model', reason },
    actions: actionSpace.n,
    outputsPerAction: 1,
    outputs: actionSpace.n,
    noiseCount: 0,
    takesFractions: false,
    parameters,
    parameterCount: offset,
  };
}

/**
 * The weights of a model under the names of its parameters. They belong to the
 * model.
 *
 * @throws {UsageError} If it was disposed.
 */
export function modelTensors(architecture: ModelArchitecture): Readonly<Record<string, Tensor>> {
  const { parameters } = architecture;
  const variables = modelVariables(requireModel(architecture));
  return Object.fromEntries(
    parameters.map(({ name }, index) => [name, readVariable(variables[index] as LayerVariable)]),
  );
}

/**
 * The layers of a model and how they are joined, as plain data: the same for
 * every model that is built alike, whatever its layers are called.
 */
function modelTopology(model: LayersModel): StateValue {
  const json = model.toJSON(null, false) as unknown as StateValue;
  const names: string[] = [];
  collectNames(json, names);
  const numbered = JSON.stringify(json, (_, value: unknown) => {
    const index = typeof value === 'string' ? names.indexOf(value) : -1;
    return index < 0 ? value : `#${index}`;
  });
  return JSON.parse(numbered) as StateValue;
}

function collectNames(value: StateValue, names: string[]): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value) as [string, StateValue][]) {
    if (key === 'name' && typeof inner === 'string') names.push(inner);
    else collectNames(inner, names);
  }
}
