import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readSweep } from '../../../src/cli/sweep/plan.ts';
import { Sweep } from '../../../src/cli/sweep/sweep.ts';

const folder = mkdtempSync(join(tmpdir(), 'deepq-sweep-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
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
