import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadAgent } from '../../src/cli/loadAgent.ts';
import { makeEnvironment } from '../../src/environments.ts';
import { DQNAgent, mlp } from '../../src/index.ts';
import { file } from '../../src/node/file.ts';

const root = mkdtempSync(join(tmpdir(), 'deepq-load-agent-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const run = {
  format: 1,
  about: { environment: { id: 'CartPole-v1', from: 'deepq', module: null, preset: null } },
  ...{ agent: {}, training: {}, events: null, facts: { started: '2026-01-01T00:00:00.000Z' } },
};

/** A file with an agent in the folder `name`/checkpoints, with what stands in both config.json. */
async function agentIn(name: string, outer: string, inner?: string): Promise<string> {
  const folder = join(root, name);
  mkdirSync(join(folder, 'checkpoints'), { recursive: true });
  writeFileSync(join(folder, 'config.json'), outer);
  if (inner !== undefined) writeFileSync(join(folder, 'checkpoints', 'config.json'), inner);
  const path = join(folder, 'checkpoints', 'agent.safetensors');
  const environment = makeEnvironment('CartPole-v1');
  const agent = new DQNAgent({ environment, network: mlp({ hidden: [4] }) });
  await agent.save(file(path));
  agent.dispose();
  return path;
}

async function idOf(path: string, name?: string): Promise<string> {
  const { agent, source } = await loadAgent(path, name, false);
  agent.dispose();
  return source.id;
}

test.each(['{"model": "x"}', '{"format": "text", "agent": "x"}', '[]', 'null', '{'])(
  'a config.json of another program is passed over: %s',
  async (inner) => {
    expect(await idOf(await agentIn('other', JSON.stringify(run), inner))).toBe('CartPole-v1');
  },
);

test('settings of a newer version are told, and not passed over', async () => {
  const path = await agentIn('newer', JSON.stringify({ ...run, format: 99 }));
  await expect(idOf(path)).rejects.toThrow(
    /is of version 99, and this deepq knows 1; update deepq/,
  );
  // They are not asked where the command line says what it plays in.
  expect(await idOf(path, 'CartPole-v1')).toBe('CartPole-v1');
});

test('settings that are damaged are told, and not passed over', async () => {
  const path = await agentIn('damaged', JSON.stringify({ ...run, training: undefined }));
  await expect(idOf(path)).rejects.toThrow('put the file back as it was');
});

test('what is not JSON is told where the checkpoints of a run lie beside it', async () => {
  const path = await agentIn('half', JSON.stringify(run).slice(0, -5));
  await expect(idOf(path)).rejects.toThrow('Nothing says what the agent of');
  writeFileSync(join(root, 'half', 'checkpoints', 'step-000000000100.safetensors'), '');
  await expect(idOf(path)).rejects.toThrow('config.json is not JSON');
});

test('a folder without settings is no run, but its weights play where they are told to', async () => {
  const folder = join(root, 'bare');
  mkdirSync(folder);
  writeFileSync(join(folder, 'notes.txt'), 'text');
  await expect(idOf(folder)).rejects.toThrow(`There is no run in ${folder}`);
  const environment = makeEnvironment('CartPole-v1');
  const agent = new DQNAgent({ environment, network: mlp({ hidden: [4] }) });
  await agent.save(file(join(folder, 'best.safetensors')));
  agent.dispose();
  expect(await idOf(folder, 'CartPole-v1')).toBe('CartPole-v1');
});

test('an environment is closed where the agent cannot be loaded', async () => {
  const module = join(root, 'closing.mjs');
  const log = join(root, 'closed.txt');
  writeFileSync(
    module,
    `import { writeFileSync } from 'node:fs';
    export default {
      observationSpace: {}, actionSpace: {}, reset() {}, step() {},
      close() { writeFileSync(${JSON.stringify(log)}, 'closed'); },
    };`,
  );
  const path = join(root, 'no-agent.safetensors');
  writeFileSync(path, 'text');
  await expect(loadAgent(path, module, false)).rejects.toThrow();
  expect(readFileSync(log, 'utf8')).toBe('closed');
});
