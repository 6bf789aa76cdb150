import {
  cast,
  dispose,
  getBackend,
  keep,
  mul,
  reshape,
  sum,
  tidy,
  Variable,
  variableGrads,
  zeros,
  type Rank,
  type Scalar,
  type Tensor,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import type { LayerVariable, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { BackendError, DeepQError } from '../../errors.ts';
import type { ModelArchitecture } from '../../networks/architecture.ts';
import { modelVariables, readVariable, requireModel } from './modelVariables.ts';
import type { TfjsNetwork } from './tfjsNetwork.ts';

/**
 * Runs a TensorFlow.js model as it is. For the time of a pass its variables
 * hold the weights of the engine; before and after, its own. The way back runs
 * the model once more, on the tape of TensorFlow.js: the tape cannot wait for
 * the gradient of a loss that is computed outside.
 *
 * Layers behave as in prediction: `Dropout` drops nothing, and
 * `BatchNormalization` takes its averages as they are.
 *
 * @throws {BackendError} If the backend cannot train it.
 */
export function createModelNetwork(architecture: ModelArchitecture): TfjsNetwork {
  const { outputs: actions, parameters: infos, input: given } = architecture;
  const model = requireModel(architecture);
  const variables = modelVariables(model);
  const trainable = new Set(model.trainableWeights);
  const { shape, dtype } = model.inputs[0] as SymbolicTensor;
  const inputShape = shape.length - 1 === given.shape.length ? given.shape : [given.size];

  const apply = (rows: Tensor): Tensor2D => {
    const images = cast(reshape(rows, [-1, ...inputShape]), dtype);
    const outputs = model.apply(images, { training: false }) as Tensor;
    return reshape<Rank.R2>(outputs, [-1, actions]);
  };

  requireTrainable(() =>
    variableGrads(
      () => sum(apply(zeros([1, given.size]))),
      variables.filter((variable) => trainable.has(variable)).map(requireVariable),
    ),
  );

  return {
    forward: (parameters, input) =>
      tidy(() => withWeights(variables, parameters, () => apply(input()))),

    forwardForTraining(parameters, input) {
      // Kept: a tidy of the user's may end before an asynchronous update does.
      const rows = keep(tidy(input));
      const outputs = keep(tidy(() => withWeights(variables, parameters, () => apply(rows))));
      return {
        outputs,
        backward: (outputGradient) =>
          withWeights(variables, parameters, (held) => {
            const trained = held.filter((_, index) => trainable.has(at(variables, index)));
            const loss = (): Scalar => sum(mul(apply(rows), outputGradient));
            const { grads } = requireKernels(() => variableGrads(loss, trained));
            return held.map(
              ({ name }, index) => grads[name] ?? zeros([...(infos[index]?.shape ?? [])]),
            );
          }),
        dispose: () => {
          dispose([rows, outputs]);
        },
      };
    },
  };
}

/** Runs something while variables have other values. */
function withWeights<T>(
  variables: readonly LayerVariable[],
  values: readonly Tensor[],
  run: (held: readonly Variable[]) => T,
): T {
  const held = variables.map(requireVariable);
  // Second handles on their own values, which assigning lets go.
  const own = held.map((variable) => keep(variable.clone()));
  const assign = (tensors: readonly Tensor[]): void => {
    held.forEach((variable, index) => {
      variable.assign(at(tensors, index));
    });
  };
  try {
    assign(values);
    return run(held);
  } finally {
    assign(own);
    dispose(own);
  }
}

function requireVariable(variable: LayerVariable): Variable {
  const value = readVariable(variable);
  if (value instanceof Variable) return value as Variable;
  throw new BackendError(
    'The layers model was made with another copy of @tensorflow/tfjs-core than deepq uses; ' +
      'install one version of it (npm ls @tensorflow/tfjs-core shows them).',
  );
}

/**
 * Tries the way back on one row of zeros, so that a model that cannot be trained
 * is refused as the network is made, and not at the first update.
 *
 * @throws {BackendError} If the backend lacks a kernel for it.
 */
function requireTrainable(run: () => unknown): void {
  try {
    tidy(() => {
      run();
    });
  } catch (cause) {
    if (cause instanceof DeepQError) throw cause;
    throw cannotTrain(cause);
  }
}

/** Explains the error of a backend that cannot follow a layer back. */
function requireKernels<T>(run: () => T): T {
  try {
    return run();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : '';
    if (!message.includes('not registered for backend')) throw cause;
    throw cannotTrain(cause);
  }
}

function cannotTrain(cause: unknown): BackendError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new BackendError(
    `The ${getBackend()} backend cannot train this layers model as it is: ${message}. ` +
      'Use another backend, or a network that is described by a spec, which trains on every one; ' +
      'QNetwork.fromLayersModel names the layer that no spec has.',
    { cause },
  );
}

function at<T>(list: readonly T[], index: number): T {
  return list[index] as T;
}
