import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createRandom } from '../../src/index.ts';
import { runWithKills, runWorld } from './killing.ts';
import { outcomeOf } from './outcome.ts';
import { openWorld, runWorlds } from './worlds.ts';

const folder = mkdtempSync(join(tmpdir(), 'deepq-kill-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const isLong = process.env['DEEPQ_KILL_RUNS'] !== undefined;
const total = Number(process.env['DEEPQ_KILL_RUNS'] ?? 2);
const names = Object.keys(runWorlds);
const runs = Array.from(
  { length: total },
  (_, index) => [index, names[(isLong ? index : index + 1) % names.length] as string] as const,
);

test.each(runs)(
  'run %i, %s: killed at random moments, it comes to the same',
  async (index, name) => {
    const [whole, broken] = [join(folder, `${index}-whole`), join(folder, `${index}-broken`)];
    const { run, agent } = await openWorld(whole, name);
    await run.finish();
    agent.dispose();
    const { killed } = await runWithKills(broken, name, 3, createRandom(100 + index));
    expect(killed).toBeGreaterThan(0);
    expect(outcomeOf(broken)).toEqual(outcomeOf(whole));
    expect(readdirSync(broken)).not.toContain('run.lock');
  },
  120_000,
);

test('Ctrl-C writes a checkpoint and says how to go on; a second one quits', async () => {
  const [whole, broken] = [join(folder, 'whole'), join(folder, 'broken')];
  // Far longer than it takes a fast machine to answer the signal.
  const environmentSteps = 4_000;
  const { run, agent } = await openWorld(whole, 'plain', { environmentSteps });
  await run.finish();
  agent.dispose();
  const interrupt = { afterMs: 100, signal: 'SIGINT' } as const;
  const first = await runWorld(broken, 'plain', interrupt, environmentSteps);
  expect(first.code).toBe(0);
  expect(first.output).toMatch(/^at 0\naborted \d+\n$/);
  expect(first.errors).toContain('Press Ctrl-C again to quit at once');
  expect(first.errors).toContain('The same call of openRun goes on from there.');
  const stopped = readdirSync(join(broken, 'checkpoints')).at(-1);
  expect(stopped).toMatch(/^(stopped|step)-\d{12}\.safetensors$/);
  const second = await runWorld(broken, 'plain', null, environmentSteps);
  expect(second.output).toMatch(/^at [1-9]\d*\ncompleted 4000\n$/);
  expect(outcomeOf(broken)).toEqual(outcomeOf(whole));
  expect(existsSync(join(broken, 'run.lock'))).toBe(false);
}, 60_000);
