import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Head, HeadInput } from '../../src/heads/head.ts';
import type { Batch } from '../../src/replay/batch.ts';
import { evaluateHead } from './evaluateHead.ts';

/** A batch of nothing but what a head looks at. */
export function batchOf(
  columns: Record<'actions' | 'rewards' | 'discounts', readonly number[]>,
  more: {
    weights?: readonly number[];
    actionMasks?: readonly number[];
    nextActionMasks?: readonly number[];
    demonstrations?: readonly number[];
  } = {},
): Batch {
  const size = columns.actions.length;
  const { weights = new Array<number>(size).fill(1), actionMasks, nextActionMasks } = more;
  const { demonstrations } = more;
  return {
    size,
    observations: new Float32Array(size),
    nextObservations: new Float32Array(size),
    actions: Int32Array.from(columns.actions),
    rewards: Float32Array.from(columns.rewards),
    discounts: Float32Array.from(columns.discounts),
    weights: Float32Array.from(weights),
    actionMasks: actionMasks ? Uint8Array.from(actionMasks) : null,
    nextActionMasks: nextActionMasks ? Uint8Array.from(nextActionMasks) : null,
    ...(demonstrations && { demonstrations: Uint8Array.from(demonstrations) }),
  };
}

/** Logits of a distribution. */
export function logs(...probabilities: readonly number[]): Float32Array {
  return Float32Array.from(probabilities, (probability) => Math.log(probability));
}

/** Expects numbers to agree to so many decimal digits. */
export function expectNear(
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  digits = 6,
): void {
  expect(found.length).toBe(expected.length);
  for (let index = 0; index < expected.length; index++) {
    expect(found[index], `element ${index}`).toBeCloseTo(expected[index]!, digits);
  }
}

/** Expects the gradient to be the slope of the loss, by numeric differentiation. */
export function expectGradientOfLoss(head: Head, input: Parameters<typeof evaluateHead>[1]): void {
  const { online } = input;
  const lossAt = (index: number, shift: number): number => {
    const moved = online.slice();
    moved[index]! += shift;
    return evaluateHead(head, { ...input, online: moved }).loss;
  };
  const { outputGradient } = evaluateHead(head, input);
  const step = 2 ** -10;
  const slopes = Array.from(
    online,
    (_, index) => (lossAt(index, step) - lossAt(index, -step)) / (2 * step),
  );
  expectNear(outputGradient, slopes, 4);
  // A gradient of nothing but zeros would be of no loss.
  expect(Math.max(...slopes.map(Math.abs))).toBeGreaterThan(0.01);
}

/** Expects that nothing of the next state is looked at where the episode terminated. */
export function expectEndsToStandAlone(
  head: Head,
  input: Omit<HeadInput, 'batch' | 'actions'>,
): void {
  const actions = 2;
  const batch = batchOf({ actions: [1], rewards: [0.5], discounts: [0] });
  const masked = batchOf(
    { actions: [1], rewards: [0.5], discounts: [0] },
    { nextActionMasks: [0, 0] },
  );
  const unknown = (outputs: Float32Array | null) =>
    outputs && new Float32Array(outputs.length).fill(NaN);
  const ended = {
    ...input,
    nextTarget: new Float32Array(input.nextTarget.length).fill(NaN),
    nextOnline: unknown(input.nextOnline),
    actions,
  };
  const expected = evaluateHead(head, { ...input, batch, actions });
  expect(Number.isFinite(expected.loss)).toBe(true);
  expect(evaluateHead(head, { ...ended, batch })).toEqual(expected);
  expect(evaluateHead(head, { ...ended, batch: masked })).toEqual(expected);
}

/** A recording of PyTorch: its arrays and its numbers, by name. */
export function recording(name: string): {
  readonly arrays: Readonly<Record<string, number[]>>;
  readonly numbers: Readonly<Record<string, number>>;
} {
  const url = new URL(`../fixtures/${name}.json`, import.meta.url);
  const recorded = JSON.parse(readFileSync(url, 'utf8')) as Record<string, number[] & number>;
  return { arrays: recorded, numbers: recorded };
}
