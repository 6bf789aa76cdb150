import type { Activation } from '../../networks/spec.ts';
import type { Architecture } from '../../networks/architecture.ts';
import type { Kernels, Pointer } from './kernels.ts';
import type { Node, Workspace } from './workspace.ts';

/** As the kernels number them. */
const activationNumber: Readonly<Record<Activation, number>> = {
  linear: 0,
  relu: 1,
  tanh: 2,
  sigmoid: 3,
  elu: 4,
};

/** What a pass works with. */
export interface Pass {
  readonly kernels: Kernels;
  readonly architecture: Architecture;
  readonly workspace: Workspace;
  /** All weights, in the order of `architecture.parameters`. */
  readonly weights: Pointer;
  /** Where their gradients go; unused on the way forward. */
  readonly gradient: Pointer;
}

/** Runs a whole network forward, from the workspace's input to its outputs. */
export function forward(pass: Pass, batch: number): void {
  const { kernels, architecture, workspace } = pass;
  const { trunk, heads, input, outputs } = workspace;
  const features = forwardStack(pass, trunk, input, batch);
  for (const head of heads) forwardStack(pass, head, features, batch);
  if (architecture.output.type === 'dueling') {
    const [value, advantage] = heads as [Node[], Node[]];
    const [v, a] = [value.at(-1) as Node, advantage.at(-1) as Node];
    kernels.dueling(v.output, a.output, outputs, batch, architecture.outputs);
  }
}

/**
 * Follows {@link forward} back, from the workspace's output gradient to the
 * gradient of every weight.
 */
export function backward(pass: Pass, batch: number): void {
  const { kernels, architecture, workspace } = pass;
  const { trunk, heads, outputGradient } = workspace;
  if (architecture.output.type === 'dueling') {
    const [value, advantage] = heads as [Node[], Node[]];
    const [v, a] = [value.at(-1) as Node, advantage.at(-1) as Node];
    kernels.duelingGradient(outputGradient, v.gradient, a.gradient, batch, architecture.outputs);
  }
  // What the second stream passes on is added to that of the first.
  heads.forEach((head, index) => backwardStack(pass, head, trunk.at(-1), index > 0, batch));
  backwardStack(pass, trunk, undefined, false, batch);
}

/** @returns Where the last output is. */
function forwardStack(
  { kernels, architecture, weights, workspace }: Pass,
  nodes: readonly Node[],
  input: Pointer,
  batch: number,
): Pointer {
  let x = input;
  const { scratch } = workspace;
  for (const { layer, output, geometry } of nodes) {
    if (layer.type === 'embedding') {
      const table = place(architecture, weights, layer.table);
      kernels.embeddingForward(x, table, output, batch, layer.units);
    } else {
      const { activation, units } = layer;
      const relu = activation === 'relu' ? 1 : 0;
      const kernel = place(architecture, weights, layer.kernel);
      const bias = place(architecture, weights, layer.bias);
      if (layer.type === 'conv') {
        kernels.convForward(x, kernel, bias, output, geometry, batch, relu, scratch);
      } else {
        kernels.denseForward(x, kernel, bias, output, batch, layer.inputs, units, relu, scratch);
      }
      if (!relu && activation !== 'linear') {
        kernels.activate(output, batch * units, activationNumber[activation]);
      }
    }
    x = output;
  }
  return x;
}

/**
 * @param before - The layer before the stack; none if its input is the
 *   network's, whose gradient nobody wants.
 * @param accumulate - Whether to add to the gradient of `before`.
 */
function backwardStack(
  { kernels, architecture, weights, gradient, workspace }: Pass,
  nodes: readonly Node[],
  before: Node | undefined,
  accumulate: boolean,
  batch: number,
): void {
  const { scratch } = workspace;
  for (let index = nodes.length - 1; index >= 0; index--) {
    const { layer, output, gradient: dz, geometry } = nodes[index] as Node;
    const previous = index > 0 ? nodes[index - 1] : before;
    if (layer.type === 'embedding') {
      const table = place(architecture, gradient, layer.table);
      kernels.embeddingGradient(workspace.input, dz, table, batch, layer.units);
      continue;
    }
    if (layer.activation !== 'linear') {
      kernels.activationGradient(
        output,
        dz,
        batch * layer.units,
        activationNumber[layer.activation],
      );
    }
    const x = previous?.output ?? workspace.input;
    const kernel = place(architecture, weights, layer.kernel);
    const dkernel = place(architecture, gradient, layer.kernel);
    const dbias = place(architecture, gradient, layer.bias);
    if (layer.type === 'conv') {
      const filters = layer.outputShape[2];
      kernels.columnSums(dz, (batch * layer.units) / filters, filters, dbias);
      kernels.convKernelGradient(x, dz, dkernel, geometry, batch, scratch);
      if (previous) {
        kernels.convInputGradient(dz, kernel, previous.gradient, geometry, batch, scratch);
      }
    } else {
      const { inputs, units } = layer;
      kernels.columnSums(dz, batch, units, dbias);
      kernels.denseKernelGradient(x, dz, dkernel, batch, inputs, units, scratch);
      if (previous) {
        const add = index === 0 && accumulate ? 1 : 0;
        const dx = previous.gradient;
        kernels.denseInputGradient(dz, kernel, dx, batch, inputs, units, add, scratch);
      }
    }
  }
}

/** Where a parameter is in a vector of all of them. */
function place({ parameters }: Architecture, vector: Pointer, parameter: number): Pointer {
  return vector + (parameters[parameter]?.offset ?? NaN) * 4;
}
