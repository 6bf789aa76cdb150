import { expect, test } from 'vitest';
import { chosenWorkloads } from '../../../bench/support/chosenWorkloads.ts';

const workloads = [{ name: 'MLP 4-64' }, { name: 'MLP 4-256' }, { name: 'Nature CNN' }];

test('without --only all workloads are measured', () => {
  expect(chosenWorkloads(workloads, ['update', '--chromium'])).toBe(workloads);
});

test('--only takes those with its words in their names', () => {
  expect(chosenWorkloads(workloads, ['update', '--only', '4-64'])).toEqual([workloads[0]]);
  expect(chosenWorkloads(workloads, ['--only', 'MLP', '--threads', '2'])).toHaveLength(2);
});

test('words that no workload has are told with the names that there are', () => {
  expect(() => chosenWorkloads(workloads, ['--only', 'LSTM'])).toThrow(
    "--only found no workload with 'LSTM' in its name; there are: MLP 4-64; MLP 4-256; Nature CNN.",
  );
});
