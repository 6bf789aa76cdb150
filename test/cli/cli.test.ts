import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { builtProgram } from '../support/builtProgram.ts';
import { CalledCommand } from '../support/calledCommand.ts';

const main = builtProgram(new URL('../../src/cli/main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'deepq-cli-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Called {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
}

/** Calls the command line in the temporary folder. */
function deepq(words: readonly string[], interruptAtLine?: RegExp): Promise<Called> {
  const child = spawn(process.execPath, [main, ...words], { cwd: folder });
  let [out, errors] = ['', ''];
  let isInterrupted = false;
  child.stdout.on('data', (data: Buffer) => (out += String(data)));
  child.stderr.on('data', (data: Buffer) => {
    errors += String(data);
    if (!interruptAtLine?.test(errors) || isInterrupted) return;
    isInterrupted = true;
    setTimeout(() => child.kill('SIGINT'), 700);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, out, errors });
    });
  });
}

const small = ['--preset', 'none', '--set', 'hidden=8', '--set', 'learningStarts=50'];

beforeAll(async () => {
  const words = ['train', 'CartPole-v1', '--steps', '400', '--seeds', '2', '--jobs', '2', ...small];
  const { code, out, errors } = await deepq(words);
  expect(errors).toContain('seed 2: Done, last evaluation');
  expect(out).toContain('Compare them: npx deepq compare runs');
  expect(code).toBe(0);
}, 120_000);

const runs = (): string[] => readdirSync(join(folder, 'runs')).sort();
const [first] = [(): string => join('runs', runs()[0]!)];

test('train makes a folder for each seed, named as other tools name them', () => {
  expect(runs().map((name) => name.replace(/\d+$/, ''))).toEqual([
    'CartPole-v1__dqn__1__',
    'CartPole-v1__dqn__2__',
  ]);
  const config = JSON.parse(readFileSync(join(folder, first(), 'config.json'), 'utf8')) as {
    readonly agent: { readonly learningStarts: number };
  };
  expect(config.agent.learningStarts).toBe(50);
  expect(existsSync(join(folder, first(), 'report.html'))).toBe(true);
});

test('compare puts seeds together, and writes a report and scores', async () => {
  const { code, out } = await deepq(['compare', 'runs', '--out', 'both']);
  expect(code).toBe(0);
  expect(out).toMatch(/^runs +seeds +interquartile mean +95 % interval\nCartPole-v1 +1, 2 +/);
  expect(readFileSync(join(folder, 'both.html'), 'utf8')).toContain('<svg');
  expect(readFileSync(join(folder, 'both.npz')).subarray(0, 2).toString()).toBe('PK');
  const alone = await deepq(['compare', first(), '--out', 'alone']);
  expect(alone.out).toMatch(/\nCartPole-v1 +1 +[\d.]+ +none of one run\n/);
  expect(readFileSync(join(folder, 'alone.html'), 'utf8')).toContain(
    'A group of one run has none.',
  );
}, 60_000);

test('evaluate takes a checkpoint of a run, too', async () => {
  const name = readdirSync(join(folder, first(), 'checkpoints')).at(-1)!;
  const words = ['evaluate', join(first(), 'checkpoints', name), '--episodes', '1'];
  const { code, out } = await deepq(words);
  expect(code).toBe(0);
  expect(out).toMatch(/CartPole-v1, weights after \d+ steps: mean return/);
}, 60_000);

test('compare takes a name with the ending of one of its files', async () => {
  const { out } = await deepq(['compare', 'runs', '--out', 'named.html']);
  expect(out).toContain('named.html, the scores in');
  expect(existsSync(join(folder, 'named.html'))).toBe(true);
  expect(existsSync(join(folder, 'named.npz'))).toBe(true);
}, 60_000);

test('evaluate plays, the same each time, and makes a video', async () => {
  const words = ['evaluate', first(), '--episodes', '2', '--video', 'episode.png'];
  const { code, out } = await deepq(words);
  expect(code).toBe(0);
  expect(out).toMatch(/CartPole-v1, best weights: mean return [\d.]+ ± [\d.]+ .*2 greedy episodes/);
  expect(readFileSync(join(folder, 'episode.png')).subarray(1, 4).toString()).toBe('PNG');
  const best = ['evaluate', join(first(), 'best.safetensors'), '--episodes', '2'];
  const again = await deepq(best);
  expect(/mean return.*\n/.exec(again.out)?.[0]).toBe(/mean return.*\n/.exec(out)?.[0]);
}, 60_000);

