import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import { c51Head } from '../../src/heads/c51Head.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { adam } from '../../src/optimizers/optimizer.ts';
import { epsilonGreedy } from '../../src/policies/epsilonGreedy.ts';
import { linear } from '../../src/schedules/linear.ts';
import { evaluate } from '../../src/training/evaluate.ts';
import { train } from '../../src/training/train.ts';
import { sideProbe } from '../support/probes.ts';
import { evaluateHead } from './evaluateHead.ts';
import {
  batchOf,
  expectEndsToStandAlone,
  expectGradientOfLoss,
  expectNear,
  logs,
  recording,
} from './headLaws.ts';
import { simd } from '../../src/engines/simd/simd.ts';

/** Equal logits: then the gradient is p − m with p = 1 / atoms. */
function targetOf(
  reward: number,
  discount: number,
  next: Float32Array,
  { min = -1, max = 1 } = {},
): number[] {
  const atoms = next.length;
  const head = c51Head({ atoms, min, max, double: false });
  const batch = batchOf({ actions: [0], rewards: [reward], discounts: [discount] });
  const online = new Float32Array(atoms);
  const { outputGradient } = evaluateHead(head, { batch, online, nextTarget: next });
  return [...outputGradient].map((slope) => 1 / atoms - slope);
}

describe('the projected target, by hand', () => {
  const half = logs(0.25, 0.5, 0.25);

  test('of atoms that fall between others', () => {
    // ½ + ½·(−1, 0, 1) = (0, ½, 1): ½ is half 0 and half 1.
    expectNear(targetOf(0.5, 0.5, half), [0, 0.25 + 0.25, 0.25 + 0.25]);
    // ¼·(−1, 0, 1): a quarter of the outer ones goes outwards.
    expectNear(targetOf(0, 0.25, half), [0.0625, 0.875, 0.0625]);
  });

  test('of atoms that fall on others, on the edges too', () => {
    expectNear(targetOf(0, 1, half), [0.25, 0.5, 0.25]);
    expectNear(targetOf(1, 1, half), [0, 0.25, 0.75]);
  });

  test('of atoms beyond the support', () => {
    expectNear(targetOf(7, 1, half), [0, 0, 1]);
    expectNear(targetOf(-7, 1, half), [1, 0, 0]);
  });

  test('of the end of an episode: the reward alone, and the next state is not looked at', () => {
    const unknown = new Float32Array(3).fill(NaN);
    expectNear(targetOf(0.25, 0, unknown), [0, 0.75, 0.25]);
    expectNear(targetOf(1, 0, unknown), [0, 0, 1]);
    expectNear(targetOf(-1, 0, unknown), [1, 0, 0]);
    expectNear(targetOf(3, 0, unknown), [0, 0, 1]);
  });

  test('of a support whose spacing has no exact number', () => {
    const next = logs(0.1, 0.2, 0.3, 0.4);
    expectNear(targetOf(0, 1, next, { min: -0.1, max: 0.2 }), [0.1, 0.2, 0.3, 0.4]);
    const edge = logs(1e-30, 1e-30, 1e-30, 1);
    expectNear(targetOf(0.7, 0.1, edge, { min: 0.1, max: 0.77 }), [0, 0, 0, 1], 5);
  });
});

test('the projection has the definition’s probabilities, and the mean where nothing is cut off', () => {
  const atoms = 5;
  const logit = fc.double({ min: -4, max: 4, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(logit, { minLength: atoms, maxLength: atoms }),
      fc.double({ min: -3, max: 3, noNaN: true }),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      (logits, reward, discount) => {
        const [min, max] = [-2, 2];
        const z = [-2, -1, 0, 1, 2];
        const r = Math.fround(reward);
        const gamma = Math.fround(discount);
        const total = logits.reduce((sum, x) => sum + Math.exp(Math.fround(x)), 0);
        const p = logits.map((x) => Math.exp(Math.fround(x)) / total);
        const clip = (x: number, low: number, high: number): number =>
          Math.min(Math.max(x, low), high);
        const expected = z.map((zi) =>
          z.reduce((sum, zj, j) => {
            const moved = clip(r + gamma * zj, min, max);
            return sum + clip(1 - Math.abs(moved - zi), 0, 1) * p[j]!;
          }, 0),
        );
        expectNear(targetOf(r, gamma, Float32Array.from(logits), { min, max }), expected, 5);
      },
    ),
  );
});

