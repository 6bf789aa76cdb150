import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readSweep } from '../../../src/cli/sweep/plan.ts';
import { Sweep } from '../../../src/cli/sweep/sweep.ts';
import { folderOf } from '../../../src/cli/sweep/trialRun.ts';

const parent = mkdtempSync(join(tmpdir(), 'deepq-sweep-'));
const folder = join(parent, 'chosen');
afterAll(() => {
  rmSync(parent, { recursive: true, force: true });
});

test('a sweep that goes on plays the trials that it had chosen', async () => {
  const text = JSON.stringify({
    ...{ environment: 'CartPole-v1', seeds: 2, keep: 0.5 },
    settings: { batchSize: [1, 2, 3, 4] },
  });
  // By trial: 0 and 1 are the best with the first seed; with the second one 0 is bad.
  const scores = [
    [10, 9, 8, 7],
    [0, 9, 8, 7],
  ];
  const played: string[] = [];
  const playUpTo = async (most: number): Promise<void> => {
    const sweep = new Sweep(readSweep('sweep.json', text), 100, folder, text);
    await sweep.play({
      play: async (runs, ended) => {
        for (const run of runs) {
          if (played.length === most) return;
          played.push(`${run.trial} by ${run.seed}`);
          ended(run, scores[run.seed - 1]![run.trial]!);
        }
      },
    });
    sweep.close();
  };
  await playUpTo(5);
  await playUpTo(100);
  expect(played.slice(4)).toEqual(['0 by 2', '1 by 2']);
});

test('runs that failed are counted, and settings that are objects can be told apart', async () => {
  const c51 = { kind: 'c51', options: { min: 0, max: 9 } };
  const long = { kind: 'c51', options: { min: 0, max: 9, atoms: 51, double: false } };
  const settings = { head: [c51, long], hidden: [[64, 32]] };
  const text = JSON.stringify({ environment: 'CartPole-v1', seeds: 1, settings });
  const made = join(parent, 'failing');
  const sweep = new Sweep(readSweep('sweep.json', text), 100, made, text);
  expect(sweep.failures()).toBeNull();
  await sweep.play({
    play: async (runs, ended) => {
      for (const run of runs) ended(run, run.trial === 0 ? 5 : null);
    },
  });
  expect(sweep.failures()).toMatch(/^1 of 2 runs failed.*the same command with --retry/);
  expect(sweep.hasFailed).toBe(false);
  const lines = sweep.table().split('\n');
  expect(lines[1]).toMatch(/^0 +\{"kind":"c51","options":\{"min":0,"max":9\}\} +64,32 +5 +1$/);
  expect(lines[2]).toMatch(
    /^1 +\{"kind":"c51","options":\{"min":0,"max":9,"atoms":51,"double"… +64,32 +none +1$/,
  );
  sweep.close();
});

test('of several seeds the table says how far they lie apart', async () => {
  const settings = { batchSize: [1, 2] };
  const text = JSON.stringify({ environment: 'CartPole-v1', seeds: 3, keep: 1, settings });
  const sweep = new Sweep(readSweep('sweep.json', text), 100, join(parent, 'range'), text);
  await sweep.play({
    play: async (runs, ended) => {
      for (const run of runs) ended(run, run.trial === 0 ? 10 * run.seed : null);
    },
  });
  const lines = sweep.table().split('\n');
  expect(lines[0]).toMatch(/mean return +seeds +lowest to highest$/);
  expect(lines[1]).toMatch(/^0 +1 +20 +3 +10 to 30$/);
  expect(lines[2]).toMatch(/^1 +2 +none +1$/);
  sweep.close();
});

test('a run that goes on from a rung is one run', async () => {
  const settings = { batchSize: [1, 2] };
  const text = JSON.stringify({ environment: 'CartPole-v1', rungs: [0.5], keep: 1, settings });
  const sweep = new Sweep(readSweep('sweep.json', text), 100, join(parent, 'rungs-fail'), text);
  const played: (number | null)[] = [];
  await sweep.play({
    play: async (runs, ended) => {
      for (const run of runs) {
        played.push(run.until);
        ended(run, run.trial === 0 ? 5 : null);
      }
    },
  });
  expect(played).toEqual([50, 50, null]);
  expect(sweep.failures()).toMatch(/^1 of 2 runs failed/);
  expect(sweep.hasFailed).toBe(false);
  sweep.close();
});

test('runs that failed stay so, until they are tried again; their folders go', async () => {
  const settings = { batchSize: [1, 2, 3] };
  const text = JSON.stringify({ environment: 'CartPole-v1', seeds: 2, rungs: [0.5], settings });
  const made = join(parent, 'retried');
  const start = async (isRetried: boolean, isMended: boolean): Promise<string[]> => {
    const sweep = new Sweep(readSweep('sweep.json', text), 100, made, text);
    if (isRetried) expect(await sweep.retryFailed()).toBe(2);
    const played: string[] = [];
    await sweep.play({
      play: async (runs, ended) => {
        for (const run of runs) {
          played.push(`${run.trial} by ${run.seed} to ${run.until ?? 'the end'}`);
          mkdirSync(folderOf(made, run), { recursive: true });
          ended(run, run.trial === 1 || isMended ? run.trial : null);
        }
      },
    });
    sweep.close();
    return played;
  };
  const of = (trial: number): string[] =>
    ['1 to 50', '1 to the end', '2 to the end'].map((rest) => `${trial} by ${rest}`);
  expect((await start(false, false)).toSorted()).toEqual(
    ['0 by 1 to 50', ...of(1), '2 by 1 to 50'].toSorted(),
  );
  expect(await start(false, true)).toEqual([]);
  const kept = folderOf(made, { trial: 1, seed: 2 });
  const failed = [0, 2].map((trial) => folderOf(made, { trial, seed: 1 }));
  for (const one of failed) writeFileSync(join(one, 'left.txt'), '');
  expect((await start(true, true)).toSorted()).toEqual([...of(0), ...of(2)].toSorted());
  for (const one of failed) expect(existsSync(join(one, 'left.txt'))).toBe(false);
  expect(existsSync(kept)).toBe(true);
  const sweep = new Sweep(readSweep('sweep.json', text), 100, made, text);
  expect([await sweep.retryFailed(), sweep.failures()]).toEqual([0, null]);
  sweep.close();
});

test('a sweep of which no run has a score has failed', async () => {
  const text = JSON.stringify({ environment: 'CartPole-v1', settings: { batchSize: [1, 2] } });
  const made = join(parent, 'hopeless');
  const sweep = new Sweep(readSweep('sweep.json', text), 100, made, text);
  await sweep.play({
    play: async (runs, ended) => {
      for (const run of runs) ended(run, null);
    },
  });
  expect(sweep.hasFailed).toBe(true);
  sweep.close();
});