test('watch tells what it shows where there is no terminal', async () => {
  const { code, out } = await deepq(['watch', first(), '--fps', '1000', '--last']);
  expect(code).toBe(0);
  expect(out).toMatch(/episode 1: return \d+ in \d+ steps\n$/);
}, 60_000);

test('Ctrl-C ends watch between two steps, with what was seen', async () => {
  // So many episodes that no machine has shown them when the signal comes.
  const words = ['watch', first(), '--fps', '1000', '--last', '--episodes', '1000000'];
  const watching = new CalledCommand(folder, words);
  await watching.says(/episode 3, step 1,/);
  expect(await watching.kill('SIGINT')).toBe(130);
  expect(watching.out).toMatch(
    /\nStopped\.\n\d+ episodes: mean return \d+(?:\.\d+)?, from \d+ to \d+\n$/,
  );
}, 60_000);

test('Ctrl-C saves, and resume goes on', async () => {
  // So many steps that no machine has taken them when the signal comes.
  const words = ['train', 'CartPole-v1', '--steps', '3000000', '--folder', 'stopped', ...small];
  const stopped = await deepq(words, /seed 1: stopped/);
  expect(stopped.code).toBe(130);
  expect(stopped.errors).toMatch(
    /Stopped at \d+ steps, with a checkpoint. Go on with: npx deepq resume/,
  );
  const twice = await deepq(words);
  expect([twice.code, twice.errors]).toEqual([
    2,
    expect.stringContaining('npx deepq resume stopped'),
  ]);
  const steps = Number(/Stopped at (\d+)/.exec(stopped.errors)?.[1]) + 300;
  const resumed = await deepq(['resume', 'stopped', '--steps', String(steps)]);
  expect(resumed.errors).toContain(', from step ');
  expect(resumed.out).toContain('Done');
  expect(resumed.code).toBe(0);
  const over = await deepq(['resume', 'stopped']);
  expect([over.code, over.errors]).toEqual([0, expect.not.stringContaining('0%')]);
  expect(over.out).toMatch(/^Nothing was left to do: the run has taken its [\d,]+ steps\./);
}, 120_000);

test('a run that was stopped with --until and resumed ends as one in one piece', async () => {
  const words = ['train', 'CartPole-v1', '--steps', '400', ...small];
  const piece = await deepq([...words, '--until', '110', '--folder', 'pieces']);
  // At the first evaluation behind it, of which there is one each 20 steps.
  expect([piece.code, piece.errors]).toEqual([0, expect.stringContaining('Stopped at 120 steps')]);
  const nothing = await deepq(['resume', 'pieces', '--until', '120']);
  expect([nothing.code, nothing.out]).toEqual([0, expect.stringContaining('Nothing was left')]);
  const second = await deepq(['resume', 'pieces', '--until', '250']);
  expect(second.errors).toContain('Stopped at 260 steps');
  expect((await deepq(['resume', 'pieces'])).out).toContain('Done');
  const whole = first();
  for (const name of ['best.safetensors', 'evaluations.npz']) {
    expect(readFileSync(join(folder, 'pieces', name))).toEqual(
      readFileSync(join(folder, whole, name)),
    );
  }
}, 120_000);

test('evaluations and checkpoints in a rhythm of their own; a run without a checkpoint begins anew', async () => {
  const often = ['--evaluate-every', '90', '--evaluate-episodes', '3', '--evaluate-at-start'];
  const words = ['train', 'CartPole-v1', '--steps', '200', ...small, ...often];
  const called = await deepq([...words, '--checkpoint-every', '40', '--folder', 'often']);
  expect(called.code).toBe(0);
  const { training } = JSON.parse(
    readFileSync(join(folder, 'often', 'config.json'), 'utf8'),
  ) as Record<string, unknown>;
  expect(training).toMatchObject({
    evaluation: { everyEnvironmentSteps: 90, episodes: 3, atStart: true },
    checkpoint: { everyEnvironmentSteps: 40 },
  });
  const saved = (): string[] => readdirSync(join(folder, 'often', 'checkpoints')).sort();
  expect(saved().map((name) => Number(/\d+/.exec(name)?.[0]))).toEqual([120, 160, 200]);

  for (const name of saved()) rmSync(join(folder, 'often', 'checkpoints', name));
  const again = await deepq(['resume', 'often']);
  expect(again.errors).toContain('from the beginning: it has no checkpoint yet');
  expect(again.code).toBe(0);
  expect(saved()).toHaveLength(3);
  const wrong = await deepq([...words, '--checkpoint-every', '0']);
  expect([wrong.code, wrong.errors]).toEqual([
    2,
    expect.stringContaining('--checkpoint-every needs a whole number of at least 1'),
  ]);
}, 120_000);

