import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeAgent } from '../../src/agents/describeAgent.ts';
import { findSource } from '../../src/cli/environmentSource.ts';
import { loadAgent } from '../../src/cli/loadAgent.ts';
import { UnknownKindError } from '../../src/agents/unknownKindError.ts';
import { CommandError } from '../../src/cli/command.ts';
import { explainKind, LIBRARY_PARTS, loadParts, readParts } from '../../src/cli/ownParts.ts';
import { REQUIRED } from '../../src/cli/requiredOptions.ts';
import { CheckpointError } from '../../src/errors.ts';
import { makeRun, release } from '../../src/cli/runs.ts';
import { readSweep } from '../../src/cli/sweep/plan.ts';
import { wordsOf } from '../../src/cli/sweep/trialRun.ts';
import { readTrialJob } from '../../src/cli/queue/trialJob.ts';
import { file } from '../../src/node/file.ts';
import { moduleFolder } from './moduleFolder.ts';

const { root, moduleOf } = moduleFolder('parts');

const HEAD = `
  const head = (options) => ({
    kind: 'mellowmax', options: { omega: 5, ...options }, outputsPerAction: 1, fractions: null,
    uses: { nextOnline: false, target: false },
    values(outputs, values) { values.set(outputs); },
    evaluate() { throw new Error('not learned here'); },
  });`;
const SAMPLER = `
  const sampler = (options) => ({
    kind: 'oldest', options,
    create: () => ({ add() {}, sample: () => ({}), update() {}, getState: () => ({}), prepareState: () => () => {} }),
  });`;

const both = moduleOf(
  'both.mjs',
  `${HEAD}${SAMPLER} export default { mellowmax: head }; export const oldest = sampler; export const size = 3;`,
);

const plan = async (settings: readonly string[], path: string | undefined = both) => ({
  source: findSource('CartPole-v1', 'none'),
  ...{ seed: 1, environmentSteps: 100, settings, parts: await loadParts(path) },
});

describe('parts of a module', () => {
  test('are made by their kinds, with options or by their word alone', async () => {
    const head = '{"kind":"mellowmax","options":{"omega":9}}';
    const run = await makeRun(await plan([`head=${head}`]));
    expect(describeAgent(run.agent)['head']).toEqual(JSON.parse(head));
    expect(run.about).toMatchObject({ parts: relative(process.cwd(), both) });
    release(run);
    const usual = await makeRun(await plan(['head=mellowmax']));
    expect(usual.agent.options.head.options).toEqual({ omega: 5 });
    release(usual);
    expect((await loadParts(both)).kinds.toSorted()).toEqual(['mellowmax', 'oldest']);
  });

  test('are those of the run where no other module is given', async () => {
    const about = { parts: relative(process.cwd(), both) };
    const given = { positionals: [], values: {} };
    expect((await readParts(given, about)).kinds).toContain('mellowmax');
    expect((await readParts(given)).module).toBeNull();
    const other = moduleOf('other.mjs', `${HEAD} export const mellowmax = head;`);
    const named = await readParts({ positionals: [], values: { parts: other } }, about);
    expect(named.kinds).toEqual(['mellowmax']);
  });

  test('are made again from the file of an agent', async () => {
    const run = await makeRun(await plan(['head=mellowmax']));
    const path = join(root, 'agent.safetensors');
    await run.agent.save(file(path));
    release(run);
    const { agent, environment } = await loadAgent(path, 'CartPole-v1', false, both);
    expect(agent.options.head.kind).toBe('mellowmax');
    agent.dispose();
    environment.close?.();
    await expect(loadAgent(path, 'CartPole-v1', false)).rejects.toThrow(
      /^The agent's head is of the kind 'mellowmax', which is none of deepq's\. .*--parts \.\/parts\.js, with export default \{ mellowmax: … \}/,
    );
  });
});

