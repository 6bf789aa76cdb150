import { ValueError } from '../errors.ts';
import { isPromise } from '../protocol/isPromise.ts';
import { requireNumbers } from '../validation/numbers.ts';
import { show } from '../validation/options.ts';
import type { WeightTensors } from '../networks/weightTensors.ts';

/**
 * What the numbers of one array of weights, or of its gradient, come to.
 *
 * @category Training
 */
export interface ArrayStatistics {
  /** Their mean. */
  readonly mean: number;
  /** Their standard deviation (over n). */
  readonly standardDeviation: number;
  /** The root of the sum of their squares. */
  readonly norm: number;
  /** The largest of their magnitudes. */
  readonly largest: number;
  /** The share of them that is exactly 0. */
  readonly zeros: number;
  /** Whether all of them are finite; else the other figures mean nothing. */
  readonly isFinite: boolean;
}

/**
 * Sums up weights or gradients, array by array.
 *
 * @param tensors - What `network.getWeights()` or `network.gradient()` gives.
 * @example
 * ```ts
 * import { DQNAgent, weightStatistics } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * const agent = new DQNAgent({ environment: makeEnvironment('CartPole-v1') });
 * const statistics = weightStatistics(await agent.network.getWeights());
 * console.log(statistics['layer0.kernel']?.norm);
 * agent.dispose();
 * ```
 * @category Training
 */
export function weightStatistics(tensors: WeightTensors): Record<string, ArrayStatistics> {
  const isRecord = typeof tensors === 'object' && (tensors as unknown) !== null;
  if (!isRecord || isPromise(tensors) || Array.isArray(tensors) || ArrayBuffer.isView(tensors)) {
    throw new ValueError(
      'weightStatistics(tensors) needs what network.getWeights() or network.gradient() gives; received ' +
        `${show(tensors)}. Await it, if it is a promise.`,
    );
  }
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => {
      const { data } = Object(tensor) as Partial<typeof tensor>;
      requireNumbers(`weightStatistics(tensors): data of ${show(name)}`, data);
      return [name, statisticsOf(data as ArrayLike<number>)];
    }),
  );
}

function statisticsOf(data: ArrayLike<number>): ArrayStatistics {
  let [sum, squares, largest, zeros] = [0, 0, 0, 0];
  for (let at = 0; at < data.length; at++) {
    const value = data[at]!;
    sum += value;
    squares += value * value;
    largest = Math.max(largest, Math.abs(value));
    if (value === 0) zeros++;
  }
  const count = Math.max(1, data.length);
  const mean = sum / count;
  return {
    mean,
    standardDeviation: Math.sqrt(Math.max(0, squares / count - mean * mean)),
    norm: Math.sqrt(squares),
    largest,
    zeros: zeros / count,
    isFinite: Number.isFinite(squares),
  };
}

/**
 * Which units of each layer got no gradient at all: for every kernel, 1 where all of the
 * numbers that lead into a unit are 0.
 *
 * @param gradient - Kernels are `[…, units]`.
 */
export function silentUnits(gradient: WeightTensors): Map<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  for (const [name, tensor] of Object.entries(gradient)) {
    // What only looks like a network may give anything.
    const { shape = [], data } = Object(tensor) as Partial<typeof tensor>;
    const units = shape.at(-1) ?? 0;
    // Outputs of actions that were not taken get none either.
    if (shape.length < 2 || !data || !name.startsWith('layer')) continue;
    const silent = new Uint8Array(units).fill(1);
    for (let at = 0; at < data.length; at++) if (data[at] !== 0) silent[at % units] = 0;
    found.set(name, silent);
  }
  return found;
}
