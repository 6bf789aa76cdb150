import type { ActionMask } from '../../protocol/actionMask.ts';
import type { Transition } from '../../protocol/transition.ts';
import type { QNetwork } from '../../qnetwork/qNetwork.ts';
import { allocateObservations, elementsOf } from '../../replay/observationColumn.ts';
import type { Observation } from '../../spaces/space.ts';

/**
 * The sizes of the n-step TD errors of consecutive steps, by the actor's own weights:
 * `|Σ_k γ^k r_{t+k} + γ^n max_a Q(s_{t+n}, a) − Q(s_t, a_t)|`. Near the end of the steps, and of an
 * episode, there are fewer rewards to sum.
 *
 * @returns Shape `[steps]`.
 * @see Horgan et al. 2018, algorithm 1, https://arxiv.org/abs/1803.00933
 */
export function firstPriorities(
  network: QNetwork,
  transitions: readonly Transition[],
  { steps, discount }: { readonly steps: number; readonly discount: number },
): Float32Array | Promise<Float32Array> {
  const { observationSpace, actionSpace } = network.spaces;
  const count = transitions.length;
  const size = elementsOf(observationSpace);
  // One pass for all: first what was seen, then what came next.
  const rows = allocateObservations(observationSpace, 2 * count);
  const put = (row: number, observation: Observation): void => {
    if (typeof observation === 'number') rows[row] = observation;
    else rows.set(observation, row * size);
  };
  transitions.forEach(({ observation, nextObservation }, index) => {
    put(index, observation);
    put(count + index, nextObservation);
  });
  const compute = (values: Float32Array): Float32Array =>
    prioritiesOf(values, transitions, actionSpace.n, steps, discount);
  return network.reads === 'sync'
    ? compute(network.qValues(rows))
    : network.qValuesAsync(rows).then(compute);
}

/** @param values - Of what was seen, then of what came next. Shape `[2 · steps, actions]`. */
export function prioritiesOf(
  values: Float32Array,
  transitions: readonly Transition[],
  actions: number,
  steps: number,
  discount: number,
): Float32Array {
  const count = transitions.length;
  const best = (row: number, mask: ActionMask | undefined): number => {
    let largest = -Infinity;
    for (let action = 0; action < actions; action++) {
      if (mask && !mask[action]) continue;
      largest = Math.max(largest, values[row * actions + action] as number);
    }
    return largest;
  };
  return Float32Array.from(transitions, ({ action }, first) => {
    let sum = 0;
    let factor = 1;
    for (let step = first; ; step++) {
      const { reward, terminated, truncated, nextActionMask } = transitions[step] as Transition;
      sum += factor * reward;
      factor *= discount;
      if (terminated) break;
      if (!truncated && step - first + 1 < steps && step + 1 < count) continue;
      sum += factor * best(count + step, nextActionMask);
      break;
    }
    const error = Math.abs(sum - (values[first * actions + action] as number));
    // A network that has diverged is the learner's to tell of.
    return Number.isFinite(error) ? error : 0;
  });
}