describe('what is wrong is told', () => {
  test.each<[string, string, RegExp]>([
    ['nothing is exported', 'export {};', /must export functions that make parts.*; nothing of/],
    ['a function alone', 'export default () => 1;', /; the default export is the function/],
    ['no functions', 'export default { a: 1 };', /; the default export has 1 for a\.$/],
    ['a kind of deepq', 'export const c51 = () => 1;', /exports c51, which is a kind of deepq's/],
    ['it throws', 'null.x;', /could not be loaded: TypeError: .* \(at .*\.mjs:1:6\)/],
  ])('of a module: %s', async (name, text, message) => {
    const path = moduleOf(`${name.replaceAll(' ', '-')}.mjs`, text);
    await expect(loadParts(path)).rejects.toThrow(message);
  });

  test('of a module that is not there', async () => {
    await expect(loadParts(join(root, 'none.mjs'))).rejects.toThrow(/^There is no module .*none/);
  });

  test.each<[string, string, RegExp]>([
    ['throws', '() => null.x', /mine of .* threw an error: TypeError: .* \(at /],
    [
      'returns nothing',
      '() => undefined',
      /with kind: 'mine'.*; received undefined without a kind/,
    ],
    ['waits', 'async () => ({ kind: "mine" })', /must return a part with kind: 'mine'/],
    ['has another kind', '() => ({ kind: "its" })', /received an object of the kind 'its'/],
    ['is no head', '() => ({ kind: "mine", options: {} })', /head must be made by a function/],
  ])('of a maker that %s', async (name, maker, message) => {
    const path = moduleOf(
      `${name.replaceAll(' ', '-')}-maker.mjs`,
      `export const mine = ${maker};`,
    );
    await expect(plan(['head=mine'], path).then(makeRun)).rejects.toThrow(message);
  });

  test('of an option that a part does not have, which a run would lose', async () => {
    const path = moduleOf(
      'deaf.mjs',
      `${HEAD} export default { mellowmax: ({ omega = 5 } = {}) => head({ omega }) };`,
    );
    const made = makeRun(await plan(['head=mellowmax', 'head.options.omga=9'], path));
    await expect(made).rejects.toThrow(
      /mellowmax of .*deaf\.mjs was given the option omga .* received options omega\. Is omga spelled/,
    );
  });

  test('of a kind that nobody makes', async () => {
    const unknown = ['head={"kind":"mine","options":{}}'];
    await expect(plan(unknown).then(makeRun)).rejects.toThrow(
      /^The agent's head is of the kind 'mine', which .*both\.mjs does not make: it exports .*mellowmax.*Add it, as in export default \{ mine: … \}/,
    );
    await expect(
      makeRun({ ...(await plan(unknown)), parts: await loadParts(undefined) }),
    ).rejects.toThrow(/which is none of deepq's\. Name the module that makes it: --parts/);
    await expect(plan(['head=mellow']).then(makeRun)).rejects.toThrow(
      /there is no head 'mellow' \(did you mean 'mellowmax'\?\); there are q, .*mellowmax/,
    );
  });
});

test('a sweep hands its module to its runs, also over a queue', () => {
  const text = { environment: 'CartPole-v1', parts: './parts.js', settings: { head: ['mine'] } };
  expect(readSweep('s.json', JSON.stringify(text)).parts).toBe('./parts.js');
  expect(() => readSweep('s.json', JSON.stringify({ ...text, parts: 1 }))).toThrow(
    /parts must be the path of a module, .*; received 1/,
  );
  const run = {
    ...{ trial: 0, seed: 1, environment: 'CartPole-v1', preset: null, parts: './parts.js' },
    ...{ steps: null, until: null, settings: {} },
  };
  expect(wordsOf(run, join(root, 'none'))).toEqual(
    expect.arrayContaining(['--parts', './parts.js']),
  );
  const job = { sweep: 's', id: 'i', run };
  expect(readTrialJob(job)).toEqual(job);
  expect(() => readTrialJob({ ...job, run: { ...run, parts: '--out' } })).toThrow(/its parts is/);
});

describe('parts of the library', () => {
  test.each([
    [
      'greedy',
      { epsilon: 0.1 },
      /greedy has no options, and received epsilon.*--set policy=epsilonGreedy/,
    ],
    [
      'uniform',
      { alpha: 1 },
      /uniform has no options, and received alpha.*--set sampler=prioritized/,
    ],
    [
      'cvar',
      { level: 0.5, share: 1 },
      /cvar has the options level, and received share. Leave it out\./,
    ],
    [
      'annealedDiscount',
      { from: 0.9, to: 0.99, over: 10, start: 5 },
      /has the options from, to, over, and received start/,
    ],
  ])('%s passes over no option without a word', (kind, options, message) => {
    const make = LIBRARY_PARTS.makers[kind];
    expect(() => make?.(options as never)).toThrow(message);
  });

  test('take what they were described with', () => {
    const described = { kind: 'c51', options: { min: 0, max: 1, risk: null } };
    expect(() => LIBRARY_PARTS.makers['c51']?.(described.options as never)).not.toThrow();
    for (const [kind, make] of Object.entries(LIBRARY_PARTS.makers)) {
      if (kind === 'demonstrationBonus') continue;
      const { options = {} } = make((REQUIRED[kind] ?? {}) as never) as { options?: object };
      // Parts in parts are handed over made.
      const plain = Object.entries(options).filter(
        ([, value]) => !Object.hasOwn(Object(value) as object, 'kind'),
      );
      expect(() => make(Object.fromEntries(plain) as never)).not.toThrow();
    }
  });

  test('an option that is passed over is told by the command line as such', async () => {
    const error = await makeRun(await plan(['policy=greedy', 'epsilon=0.1'], undefined)).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(CommandError);
    expect((error as Error).message).toMatch(/^greedy has no options/);
  });

  test('an unknown kind is told by its class, whatever the message says', () => {
    const error = new UnknownKindError('head', 'mine', ['q']);
    error.message = 'written anew';
    expect(explainKind(error, null, [])).toBeInstanceOf(CommandError);
    const other = new CheckpointError(new UnknownKindError('head', 'mine', ['q']).message);
    expect(explainKind(other, null, [])).toBe(other);
  });
});
