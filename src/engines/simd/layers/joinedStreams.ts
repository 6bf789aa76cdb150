import type { DenseLayer } from '../../../networks/layers/dense.ts';
import type { Pointer } from '../arena.ts';
import { weightsOf } from './dense.ts';
import { sizeByAction, type ActionKernels } from './denseOfActions.ts';
import { sigmaGradients } from './noisy.ts';
import { place, type LayerPass, type Node } from './simdLayer.ts';

/** See kernels/dueling.ts. */
export interface StreamKernels extends ActionKernels {
  dueling(
    value: Pointer,
    advantage: Pointer,
    q: Pointer,
    batch: number,
    actions: number,
    size: number,
  ): void;
  sumOfActions(from: Pointer, to: Pointer, rows: number, actions: number, size: number): void;
}

/** The two streams of a dueling network that are a single layer each, of the same features. */
export interface JoinedStreams {
  readonly value: Node<DenseLayer>;
  readonly advantage: Node<DenseLayer>;
  /** Outputs of each action. */
  readonly width: number;
  /** Where the weights of both go, and the biases behind them. */
  readonly own: Pointer;
}

/** Numbers that {@link JoinedStreams.own} has. */
export function joinedSize({ inputs, units }: DenseLayer): number {
  return (inputs + 1) * units;
}

/**
 * The outputs of one action of each row: `V + A − mean_a A` is linear in the weights, so that
 * they are brought together in place of the outputs, `x · (K_V + K_A − mean_a K_A)`, and there
 * is one product instead of two.
 */
export function forwardJoined(
  pass: LayerPass<StreamKernels>,
  streams: JoinedStreams,
  output: Pointer,
  x: Pointer,
  batch: number,
): void {
  const { kernels, taken, scratch } = pass;
  const { advantage, width, own } = streams;
  const { inputs, units } = advantage.layer;
  const actions = units / width;
  const bias = joinWeights(pass, streams);
  // prettier-ignore
  kernels.forwardByAction(
    x, own, bias, output, taken, batch, inputs, actions, width, 0, actions, scratch,
  );
}

/**
 * Follows {@link forwardJoined} back. The gradient in the weights of the value stream is the
 * sum of those of all actions, `xᵀ · Σ_a dz_a`.
 *
 * @param dz - Shape `[batch, actions, width]`.
 * @returns Whether each row has the gradient of one action; if not, nothing is computed.
 */
export function backwardJoined(
  pass: LayerPass<StreamKernels>,
  streams: JoinedStreams,
  dz: Pointer,
  x: Pointer,
  dx: Pointer,
  batch: number,
): boolean {
  const { kernels, parameters, gradient, scratch } = pass;
  const { value, advantage, width, own } = streams;
  const { inputs, units } = advantage.layer;
  const actions = units / width;
  const found = scratch + 4 * sizeByAction(advantage.layer, batch, width);
  if (kernels.findActions(dz, batch, actions, width, found) === 0) return false;
  // The way forward has brought them together, if it was made of single actions too.
  if (dx !== 0 && pass.taken === 0) joinWeights(pass, streams);
  const at = (parameter: number): Pointer => place(parameters, gradient, parameter);
  const [dkernel, dbias] = [at(advantage.layer.kernel), at(advantage.layer.bias)];
  // prettier-ignore
  kernels.gradientsByAction(
    x, dz, own, dkernel, dx, found, batch, inputs, actions, width, 0, 0, actions, scratch,
  );
  kernels.columnSums(dz, batch, units, dbias);
  kernels.sumOfActions(dkernel, at(value.layer.kernel), inputs, actions, width);
  kernels.sumOfActions(dbias, at(value.layer.bias), 1, actions, width);
  kernels.centreActions(dkernel, dkernel, inputs, actions, width);
  kernels.centreActions(dbias, dbias, 1, actions, width);
  for (const { layer } of [value, advantage]) {
    if (layer.noisy) sigmaGradients(pass, layer, layer.noisy);
  }
  return true;
}

/** @returns Where the biases are. */
function joinWeights(pass: LayerPass<StreamKernels>, streams: JoinedStreams): Pointer {
  const { kernels } = pass;
  const { value, advantage, width, own } = streams;
  const { inputs, units } = advantage.layer;
  const actions = units / width;
  const ofValue = weightsOf(pass, value.layer, value.own);
  const ofAdvantage = weightsOf(pass, advantage.layer, advantage.own);
  const bias = own + 4 * inputs * units;
  kernels.dueling(ofValue.kernel, ofAdvantage.kernel, own, inputs, actions, width);
  kernels.dueling(ofValue.bias, ofAdvantage.bias, bias, 1, actions, width);
  return bias;
}
