import { expect, test } from 'vitest';
import { SumTree } from '../../src/replay/samplers/sumTree.ts';

/**
 * What other libraries' own tests of sum trees expect: OpenAI Baselines and RLlib
 * (test_segment_tree.py), Dopamine (sum_tree_test.py), Tianshou 2 (test_buffer.py), DQN Zoo
 * (replay_test.py), Coach (test_prioritized_experience_replay.py).
 */

const find = (tree: SumTree, points: readonly number[]): number[] => {
  const leaves = new Int32Array(points.length);
  tree.find(Float64Array.from(points), leaves);
  return [...leaves];
};

test.each<[string, number, number[], number[], number[]]>([
  ['Baselines', 4, [0, 0, 1, 3], [0, 0.5, 0.99, 1.01, 3, 4], [2, 2, 2, 3, 3, 3]],
  ['Baselines', 4, [0.5, 1, 1, 3], [0, 0.55, 0.99, 1.51, 3, 5.5], [0, 1, 1, 2, 3, 3]],
  ['Dopamine', 4, [0.5, 1, 0.5, 0.5], [1.5, 1], [2, 1]],
  ['Dopamine', 4, [0.25, 1, 0.5, 0.5], [0.249, 0.5, 1.25], [0, 1, 2]],
  ['Dopamine', 8, [1, 1, 1, 1, 1, 1, 1, 1], [0, 1, 2, 3, 4, 5, 6, 7], [0, 1, 2, 3, 4, 5, 6, 7]],
  ['Dopamine', 100, [0, 0, 0, 0, 0, 1], [0.99], [5]],
  ['Dopamine', 100, [0, 0, 1, 3], [0.4], [2]],
  ['Dopamine', 1, [1.5], [0, 1.4], [0, 0]],
  ['DQN Zoo', 4, [3, 1, 2, 5], [0, 2.9, 3, 3.9, 4, 5.9, 6, 10.9], [0, 0, 1, 1, 2, 2, 3, 3]],
  [
    'DQN Zoo',
    10,
    [0, 1, 0, 0, 3, 0, 2, 0, 3],
    [0, 0.9, 1, 3.9, 4, 5.9, 6, 8.999999],
    [1, 1, 4, 4, 6, 6, 8, 8],
  ],
  ['Coach', 4, [2.5, 5, 5, 7.5], [2, 3, 10, 13], [0, 1, 2, 3]],
  ['Tianshou', 10, [0.1, 0, 0.1], [0, 0.1 - 1e-9, 0.1 + 1e-6, 0.2 - 1e-6], [0, 0, 2, 2]],
])('%s: %d leaves, first of them %j', (_, size, leaves, points, expected) => {
  const tree = new SumTree(size);
  leaves.forEach((value, leaf) => {
    tree.set(leaf, value + 1);
    tree.set(leaf, value);
  });
  expect(tree.total).toBeCloseTo(
    leaves.reduce((sum, value) => sum + value),
    12,
  );
  expect(find(tree, points)).toEqual(expected);
});
