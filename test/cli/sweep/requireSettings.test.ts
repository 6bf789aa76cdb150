import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sweepCommand } from '../../../src/cli/commands/sweep.ts';
import { findSource } from '../../../src/cli/environmentSource.ts';
import { LIBRARY_PARTS } from '../../../src/cli/ownParts.ts';
import { readSweep } from '../../../src/cli/sweep/plan.ts';
import { requireSettings } from '../../../src/cli/sweep/requireSettings.ts';

const parent = mkdtempSync(join(tmpdir(), 'deepq-settings-'));
afterAll(() => {
  rmSync(parent, { recursive: true, force: true });
});

function check(settings: object, about: object = {}, mayLack = false): Promise<void> {
  const text = JSON.stringify({ environment: 'CartPole-v1', settings, ...about });
  const plan = readSweep('sweep.json', text);
  return requireSettings(plan, findSource(plan.environment, undefined), LIBRARY_PARTS, mayLack);
}

test('each value of a sweep is tried beside the first ones of the others', async () => {
  await check({ learningRate: [1e-3, 1e-4], hidden: [[8], [8, 8]], head: ['quantile'] });
  await expect(check({ learningRat: [1e-3] })).rejects.toThrow(/learningRat.*learningRate/s);
  await expect(check({ learningRate: [1e-3, -1] })).rejects.toThrow(/learningRate.*received -1/s);
  await expect(check({ batchSize: [8], sampler: ['uniform', 'prioritised'] })).rejects.toThrow(
    'prioritised',
  );
});

test('of a range both ends are tried', async () => {
  const random = { search: 'random', trials: 3 };
  await check({ batchSize: { from: 8, to: 64, whole: true } }, random);
  await expect(check({ batchSize: { from: 0.2, to: 64, whole: true } }, random)).rejects.toThrow(
    /batchSize.*received 0/s,
  );
  await expect(check({ discount: { from: 0.5, to: 1.5 } }, random)).rejects.toThrow('received 1.5');
});

test('where others play the trials, this machine may lack the environment', async () => {
  const settings = { learningRat: [1e-3] };
  await check(settings, { environment: 'Nowhere-v0' }, true);
  await expect(check(settings, { environment: 'Nowhere-v0' })).rejects.toThrow('Nowhere');
  await expect(check(settings, {}, true)).rejects.toThrow('learningRat');
});

test('a sweep with a setting that there is not leaves nothing behind', async () => {
  const file = join(parent, 'rates.json');
  const out = join(parent, 'out');
  writeFileSync(
    file,
    JSON.stringify({ environment: 'CartPole-v1', settings: { learningRat: [1e-3] } }),
  );
  await expect(sweepCommand.run([file, '--out', out])).rejects.toThrow('learningRat');
  expect(existsSync(out)).toBe(false);
});
