import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { EnvironmentSpaces } from '../protocol/environmentSpaces.ts';
import { isLayersModel } from '../engines/tfjs/modelVariables.ts';
import { OptionsError } from '../errors.ts';
import { GRAPH_MODEL_HINT } from '../networks/modelHint.ts';
import { show } from '../validation/options.ts';
import type { ModelLayer } from './modelLayer.ts';

type Shape = readonly (number | null)[];

/**
 * Returns a model if it is one.
 *
 * @throws {OptionsError} If it is not.
 */
export function requireLayersModel(model: LayersModel): LayersModel {
  // A program in plain JavaScript may hand in anything.
  const given: unknown = model;
  if (isLayersModel(given)) return given;
  const isGraph = typeof (given as Partial<LayersModel> | null | undefined)?.predict === 'function';
  throw new OptionsError(
    'A model must be a LayersModel of @tensorflow/tfjs-layers, as sequential(…), model(…) and ' +
      `loadLayersModel(…) give; received ${show(model)}.` +
      (isGraph ? ` ${GRAPH_MODEL_HINT}` : ''),
  );
}

/**
 * Checks that a model takes observations of a space and gives a value for each
 * action.
 *
 * @throws {OptionsError} If it does not.
 */
export function checkModelFits(model: LayersModel, spaces: EnvironmentSpaces): void {
  const { observationSpace, actionSpace } = spaces;
  const [input, ...moreInputs] = model.inputs;
  const [output, ...moreOutputs] = model.outputs;
  if (!input || !output || moreInputs.length + moreOutputs.length > 0) {
    throw new OptionsError(
      'The layers model must have one input and one output; received ' +
        `${model.inputs.length} and ${model.outputs.length}. ` +
        'Make a model of the input and the output that are wanted, with tf.model({ inputs, outputs }).',
    );
  }
  const accepted: Shape[] =
    observationSpace.kind === 'discrete'
      ? [[1]]
      : [observationSpace.shape, [observationSpace.size]];
  const [, ...inputShape] = input.shape;
  if (!accepted.some((shape) => fits(inputShape, shape))) {
    throw new OptionsError(
      `The layers model takes inputs of shape ${list(inputShape)}, but observations from ` +
        `${observationSpace.toString()} need ${[...new Set(accepted.map(list))].join(' or ')}; ` +
        'make its first layer with that inputShape.',
    );
  }
  requireLinearEnd(output.sourceLayer);
  const [, ...outputShape] = output.shape;
  if (!fits(outputShape, [actionSpace.n])) {
    throw new OptionsError(
      `The layers model gives outputs of shape ${list(outputShape)}, but one value for each of ` +
        `${actionSpace.n} actions is needed; end it with a Dense layer of ${actionSpace.n} units` +
        (outputShape.length > 1 ? ', and put a Flatten layer before that.' : '.'),
    );
  }
}

/** Layers that do nothing but apply an activation. */
const activationLayers: readonly string[] = [
  'Activation',
  'ReLU',
  'ELU',
  'LeakyReLU',
  'PReLU',
  'ThresholdedReLU',
  'Softmax',
];

/** The values of actions can be any numbers: an activation at the end would bend them. */
function requireLinearEnd(layer: ModelLayer): void {
  const { activation } = layer.getConfig();
  const isLinear = activation === undefined || activation === null || activation === 'linear';
  const ownKind = layer.getClassName();
  if (isLinear && (ownKind === 'Activation' || !activationLayers.includes(ownKind))) return;
  throw new OptionsError(
    `The layers model ends with an activation: layer '${layer.name}' (${ownKind}` +
      `${isLinear ? '' : ` with ${JSON.stringify(activation)}`}). Its outputs are the values of the ` +
      'actions, sums of rewards that can be any numbers, and not probabilities: the end must be a ' +
      "Dense layer without activation (activation: 'linear').",
  );
}

/** A length that the model leaves open fits any. */
function fits(given: Shape, wanted: Shape): boolean {
  return (
    given.length === wanted.length &&
    given.every((length, axis) => length === null || length === wanted[axis])
  );
}

function list(shape: Shape): string {
  return `[${shape.map((length) => length ?? 'any').join(', ')}]`;
}