/** Two actions with three atoms at −1, 0 and 1. */
const support = { atoms: 3, min: -1, max: 1 };
/** Action 0 is worth ½ for certain between 0 and 1; action 1 is worth 0. */
const firstIsBest = logs(1e-9, 0.5, 0.5, 0.5, 1e-9, 0.5);
/** Action 1 is worth −¼, action 0 −½. */
const secondIsBest = logs(0.5, 0.5, 1e-9, 0.5, 0.25, 0.25);

describe('loss and gradient', () => {
  const batch = batchOf(
    { actions: [1, 0], rewards: [0, 0.5], discounts: [1, 0] },
    { weights: [2, 0.5] },
  );
  const online = Float32Array.of(0.3, -1, 0.2, 0, Math.log(2), 0, 1, 0, -1, 5, 5, 5);
  const nextTarget = Float32Array.of(...firstIsBest, ...secondIsBest);

  test('a table by hand', () => {
    const head = c51Head({ ...support, double: false });
    const result = evaluateHead(head, { batch, online, nextTarget });
    // Row 0: m = (0, ½, ½) of action 0; p = (¼, ½, ¼).
    const first = -(0.5 * Math.log(0.5) + 0.5 * Math.log(0.25));
    // Row 1 ended with ½: m = (0, ½, ½); p ∝ (e, 1, 1/e).
    const total = Math.E + 1 + 1 / Math.E;
    const second = -(0.5 * Math.log(1 / total) + 0.5 * Math.log(1 / Math.E / total));
    expectNear(result.tdErrors, [first, second]);
    expect(result.loss).toBeCloseTo((2 * first + 0.5 * second) / 2, 6);
    expect(result.meanQ).toBeCloseTo((0 + (1 / Math.E - Math.E) / total) / 2, 6);
    expectNear(result.outputGradient.subarray(0, 6), [0, 0, 0, 0.25, 0, -0.25]);
    const slopes = [Math.E / total, 1 / total - 0.5, 1 / Math.E / total - 0.5];
    expectNear(result.outputGradient.subarray(6), [...slopes.map((s) => s * 0.25), 0, 0, 0]);
  });

  test.each([true, false])('the gradient is that of the loss, double: %s', (double) => {
    const head = c51Head({ ...support, double });
    const nextOnline = double ? nextTarget : null;
    expectGradientOfLoss(head, { batch, online, nextTarget, nextOnline });
  });
});

describe('the action of the target', () => {
  /** The target's probabilities, of the online network's equal logits. */
  const choose = (
    double: boolean,
    nextTarget: Float32Array,
    nextOnline: Float32Array | null,
    nextActionMasks?: readonly number[],
  ): number[] => {
    const head = c51Head({ ...support, double });
    const columns = { actions: [0], rewards: [0], discounts: [1] };
    const batch = batchOf(columns, nextActionMasks ? { nextActionMasks } : {});
    const online = new Float32Array(6);
    const result = evaluateHead(head, { batch, online, nextTarget, nextOnline });
    return [...result.outputGradient.subarray(0, 3)].map((slope) => 1 / 3 - slope);
  };

  test('has the highest mean, by the target network or, if double, the online one', () => {
    expectNear(choose(false, firstIsBest, null), [0, 0.5, 0.5]);
    expectNear(choose(false, secondIsBest, null), [0.5, 0.25, 0.25]);
    expectNear(choose(true, firstIsBest, secondIsBest), [0.5, 0, 0.5]);
  });

  test('is one that the mask allows', () => {
    expectNear(choose(false, firstIsBest, null, [0, 1]), [0.5, 0, 0.5]);
    expectNear(choose(true, firstIsBest, secondIsBest, [1, 0]), [0, 0.5, 0.5]);
    expect(() => choose(false, firstIsBest, null, [0, 0])).toThrow(/allows no action in row 0/);
  });

  test('needs the online network at s’ only if double', () => {
    expect(c51Head(support).uses).toMatchObject({ nextOnline: true, target: false });
    expect(c51Head({ ...support, double: false }).uses.nextOnline).toBe(false);
    expect(() => choose(true, firstIsBest, null)).toThrow(/needs nextOnline/);
  });
});

