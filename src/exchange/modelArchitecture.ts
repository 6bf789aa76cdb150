import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel, LayerVariable } from '@tensorflow/tfjs-layers';
import type { StateValue } from '../state/state.ts';
import type { EnvironmentSpaces } from '../protocol/environmentSpaces.ts';
import { OptionsError, UsageError } from '../errors.ts';
import type { Architecture, ModelArchitecture, ParameterInfo } from '../networks/architecture.ts';
import { describeInput } from '../networks/buildArchitecture.ts';
import { fanInUniform } from '../networks/initializers/scaled.ts';

/** Tells a model that runs as it is from a spec that was fitted. */
export function isModelArchitecture(
  architecture: Architecture | ModelArchitecture,
): architecture is ModelArchitecture {
  return architecture.output.type === 'model';
}

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
    spec: model,
    input: describeInput(observationSpace, 1),
    trunk: [],
    output: { type: 'model', reason },
    actions: actionSpace.n,
    outputsPerAction: 1,
    outputs: actionSpace.n,
    noiseCount: 0,
    parameters,
    parameterCount: offset,
  };
}

/** The variables of a model, layer by layer; frozen ones too. */
export function modelVariables(model: LayersModel): LayerVariable[] {
  return [...new Set(model.layers.flatMap(({ weights }) => weights))];
}

/**
 * The weights of a model under the names of its parameters. They belong to the
 * model.
 *
 * @throws {UsageError} If it was disposed.
 */
export function modelTensors({
  spec,
  parameters,
}: ModelArchitecture): Readonly<Record<string, Tensor>> {
  const variables = modelVariables(spec);
  return Object.fromEntries(
    parameters.map(({ name }, index) => [name, readVariable(variables[index] as LayerVariable)]),
  );
}

/**
 * The present value of a variable, which belongs to the model.
 *
 * @throws {UsageError} If the model was disposed.
 */
export function readVariable(variable: LayerVariable): Tensor {
  try {
    return variable.read();
  } catch (cause) {
    throw modelGone(cause);
  }
}

/** An error about a model whose weights are no longer there. */
export function modelGone(cause: unknown): UsageError {
  return new UsageError(
    'The layers model was disposed. Keep it until its weights are taken over; where it runs as it is ' +
      '(engine.reason of the network says so), until the network is disposed.',
    { cause },
  );
}

/**
 * The layers of a model and how they are joined, as plain data: the same for
 * every model that is built alike, whatever its layers are called.
 */
export function modelTopology(model: LayersModel): StateValue {
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