test('environments lists all of them, those that need a package too, which is there', async () => {
  const { code, out } = await deepq(['environments']);
  expect(code).toBe(0);
  expect(out).toMatch(/^LunarLander-v3 +Box\(\[8\], float32\) +4 actions +preset of/m);
}, 60_000);

test('an environment of a module is trained in', async () => {
  writeFileSync(
    join(folder, 'corridor.mjs'),
    `export default (position = 0, steps = 0) => ({
       observationSpace: { kind: 'discrete', n: 6, shape: [], contains: (x) => x >= 0 && x < 6,
         sample: () => 0, toString: () => 'Discrete(6)' },
       actionSpace: { kind: 'discrete', n: 2, shape: [], contains: (x) => x === 0 || x === 1,
         sample: (random) => random.integer(2), toString: () => 'Discrete(2)' },
       reset() { position = steps = 0; return { observation: 0, info: {} }; },
       step(action) {
         position = Math.max(0, position + (action === 1 ? 1 : -1));
         const terminated = position === 5;
         const truncated = ++steps === 30;
         return { observation: position, reward: -1, terminated, truncated, info: {} };
       },
     });`,
  );
  const words = ['train', './corridor.mjs', '--steps', '200', '--set', 'learningStarts=40'];
  const { code, errors } = await deepq([...words, '--folder', 'corridor']);
  expect(errors).toContain('corridor, seed 1');
  expect(code).toBe(0);
}, 60_000);

test('sweep tries settings, keeps a journal, and does not play twice', async () => {
  const sweep = {
    environment: 'CartPole-v1',
    preset: 'none',
    steps: 150,
    settings: { batchSize: [8, 16], learningStarts: [30] },
    seeds: 2,
    keep: 0.5,
  };
  writeFileSync(join(folder, 'sizes.json'), JSON.stringify(sweep));
  const { code, out, errors } = await deepq(['sweep', 'sizes.json', '--jobs', '2']);
  expect(code).toBe(0);
  expect(out).toMatch(/^trial +batchSize +learningStarts +mean return +seeds +lowest to highest\n/);
  // The better one has two seeds, the other one none to lie apart from.
  expect(out).toMatch(/ 2 +[\d.]+ to [\d.]+\n[^\n]+ 1\n$/);
  expect(errors).toMatch(
    /Compare them, with curves and intervals: npx deepq compare sweeps.sizes\n$/,
  );
  const journal = (): string => readFileSync(join(folder, 'sweeps/sizes/journal.jsonl'), 'utf8');
  // Two trials with the first seed, and the better one with the second.
  expect(journal().trimEnd().split('\n')).toHaveLength(3);
  const before = journal();
  // As if it had been killed in the middle of a line.
  writeFileSync(join(folder, 'sweeps/sizes/journal.jsonl'), before.slice(0, -20));
  expect((await deepq(['sweep', 'sizes.json'])).code).toBe(0);
  expect(journal()).toBe(before);
}, 120_000);

