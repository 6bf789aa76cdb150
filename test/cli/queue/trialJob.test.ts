import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DeepQError } from '../../../src/errors.ts';
import {
  jobIdOf,
  readTrialJob,
  readTrialResult,
  requireSameTrial,
} from '../../../src/cli/queue/trialJob.ts';
import { wordsOf } from '../../../src/cli/sweep/trialRun.ts';

const run = {
  ...{ trial: 3, seed: 2, environment: 'CartPole-v1', preset: null, steps: 100, until: null },
  settings: { batchSize: 32, sampler: 'prioritized' },
};
const job = { sweep: 'sizes', id: 'a1', run };

test('a trial comes out as it went in, after a journey as JSON', () => {
  expect(readTrialJob(JSON.parse(JSON.stringify(job)))).toEqual(job);
  expect(readTrialJob({ ...job, more: 1, run: { ...run, folder: '/etc' } })).toEqual(job);
  expect(jobIdOf(job)).toBe('a1-3-2-whole');
  expect(jobIdOf({ ...job, run: { ...run, until: 50 } })).toBe('a1-3-2-50');
});

test('what would leave the folder or add an option is refused, by its name', () => {
  const wrong: readonly (readonly [string, object])[] = [
    ['sweep', { ...job, sweep: '../other' }],
    ['sweep', { ...job, sweep: '..' }],
    ['sweep', { ...job, sweep: 'a/b' }],
    ['id', { ...job, id: 7 }],
    ['trial', { ...job, run: { ...run, trial: -1 } }],
    ['seed', { ...job, run: { ...run, seed: 1.5 } }],
    ['environment', { ...job, run: { ...run, environment: '--folder=/etc' } }],
    ['environment', { ...job, run: { ...run, environment: '' } }],
    ['preset', { ...job, run: { ...run, preset: '--out' } }],
    ['steps', { ...job, run: { ...run, steps: 0 } }],
    ['until', { ...job, run: { ...run, until: '5' } }],
    ['settings', { ...job, run: { ...run, settings: [1] } }],
    ['settings', { ...job, run: { ...run, settings: { '--out': 1 } } }],
  ];
  for (const [name, data] of wrong) {
    expect(() => readTrialJob(data)).toThrow(`its ${name} is missing or wrong`);
  }
});

test('whatever lies in the queue is read or refused, and never starts another option', () => {
  const anything = fc.oneof(fc.anything(), fc.constantFrom(...['--out', '-x', '..', 'a', 1, null]));
  const record = fc.record({
    sweep: fc.oneof(anything, fc.constant('s')),
    id: fc.constant('i'),
    run: fc.record({
      ...{ trial: fc.nat(), seed: fc.nat(), steps: fc.constant(null), until: fc.constant(null) },
      environment: fc.oneof(anything, fc.string()),
      preset: fc.oneof(anything, fc.string()),
      settings: fc.oneof(anything, fc.dictionary(fc.string(), fc.string())),
    }),
  });
  fc.assert(
    fc.property(fc.oneof(fc.anything(), record), (data) => {
      let read;
      try {
        read = readTrialJob(data);
      } catch (error) {
        expect(error).toBeInstanceOf(DeepQError);
        return;
      }
      expect(read.sweep).toMatch(/^\w[\w.-]*$/);
      const words = wordsOf(read.run, '/nowhere');
      // Words that begin with a hyphen are options of ours, or the value of --set behind its key.
      const known = ['--seed', '--folder', '--preset', '--steps', '--set', '--until', '--no-video'];
      for (const word of words) if (word.startsWith('-')) expect(known).toContain(word);
    }),
  );
});

test('an answer of a worker is taken, or is none', () => {
  const answer = { score: 9.5, worker: 'host-12', files: { 'progress.csv': 'AA==' } };
  expect(readTrialResult(answer)).toEqual(answer);
  expect(readTrialResult({ ...answer, score: null, files: { a: 1 } })).toEqual({
    ...{ score: null, worker: 'host-12', files: {} },
  });
  for (const wrong of [
    null,
    7,
    'text',
    {},
    { ...answer, score: '9' },
    { ...answer, worker: 'a\nb' },
  ])
    expect(readTrialResult(wrong)).toBeNull();
  expect(readTrialResult({ ...answer, score: NaN })).toBeNull();
});

test('a folder that holds a run with other settings, parts or preset is refused', () => {
  const folder = mkdtempSync(join(tmpdir(), 'deepq-trial-'));
  const parts = join(folder, 'parts.js');
  const trial = { ...run, parts };
  const write = (about: object): void => {
    const config = {
      ...{ format: 1, agent: {}, events: null },
      about: {
        environment: { id: 'CartPole-v1', from: 'library', module: null, preset: 'CartPole-v1' },
        settings: ['batchSize=32', 'sampler=prioritized'],
        parts: relative(process.cwd(), parts),
        ...about,
      },
      training: { seed: 2, environmentSteps: 100 },
      facts: { started: '2026-01-01T00:00:00.000Z' },
    };
    writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  };
  const check =
    (of: object = trial) =>
    () =>
      requireSameTrial(folder, of as typeof trial);
  write({});
  expect(check()).not.toThrow();
  const { parts: _, ...without } = trial;
  expect(check(without)).toThrow('another sweep of that name');
  expect(check({ ...trial, parts: join(folder, 'other.js') })).toThrow('another sweep');
  expect(check({ ...trial, preset: 'CartPole-v1' })).not.toThrow();
  expect(check({ ...trial, preset: 'none' })).toThrow('another sweep');
  write({ parts: undefined });
  expect(check()).toThrow('another sweep');
  expect(check(without)).not.toThrow();
  write({ environment: { id: 'CartPole-v1', preset: null } });
  expect(check()).toThrow('another sweep');
  rmSync(folder, { recursive: true });
});
