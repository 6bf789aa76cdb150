import { expect, test } from 'vitest';
import { readSweep, rungSteps, survivors, trialsOf } from '../../../src/cli/sweep/plan.ts';

const read = (sweep: object) => readSweep('sweep.json', JSON.stringify(sweep));
const environment = 'CartPole-v1';

test('a grid holds all combinations, in the order of the file', () => {
  const plan = read({ environment, settings: { a: [1, 2], b: ['x', 'y'] } });
  expect([plan.trials, plan.seeds, plan.keep]).toEqual([4, 1, 1]);
  expect(trialsOf(plan)).toEqual([
    { a: 1, b: 'x' },
    { a: 1, b: 'y' },
    { a: 2, b: 'x' },
    { a: 2, b: 'y' },
  ]);
});

test('random search draws from lists and ranges, the same each time', () => {
  const settings = {
    rate: { from: 1e-4, to: 1e-2, log: true },
    units: { from: 8, to: 64, whole: true },
    size: [32, 64],
  };
  const plan = read({ environment, search: 'random', trials: 200, settings });
  const trials = trialsOf(plan);
  expect(trialsOf(plan)).toEqual(trials);
  const rates = trials.map(({ rate }) => Number(rate));
  expect(Math.min(...rates)).toBeGreaterThanOrEqual(1e-4);
  expect(Math.max(...rates)).toBeLessThanOrEqual(1e-2);
  // Half of them below the middle of the logarithms.
  const low = rates.filter((rate) => rate < 1e-3).length;
  expect(low).toBeGreaterThan(70);
  expect(low).toBeLessThan(130);
  for (const { units, size } of trials) {
    expect(Number.isInteger(units)).toBe(true);
    expect([32, 64]).toContain(size);
  }
});

test('the better share goes on, failed ones never, one at least', () => {
  expect(survivors([5, 9, 7, 1], 0.5)).toEqual([1, 2]);
  expect(survivors([5, null, 7, 1], 0.5)).toEqual([0, 2]);
  expect(survivors([5, 9], 0.01)).toEqual([1]);
  expect(survivors([2, 2, 2, 2], 0.5)).toEqual([0, 1]);
  expect(survivors([null, null], 1)).toEqual([]);
});

test('rungs lie at evaluations, of which there are twenty, each once, and before the end', () => {
  expect(rungSteps({ rungs: [0.25, 0.5] }, 20_000)).toEqual([5000, 10_000]);
  // Evaluations every 8 steps: 30 is not one, 32 is.
  expect(rungSteps({ rungs: [0.2] }, 150)).toEqual([32]);
  expect(rungSteps({ rungs: [0.01, 0.02, 0.99] }, 1000)).toEqual([50]);
  expect(rungSteps({ rungs: [0.3] }, 3000)).toEqual([900]);
  expect(rungSteps({ rungs: [] }, 3000)).toEqual([]);
});

test('what is wrong with a file is told', () => {
  for (const rungs of [0.5, [0], [1], [0.5, 0.25], ['0.5'], [NaN]]) {
    const wrong = (): unknown => read({ environment, settings: { a: [1] }, rungs });
    expect(wrong).toThrow('rungs must be rising shares');
  }
  expect(() => read({ environment, settings: { a: [1] }, rungs: null })).toThrow('received null');
  expect(() => readSweep('sweep.json', '{')).toThrow('sweep.json is not JSON');
  expect(() => read({ settings: { a: [1] } })).toThrow('must name its environment');
  expect(() => read({ environment })).toThrow('must have settings');
  expect(() => read({ environment, settings: { a: 1 } })).toThrow('settings.a must be a list');
  expect(() => read({ environment, settings: { a: { from: 0, to: 1, log: true } } })).toThrow(
    'settings.a',
  );
  expect(() => read({ environment, settings: { a: { from: 1, to: 2 } } })).toThrow(
    'needs "search": "random"',
  );
  expect(() => read({ environment, search: 'random', settings: { a: [1] } })).toThrow('trials');
  expect(() => read({ environment, sedes: 3, settings: { a: [1] } })).toThrow('seeds');
});