test('mistakes are told in plain words, without a stack, with the right code', async () => {
  const mistakes: readonly (readonly [readonly string[], number, string])[] = [
    [['trian'], 2, "There is no command 'trian' (did you mean 'train'?); there are"],
    [['train'], 2, 'ENV is missing'],
    [['train', 'CartPole-v1', '--stepz', '3'], 2, "'--stepz' (did you mean '--steps'?)."],
    [['train', 'CartPole-v1', '-q'], 2, "Unknown option '-q'."],
    [['train', 'CartPole-v1', '--steps', 'x'], 2, '--steps needs a whole number'],
    [['train', 'CartPole-v1', '--set', 'batchSiz=3'], 2, "did you mean 'batchSize'"],
    [['train', 'CartPole-v1', '--set', 'batchSize=-3'], 1, 'batchSize must be a whole number'],
    [['train', './none.js'], 2, 'There is no module'],
    [['resume', '.'], 2, 'is not the folder of a run, but holds'],
    [['evaluate', 'nowhere'], 2, 'There is no file or folder'],
    [['train', 'CartPole-v1', '--tags', 'wandb'], 2, '--tags must be sb3 or cleanrl'],
    [['resume'], 2, 'DIR is missing'],
    [['resume', 'nowhere'], 2, 'There is no run in'],
    [['resume', 'a', 'b'], 2, 'That is too much: b'],
    [['resume', first(), '--steps=-1'], 2, '--steps needs a whole number of at least 1'],
    [['resume', first(), '--steps', '399'], 1, 'must not be fewer than the 400 steps'],
    [['resume', 'broken'], 1, 'config.json is not JSON'],
    [['evaluate'], 2, 'DIR or FILE is missing'],
    [['evaluate', 'empty'], 2, 'There is no run in'],
    [['evaluate', first(), '--episodes', '0'], 2, '--episodes needs a whole number'],
    [['evaluate', first(), '--environment', 'Pong-v9'], 1, "'Pong-v9' is none of"],
    [['evaluate', 'odd.json', '--environment', 'CartPole-v1'], 1, 'not a checkpoint'],
    [['evaluate', first(), '--episodes', '1', '--video', 'none/a.png'], 1, 'could not be written'],
    // Before it is loaded, and before anything is played: a million episodes take an hour.
    [['evaluate', first(), '--video', 'v.xyz', '--episodes', '1e6'], 2, "received 'v.xyz'"],
    [['evaluate', 'nowhere', '--video', 'v.mp4'], 2, 'must end in .png or .apng'],
    [['compare', 'nowhere'], 2, 'There is no folder'],
    [['compare'], 2, 'DIR is missing'],
    [['compare', 'empty'], 2, 'There is no run in'],
    [['compare', 'broken'], 1, 'config.json is not JSON'],
    [['compare', 'runs', '--out', 'broken/text.json/x'], 1, 'could not be written'],
    [['compare', 'runs', '--bands'], 2, "Unknown option '--bands'"],
    [['sweep'], 2, 'FILE.json is missing'],
    [['sweep', 'nowhere.json'], 2, 'There is no file'],
    [['sweep', 'broken'], 2, 'cannot be read'],
    [['sweep', 'broken/config.json'], 2, 'is not JSON'],
    [['sweep', 'broken/text.json'], 2, 'must name its environment'],
    [['sweep', 'broken/range.json'], 2, 'settings.batchSize is a range'],
    [['sweep', 'broken/null.json'], 1, 'broken/null.json'],
    [['environments', 'all'], 2, 'That is too much: all'],
    [['environments', '--long'], 2, "Unknown option '--long'"],
  ];
  for (const name of ['broken', 'empty']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'odd.json'), '{ "some": "text" }');
  const range = { environment: 'CartPole-v1', settings: { batchSize: { from: 1, to: 9 } } };
  for (const [name, text] of [
    ['config', '{"format":'],
    ['text', '{ "settings": { "batchSize": [1] } }'],
    ['range', JSON.stringify(range)],
    ['null', 'null'],
  ] as const) {
    writeFileSync(join(folder, 'broken', `${name}.json`), text);
  }
  // A few at a time: each is a process.
  const called: Called[] = [];
  for (let index = 0; index < mistakes.length; index += 4) {
    const some = mistakes.slice(index, index + 4);
    called.push(...(await Promise.all(some.map(([words]) => deepq(words)))));
  }
  expect(called.map(({ code, errors }, index) => [mistakes[index]![0], code, errors])).toEqual(
    mistakes.map(([words, code, text]) => [words, code, expect.stringContaining(text) as unknown]),
  );
  for (const { errors } of called) expect(errors).not.toMatch(/^ {4}at /m);
}, 180_000);

test('each command has its help', async () => {
  const help = await deepq(['--help']);
  expect([help.code, help.out]).toEqual([0, expect.stringContaining('npx deepq COMMAND')]);
  const commands = [
    'train',
    'resume',
    'evaluate',
    'watch',
    'compare',
    'sweep',
    'worker',
    'environments',
  ];
  const helps = await Promise.all(commands.map((name) => deepq([name, '--help'])));
  for (const [index, { out }] of helps.entries()) {
    expect(out).toMatch(new RegExp(`^Usage: npx deepq ${commands[index]}`));
  }
}, 120_000);

test('a module with wrong syntax is told in one line, with its place', async () => {
  writeFileSync(join(folder, 'wrong.mjs'), 'export default () => {\n  const y = ;\n};\n');
  const { code, errors } = await deepq(['train', './wrong.mjs', '--steps', '10']);
  expect(errors).toMatch(/^\S*wrong\.mjs could not be loaded, line 2: SyntaxError: .*\.\n$/);
  expect(code).toBe(1);
});
