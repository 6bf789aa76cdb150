import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeEnvironment } from '../../src/environments.ts';
import {
  agentParts,
  CheckpointError,
  consume,
  decodeCheckpoint,
  DQNAgent,
  makeAgent,
  mlp,
  OptionsError,
  restoreAgent,
  UsageError,
} from '../../src/index.ts';
import { file, openRun, type RunOptions } from '../../src/node.ts';
import { hostTag } from '../../src/node/temporaryFiles.ts';
import { readConfig } from '../../src/node/run/runConfig.ts';
import { outcomeOf } from './outcome.ts';
import { openWorld } from './worlds.ts';

const root = mkdtempSync(join(tmpdir(), 'deepq-run-'));
const whole = join(root, 'whole');
let folders = 0;

beforeAll(async () => {
  const { run, agent } = await openWorld(whole, 'plain');
  await run.finish();
  agent.dispose();
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

/** A run that was stopped in the middle. */
async function stopped(): Promise<string> {
  const folder = join(root, `stopped-${folders++}`);
  const { run, agent } = await openWorld(folder, 'plain');
  for await (const event of run) if (event.environmentSteps >= 230) break;
  agent.dispose();
  return folder;
}

/** Whether bytes are a checkpoint of a training; other errors than those of checkpoints are thrown. */
function isReadable(bytes: Uint8Array): boolean {
  try {
    decodeCheckpoint(bytes, { kind: 'training' });
    return true;
  } catch (error) {
    if (error instanceof CheckpointError) return false;
    throw error;
  }
}

/** All files of a folder, to see that nothing changed. */
function filesOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    names
      .filter((entry) => entry.isFile())
      .map((entry) => [
        join(entry.parentPath, entry.name),
        readFileSync(join(entry.parentPath, entry.name)).toString('base64'),
      ]),
  );
}

