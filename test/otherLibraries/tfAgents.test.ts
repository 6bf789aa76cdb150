import { describe, expect, test } from 'vitest';
import { c51Head } from '../../src/heads/c51Head.ts';
import { qHead } from '../../src/heads/qHead.ts';
import { qTargets } from '../../src/heads/targets.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { QNetwork } from '../../src/qnetwork/qNetwork.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { evaluateHead } from '../heads/evaluateHead.ts';
import { batchOf, expectNear } from '../heads/headLaws.ts';
import { everySlot, slotBySlot, write } from './written.ts';

/**
 * The numbers that TF-Agents' own tests expect (dqn_agent_test.py, categorical_dqn_agent_test.py,
 * common_test.py; https://github.com/tensorflow/agents).
 */

type Pair = readonly [number, number];

/** Their network: 2x + y + 1 for action 0, x + y + 1 for action 1. */
const valuesAt = (observations: readonly Pair[]): Float32Array =>
  Float32Array.from(observations.flatMap(([x, y]) => [2 * x + y + 1, x + y + 1]));

/** Their network of 51 atoms: the logits of action 0 rise with x, all others are alike. */
const logitsAt = (observations: readonly Pair[]): Float32Array =>
  Float32Array.from(
    observations.flatMap(([x, y]) => [
      ...Array.from({ length: 51 }, (_, atom) => x * atom + y + 1),
      ...Array.from({ length: 51 }, () => x + y + 1),
    ]),
  );

const seen: readonly Pair[] = [
  [1, 2],
  [3, 4],
];
const next: readonly Pair[] = [
  [5, 6],
  [7, 8],
];
const steps = { actions: [0, 1], rewards: [10, 20], discounts: [0.9, 0.9] };

test('targets', () => {
  expectNear(qTargets([10, 20], [0.9, 0.9], [10, 20]), [19, 38], 5);
});

describe.each([true, false])('the loss of Q-learning, double: %s', (double) => {
  const head = qHead({ double });
  const lossOf = (columns: typeof steps, after: readonly Pair[]): number => {
    const nextTarget = valuesAt(after);
    const input = { batch: batchOf(columns), online: valuesAt(seen), nextTarget };
    return evaluateHead(head, { ...input, nextOnline: double ? nextTarget : null }).loss;
  };

  test('one step', () => {
    expect(lossOf(steps, next)).toBeCloseTo(26, 5);
  });

  test('where another action is the best', () => {
    const after: Pair[] = [
      [-5, 6],
      [-7, 8],
    ];
    expect(lossOf(steps, after)).toBeCloseTo(9.8, 5);
  });

  /** Sums of rewards and discounts of the first of some steps, as a replay buffer has them. */
  const summed = (rewards: readonly number[], count: number, terminated: boolean) => {
    const firsts = rewards.map((reward) => {
      const replay = slotBySlot({ capacity: 10, returns: { steps: count, discount: 0.9 } });
      const last = { reward, terminated };
      write(replay, [
        ...Array.from({ length: (terminated ? 2 : count) - 1 }, () => ({ reward })),
        last,
      ]);
      return everySlot(replay);
    });
    const column = (name: 'rewards' | 'discounts'): number[] => firsts.map((all) => all[name][0]!);
    return { actions: [0, 1], rewards: column('rewards'), discounts: column('discounts') };
  };

  test('two steps', () => {
    const third: Pair[] = [
      [9, 10],
      [11, 12],
    ];
    const columns = summed([10, 20], 2, false);
    [19, 38].forEach((sum, row) => {
      expect(columns.rewards[row]).toBeCloseTo(sum, 5);
      expect(columns.discounts[row]).toBeCloseTo(0.81, 6);
    });
    expect(lossOf(columns, third)).toBeCloseTo(47.42, 4);
  });

  test('three steps, of which the second ends the episode', () => {
    const columns = summed([10, 20], 3, true);
    expect(columns.discounts).toEqual([0, 0]);
    expect(lossOf(columns, next)).toBeCloseTo(21.5, 5);
  });
});

describe.each([true, false])('C51 of 51 atoms from −10 to 10, double: %s', (double) => {
  test.each([
    ['all actions allowed', null, 2.19525],
    ['the other action alone', [0, 1, 1, 0], 5.062895],
  ])('%s', (_, nextActionMasks, expected) => {
    const nextTarget = logitsAt(next);
    const { loss } = evaluateHead(c51Head({ atoms: 51, min: -10, max: 10, double }), {
      batch: batchOf(steps, nextActionMasks ? { nextActionMasks } : {}),
      online: logitsAt(seen),
      nextTarget,
      nextOnline: double ? nextTarget : null,
    });
    expect(loss).toBeCloseTo(expected, 4);
  });
});

test.each([0.1, 0.2, 0.5, 1])('the target takes a fraction of %d over', async (fraction) => {
  const environment = {
    observationSpace: new Box({ low: -1, high: 1, shape: [2] }),
    actionSpace: new Discrete(2),
  };
  const network = new QNetwork({ environment, network: mlp({ hidden: [] }), seed: 1 });
  const filled = (value: number) =>
    Object.fromEntries(
      network.architecture.parameters.map(({ name, shape, size }) => [
        name,
        { shape, data: new Float32Array(size).fill(value) },
      ]),
    );
  network.setWeights(filled(2));
  network.syncTarget();
  network.setWeights(filled(10));
  const before = await network.getWeights('target');
  network.syncTarget(fraction);
  const after = await network.getWeights('target');
  for (const { name } of network.architecture.parameters) {
    const from = before[name]!.data[0]!;
    expect(after[name]!.data[0]).toBeCloseTo((1 - fraction) * from + fraction * 10, 5);
  }
  network.dispose();
});
