import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeEnvironment } from '../../src/environments.ts';
import { DQNAgent, mlp, type Environment } from '../../src/index.ts';
import { trainCommand, trainIn } from '../../src/cli/commands/train.ts';
import { findSource } from '../../src/cli/environmentSource.ts';
import { makeParts, makeRun } from '../../src/cli/runs.ts';

const root = mkdtempSync(join(tmpdir(), 'deepq-release-'));
const module = join(root, 'closing.mjs');
const closed: string[] = [];
const made = { count: 0 };

beforeAll(() => {
  Object.assign(globalThis, { makeClosing });
  writeFileSync(module, 'export default () => globalThis.makeClosing();\n');
});
afterAll(() => {
  Reflect.deleteProperty(globalThis, 'makeClosing');
  rmSync(root, { recursive: true, force: true });
});

/** An environment that says when it is closed. */
function makeClosing(): Environment {
  const environment = makeEnvironment('CartPole-v1');
  const name = `environment ${++made.count}`;
  return Object.assign(environment, { close: () => void closed.push(name) });
}

function forget(): void {
  closed.length = 0;
  made.count = 0;
}

test('where a run cannot be opened, environments and agent are given back', async () => {
  forget();
  const folder = join(root, 'thesis');
  mkdirSync(folder);
  writeFileSync(join(folder, 'thesis.tex'), 'text');
  const source = findSource(module, undefined);
  const options = await makeRun({ source, seed: 1, environmentSteps: 100, settings: [] });
  await expect(trainIn(folder, options)).rejects.toThrow('holds files (thesis.tex)');
  expect(closed).toEqual(['environment 1', 'environment 2']);
  expect(() => options.agent.act(Float32Array.of(0, 0, 0, 0))).toThrow('disposed');
});

test('where the agent cannot be made, environments are given back', async () => {
  forget();
  const source = findSource(module, undefined);
  const plan = { source, seed: 1, environmentSteps: 100, settings: ['batchSize=0'] };
  await expect(makeRun(plan)).rejects.toThrow('batchSize');
  expect(closed).toEqual(['environment 1', 'environment 2']);
});

test('where all can be made, nothing is closed', async () => {
  forget();
  const parts = await makeParts(findSource(module, undefined), (environment) => {
    return new DQNAgent({ environment, network: mlp({ hidden: [4] }) });
  });
  expect(closed).toEqual([]);
  parts.agent.dispose();
});

test('wrong settings leave no folder of runs behind', async () => {
  const out = join(root, 'never');
  const words = [module, '--set', 'batchSize=0', '--out', out];
  await expect(trainCommand.run(words)).rejects.toThrow('batchSize');
  expect(existsSync(out)).toBe(false);
});

test('where no folder can be made, environments are given back', async () => {
  forget();
  const out = join(root, 'a file');
  writeFileSync(out, '');
  await expect(trainCommand.run([module, '--out', out])).rejects.toThrow();
  expect(closed).toHaveLength(2);
});