test('values are the means, however large the logits', () => {
  const head = c51Head(support);
  const values = new Float32Array(3);
  head.values(Float32Array.of(0, 0, 0, 1e30, 0, -1e30, 500, 500, -500), values);
  expectNear(values, [0, -1, -0.5]);
  head.values(Float32Array.of(0, NaN, 0, 0, 0, 0, 0, 0, 0), values);
  expect(values[0]).toBeNaN();
});

test('as PyTorch', () => {
  const { arrays, numbers } = recording('c51');
  const { atoms, vMin, vMax, batchSize } = numbers as Record<string, number>;
  const batch = batchOf({
    actions: new Array<number>(batchSize!).fill(0),
    rewards: arrays['reward']!,
    discounts: arrays['discount']!,
  });
  const nextTarget = logs(...arrays['nextProbabilities']!);
  const head = c51Head({ atoms: atoms!, min: vMin!, max: vMax!, double: false });
  const evaluateAt = (online: Float32Array) => evaluateHead(head, { batch, online, nextTarget });
  const result = evaluateAt(Float32Array.from(arrays['onlineLogits']!));
  expectNear(result.tdErrors, arrays['loss']!, 4);
  expectNear(result.outputGradient, arrays['gradientOfMeanLoss']!, 5);
  const uniform = evaluateAt(new Float32Array(atoms! * batchSize!));
  const projected = uniform.outputGradient.map((slope) => 1 / atoms! - batchSize! * slope);
  expectNear(projected, arrays['projected']!, 5);
});

test('the end of an episode stands alone', () => {
  const input = { online: new Float32Array(6), target: null, fractions: null };
  const passes = { nextTarget: firstIsBest, nextOnline: secondIsBest };
  expectEndsToStandAlone(c51Head(support), { ...input, ...passes });
});

test.each<[object, RegExp]>([
  [{ min: 0 }, /max must be a finite number; received undefined/],
  [{ min: 1, max: 1 }, /min \(1\) must be below max \(1\)/],
  [{ min: -1e308, max: 1e308 }, /must lie within ±3.4e38, .* received -1e\+308 and 1e\+308/],
  [{ min: 0, max: 5e-324 }, /1e-30 apart or more for each of the 51 atoms/],
  [{ min: 0, max: 1, atoms: 1 }, /atoms must be a whole number from 2/],
  [{ min: 0, max: 1, double: 1 }, /double must be true or false/],
  [{ vMin: 0, max: 1 }, /'vMin' \(write min\)/],
])('refuses %o', (options, message) => {
  const make = (): unknown => c51Head(options as never);
  expect(make).toThrow(expect.objectContaining({ name: 'OptionsError' }));
  expect(make).toThrow(message);
});

test('an agent learns with it, and values are returns', async () => {
  const agent = new DQNAgent({
    environment: sideProbe(),
    network: mlp({ hidden: [16] }),
    head: c51Head({ atoms: 21, min: 0, max: 2 }),
    optimizer: adam({ learningRate: 3e-3 }),
    batchSize: 16,
    learningStarts: 32,
    replay: { capacity: 500 },
    discount: 0.5,
    targetUpdate: { everyUpdates: 50 },
    policy: epsilonGreedy({ epsilon: linear({ from: 1, to: 0.1, over: 500 }) }),
    engine: simd(),
  });
  await train(agent, sideProbe(), { environmentSteps: 1_500 }).finish();
  const { mean } = await evaluate(agent, sideProbe(), { episodes: 20 });
  expect(mean).toBe(5);
  // 1 + ½·(1 + ½·(…)) over at most five steps, less where the end is near.
  const [left] = agent.network.qValues(Float32Array.of(-1));
  expect(left).toBeGreaterThan(1.2);
  expect(left).toBeLessThan(2);
  agent.dispose();
});
