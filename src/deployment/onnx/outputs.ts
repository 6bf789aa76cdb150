import type { ValuesHeader } from '../../policy/header.ts';
import type { OnnxGraph } from './graph.ts';

/**
 * `V + A − mean_a A`, for each of the outputs that an action has.
 *
 * @param each - How many these are.
 * @returns Shape `[rows, actions · each]`.
 */
export function addDueling(
  graph: OnnxGraph,
  value: string,
  advantage: string,
  actions: number,
  each: number,
): string {
  const v = graph.reshape(value, [-1, 1, each]);
  const a = graph.reshape(advantage, [-1, actions, each]);
  const mean = graph.add('ReduceMean', [a], { axes: [1], keepdims: 1 });
  const shifted = graph.add('Add', [a, graph.add('Sub', [v, mean])]);
  return graph.reshape(shifted, [-1, actions * each]);
}

/**
 * Values from outputs.
 *
 * @param outputs - Shape `[batch, actions · outputs of each]`; with fractions a row for each.
 * @returns Shape `[batch, actions]`.
 */
export function addValues(
  graph: OnnxGraph,
  values: ValuesHeader,
  outputs: string,
  actions: number,
): string {
  if (values.kind === 'q') return outputs;
  if (values.kind === 'fractions') {
    const all = graph.reshape(outputs, [-1, values.count, actions]);
    return graph.add('ReduceMean', [all], { axes: [1], keepdims: 0 });
  }
  if (values.kind === 'quantiles') {
    const { count, level = 1 } = values;
    const below = (index: number): number => Math.min(index / count / level, 1);
    const shares = Float32Array.from(
      { length: count },
      (_, index) => below(index + 1) - below(index),
    );
    const all = graph.reshape(outputs, [-1, actions, count]);
    return addProduct(graph, all, 'shares', shares, actions);
  }
  const { atoms, min, max, level } = values;
  const step = (max - min) / (atoms - 1);
  const logits = graph.reshape(outputs, [-1, actions, atoms]);
  const probabilities = graph.add('Softmax', [logits], { axis: -1 });
  if (level === undefined) {
    const returns = Float32Array.from({ length: atoms }, (_, atom) => min + atom * step);
    return addProduct(graph, probabilities, 'returns', returns, actions);
  }
  // Σ_i z_i (g(F_i) − g(F_{i−1})) = max − Δz Σ_{i < last} g(F_i), with g(F) = min(F / level, 1).
  const axis = graph.constant('axis', [], BigInt64Array.of(2n));
  const inverse = graph.constant('inverse_level', [], Float32Array.of(1 / level));
  const one = graph.constant('one', [], Float32Array.of(1));
  const below = graph.add('Mul', [graph.add('CumSum', [probabilities, axis]), inverse]);
  const distorted = graph.add('Min', [below, one]);
  const steps = new Float32Array(atoms).fill(step, 0, atoms - 1);
  const lost = addProduct(graph, distorted, 'steps', steps, actions);
  return graph.add('Sub', [graph.constant('highest', [], Float32Array.of(max)), lost]);
}

/** The last axis times a vector. */
function addProduct(
  graph: OnnxGraph,
  x: string,
  name: string,
  vector: Float32Array,
  actions: number,
): string {
  const product = graph.add('MatMul', [x, graph.constant(name, [vector.length, 1], vector)]);
  return graph.reshape(product, [-1, actions]);
}