test('a folder holds settings, logs, checkpoints, the best weights and a report', async () => {
  const names = readdirSync(whole).map((name) => name.replace(/\.\d+\..*$/, ''));
  expect(names.sort()).toEqual([
    ...['0.monitor.csv', 'best.safetensors', 'checkpoints', 'command.txt', 'config.json'],
    ...['evaluations.npz', 'events.out.tfevents', 'progress.csv', 'report.html'],
  ]);
  const lines = readFileSync(join(whole, 'progress.csv'), 'utf8').trimEnd().split('\n');
  expect(lines[0]).toMatch(/^step,timestamp,rollout\/ep_rew_mean,/);
  const steps = lines.slice(1).map((line) => Number(line.split(',')[0]));
  expect(steps).toEqual([...Array.from({ length: 13 }, (_, row) => 45 * (row + 1)), 600]);
  const monitor = readFileSync(join(whole, '0.monitor.csv'), 'utf8').split('\n');
  expect(monitor[0]).toMatch(/^#\{"t_start":\d+(\.\d+)?,"env_id":"environment"\}$/);
  expect(monitor[1]).toBe('r,l,t');
  expect(readdirSync(join(whole, 'checkpoints'))).toEqual([
    'step-000000000550.safetensors',
    'step-000000000600.safetensors',
  ]);
  const report = readFileSync(join(whole, 'report.html'), 'utf8');
  expect(report).toContain('Return of each episode');
  expect(report).toContain('There is no video of the best episode: this call was made without');
  expect(report).not.toMatch(/(src|href)="/);
});

test('the agent is made again from config.json, and from its best weights', async () => {
  const config = readConfig(whole)!;
  const agent = makeAgent(config.agent, { parts: agentParts });
  const best = await restoreAgent(file(join(whole, 'best.safetensors')));
  expect(best.options.batchSize).toBe(agent.options.batchSize);
  expect([130, 260, 390, 520, 600]).toContain(best.environmentSteps);
  for (const each of [agent, best]) each.dispose();
});

test('broken off by break, it goes on to the same end; a completed run stays as it is', async () => {
  const folder = await stopped();
  const { run, agent } = await openWorld(folder, 'plain');
  expect(run.resumedAt).toBeGreaterThanOrEqual(230);
  expect((await run.finish()).reason).toBe('completed');
  agent.dispose();
  expect(outcomeOf(folder)).toEqual(outcomeOf(whole));

  const again = await openWorld(folder, 'plain');
  expect((await again.run.finish()).environmentSteps).toBe(600);
  again.agent.dispose();
  expect(outcomeOf(folder)).toEqual(outcomeOf(whole));
});

/** The steps at which a run is evaluated, played to its end. */
async function evaluationsOf(folder: string, more: Partial<RunOptions> = {}): Promise<number[]> {
  const { run, agent } = await openWorld(folder, 'plain', more);
  const steps: number[] = [];
  for await (const event of run)
    if (event.type === 'evaluation') steps.push(event.environmentSteps);
  agent.dispose();
  return steps;
}

test('its end is evaluated, whatever the rhythm, and so is one that new settings move on', async () => {
  const folder = join(root, 'to-the-end');
  expect(await evaluationsOf(folder)).toEqual([130, 260, 390, 520, 600]);
  expect(await evaluationsOf(folder)).toEqual([]);
  const later = { newSettings: true, environmentSteps: 700 };
  expect(await evaluationsOf(folder, later)).toEqual([650, 700]);
  expect(await evaluationsOf(await stopped())).toEqual([260, 390, 520, 600]);
  const environment = makeEnvironment('CartPole-v1');
  const evaluation = { environment, everyEnvironmentSteps: 130, episodes: 2, atEnd: false };
  const without = join(root, 'not-to-the-end');
  expect(await evaluationsOf(without, { evaluation })).toEqual([130, 260, 390, 520]);
  expect(readConfig(without)?.training['evaluation']).toMatchObject({ atEnd: false });
});

test('evaluations at the start, exploring and of a seed of their own stand in config.json', async () => {
  const folder = join(root, 'from-the-start');
  const environment = makeEnvironment('CartPole-v1');
  const own = { atStart: true, explore: true, seed: 7 };
  const evaluation = { environment, everyEnvironmentSteps: 300, episodes: 2, ...own };
  expect(await evaluationsOf(folder, { evaluation })).toEqual([0, 300, 600]);
  expect(readConfig(folder)?.training['evaluation']).toMatchObject(own);
  const other = { evaluation: { ...evaluation, seed: 8 } };
  await expect(evaluationsOf(folder, other)).rejects.toThrow(
    'training.evaluation.seed was 7 and is 8',
  );
});

test('command.txt tells all calls that took steps', async () => {
  const commands = (folder: string): string[] =>
    readFileSync(join(folder, 'command.txt'), 'utf8').trimEnd().split('\n');
  expect(commands(whole)).toEqual([expect.stringMatching(/^node /)]);
  const folder = await stopped();
  const [first] = commands(folder);
  await evaluationsOf(folder);
  // It is over: nothing goes on.
  await evaluationsOf(folder);
  await evaluationsOf(folder, { newSettings: true, environmentSteps: 650 });
  expect(commands(folder)).toEqual([
    first,
    expect.stringMatching(/^# called again at step 2\d\d, \d{4}-\d\d-\d\dT.*Z$/),
    first,
    expect.stringMatching(/^# called again at step 600, /),
    first,
  ]);
  const refused = { newSettings: true, environmentSteps: 500 };
  await expect(openWorld(folder, 'plain', refused)).rejects.toThrow(UsageError);
  expect(commands(folder)).toHaveLength(5);
});

test('the video of an earlier call is gone where a later one makes none', async () => {
  const folder = await stopped();
  mkdirSync(join(folder, 'videos'));
  writeFileSync(join(folder, 'videos', 'best.png'), 'of an earlier best');
  const { run, agent } = await openWorld(folder, 'plain');
  await run.finish();
  agent.dispose();
  expect(readdirSync(join(folder, 'videos'))).toEqual([]);
});

test('consumers take its events, and may stop it', async () => {
  const folder = join(root, `consumed-${folders++}`);
  const { run, agent } = await openWorld(folder, 'plain');
  const training = consume(run, [
    {
      on(event, one) {
        if (event.environmentSteps >= 100) one.stop('enough');
      },
    },
  ]);
  const end = await training.finish();
  expect([end.reason, end.message]).toEqual(['stopped', 'enough']);
  expect(existsSync(join(folder, 'report.html'))).toBe(true);
  expect(existsSync(join(folder, 'run.lock'))).toBe(false);
  agent.dispose();
});

test('a second process is refused, and the first goes on', async () => {
  const folder = join(root, `two-${folders++}`);
  const first = await openWorld(folder, 'plain');
  await expect(openWorld(folder, 'plain')).rejects.toThrow(UsageError);
  await expect(openWorld(folder, 'plain')).rejects.toThrow(
    `Another process (number ${process.pid}) is at work in ${folder}`,
  );
  expect((await first.run.finish()).reason).toBe('completed');
  first.agent.dispose();
});

test('a lock of a process that is gone is taken over', async () => {
  const folder = await stopped();
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  const path = join(folder, 'run.lock');
  const gone = JSON.stringify({ pid, host: hostTag(), began: '' });
  // Its number is another's by now.
  const reused = JSON.stringify({ pid: process.pid, host: hostTag(), began: '1' });
  const elsewhere = JSON.stringify({ pid, host: 'another', began: '1' });
  writeFileSync(path, elsewhere);
  await expect(openWorld(folder, 'plain')).rejects.toThrow('on another host');
  for (const text of ['', '{"pid":', gone, reused, elsewhere]) {
    writeFileSync(path, text);
    const long = Date.now() / 1000 - 3600;
    utimesSync(path, long, long);
    const { run, agent } = await openWorld(folder, 'plain');
    run.close();
    agent.dispose();
    expect(existsSync(join(folder, 'run.lock'))).toBe(false);
  }
});

test('other settings, seeds and environments are refused, and change nothing', async () => {
  const folder = await stopped();
  const before = filesOf(folder);
  await expect(openWorld(folder, 'plain', { seed: 8 })).rejects.toThrow(
    'holds a run with other settings: training.seed was 7 and is 8',
  );
  await expect(openWorld(folder, 'prioritized, n-step')).rejects.toThrow('agent.');
  await expect(openWorld(folder, 'plain', { environmentSteps: 700 })).rejects.toThrow(
    'training.environmentSteps was 600 and is 700',
  );
  await expect(
    openWorld(folder, 'plain', { environment: makeEnvironment('Acrobot-v1') }),
  ).rejects.toThrow(OptionsError);
  expect(filesOf(folder)).toEqual(before);
  const { run, agent } = await openWorld(folder, 'plain', {
    environmentSteps: 700,
    newSettings: true,
  });
  expect((await run.finish()).environmentSteps).toBe(700);
  expect(readConfig(folder)?.training['environmentSteps']).toBe(700);
  agent.dispose();
  const after = filesOf(folder);
  await expect(
    openWorld(folder, 'plain', { environmentSteps: 650, newSettings: true }),
  ).rejects.toThrow('environmentSteps (650) must not be fewer than the 700 steps');
  expect(filesOf(folder)).toEqual(after);
});

test('a group goes on with the steps it was told, of which it took whole rounds', async () => {
  const folder = join(root, 'rounds');
  const world = 'a group, ranked';
  const { run, agent } = await openWorld(folder, world, { environmentSteps: 100 });
  expect((await run.finish()).environmentSteps).toBe(102);
  agent.dispose();
  const again = await openWorld(folder, world, { environmentSteps: 100, newSettings: true });
  await again.run.finish();
  again.agent.dispose();
  await expect(
    openWorld(folder, world, { environmentSteps: 99, newSettings: true }),
  ).rejects.toThrow('than the 102 steps');
});

test('a folder of other files is left alone', async () => {
  const folder = join(root, 'thesis');
  mkdirSync(folder);
  writeFileSync(join(folder, 'thesis.tex'), 'text');
  await expect(openWorld(folder, 'plain')).rejects.toThrow('holds files (thesis.tex)');
  expect(readdirSync(folder)).toEqual(['thesis.tex']);
  const path = join(root, 'a file');
  writeFileSync(path, 'text');
  await expect(openWorld(path, 'plain')).rejects.toThrow(/a file/);
});

test('damaged checkpoints, settings and logs are errors that name them', async () => {
  const folder = await stopped();
  const names = readdirSync(join(folder, 'checkpoints'));
  const newest = join(folder, 'checkpoints', names.at(-1)!);
  const bytes = readFileSync(newest);
  for (let flip = 0; flip < 40; flip++) {
    const at = Math.floor(((flip + 0.5) * bytes.length) / 40);
    const damaged = Buffer.from(bytes);
    damaged[at]! ^= 1 << (flip % 8);
    writeFileSync(newest, damaged);
    const before = filesOf(folder);
    await expect(openWorld(folder, 'plain'), `bit at ${at}`).rejects.toThrow(CheckpointError);
    expect(filesOf(folder)).toEqual(before);
  }
  // Every byte of it, in memory.
  const accepted: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    bytes[at]! ^= 1 << (at % 8);
    if (isReadable(bytes)) accepted.push(at);
    bytes[at]! ^= 1 << (at % 8);
  }
  expect(accepted).toEqual([]);
  expect(isReadable(bytes)).toBe(true);
  for (const length of [0, 1, 100, bytes.length - 1]) {
    writeFileSync(newest, bytes.subarray(0, length));
    await expect(openWorld(folder, 'plain')).rejects.toThrow('Delete it to go on from');
  }
  writeFileSync(newest, bytes);

  const config = readFileSync(join(folder, 'config.json'), 'utf8');
  for (const text of ['{', '[]', '{"format":1}', config.replace('"format": 1', '"format": 9')]) {
    writeFileSync(join(folder, 'config.json'), text);
    await expect(openWorld(folder, 'plain')).rejects.toThrow(/config\.json/);
  }
  writeFileSync(join(folder, 'config.json'), config);

  truncateSync(join(folder, 'progress.csv'), 30);
  const { run, agent } = await openWorld(folder, 'plain');
  await expect(run.finish()).rejects.toThrow('progress.csv has 30 bytes, and had');
  agent.dispose();
  expect(existsSync(join(folder, 'run.lock'))).toBe(false);
});

test.skipIf(process.getuid?.() === 0)('a read-only folder is an error that says so', async () => {
  const folder = join(root, 'read-only');
  mkdirSync(folder, { mode: 0o500 });
  await expect(openWorld(folder, 'plain')).rejects.toThrow('permission was denied');
  chmodSync(folder, 0o700);
});

test('wrong options are told', async () => {
  const open = (more: object) => openWorld(join(root, 'none'), 'plain', more);
  await expect(open({ stepz: 1 })).rejects.toThrow('stepz');
  await expect(open({ environmentSteps: 0 })).rejects.toThrow(OptionsError);
  await expect(open({ checkpoint: { keep: 0 } })).rejects.toThrow('checkpoint.keep');
  await expect(open({ agent: {} })).rejects.toThrow('a DQNAgent');
  await expect(open({ log: { everyEnvironmentSteps: 1.5 } })).rejects.toThrow('log.every');
  for (const name of ['video', 'handleSignals', 'newSettings', 'seed']) {
    await expect(open({ [name]: null }), name).rejects.toThrow(`${name} must be`);
  }
  await expect(open({ checkpoint: { keep: null } })).rejects.toThrow(
    'openRun checkpoint: keep must be a value',
  );
  expect(existsSync(join(root, 'none'))).toBe(false);
});

test('curves in TensorBoard have the names of CleanRL where they are asked for', async () => {
  const folder = join(root, 'cleanrl');
  const environment = makeEnvironment('CartPole-v1');
  const evaluated = makeEnvironment('CartPole-v1');
  const agent = new DQNAgent({ environment, network: mlp({ hidden: [8] }), learningStarts: 50 });
  const run = await openRun(folder, {
    ...{ agent, environment, environmentSteps: 200 },
    log: { tags: 'cleanrl' },
    evaluation: { everyEnvironmentSteps: 100, environment: evaluated, episodes: 1 },
  });
  await run.finish();
  const events = readdirSync(folder).find((name) => name.includes('tfevents'))!;
  const text = readFileSync(join(folder, events), 'latin1');
  for (const tag of ['charts/episodic_return', 'charts/SPS', 'losses/td_loss', 'eval/episodic']) {
    expect(text).toContain(tag);
  }
  expect(text).not.toMatch(/rollout\/ep_|eval\/mean/);
  const episodes =
    readFileSync(join(folder, '0.monitor.csv'), 'utf8').trimEnd().split('\n').length - 2;
  expect(text.split('charts/episodic_return').length - 1).toBe(episodes);
  expect(readConfig(folder)?.training['log']).toMatchObject({ tags: 'cleanrl' });
  const other = new DQNAgent({ environment, network: mlp({ hidden: [8] }), learningStarts: 50 });
  const options = { agent: other, environment, environmentSteps: 200 };
  await expect(openRun(folder, { ...options, log: { tags: 'tf' as never } })).rejects.toThrow(
    OptionsError,
  );
  for (const each of [agent, other]) each.dispose();
});
