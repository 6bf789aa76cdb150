import {
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { makeEnvironment } from '../../src/environments.ts';
import {
  CheckpointError,
  consume,
  type Consumer,
  csvLog,
  DQNAgent,
  evaluationsLog,
  fillReplay,
  jsonlLog,
  type LogSink,
  memoryLog,
  mlp,
  monitorLog,
  OptionsError,
  recordEpisodes,
  type State,
  tensorBoardLog,
  TimeLimit,
  train,
  trainOffline,
} from '../../src/index.ts';
import { logFile } from '../../src/node.ts';
import * as tensorboard from '../../src/runs/tensorboard/events.ts';
import { wholeRecords } from '../../src/runs/tensorboard/record.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deepq-logs-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const probe = () => new TimeLimit(makeEnvironment('CartPole-v1'), { maxEpisodeSteps: 7 });

function makeAgent(): DQNAgent {
  const network = mlp({ hidden: [8] });
  return new DQNAgent({ environment: probe(), network, batchSize: 8, learningStarts: 20, seed: 1 });
}

const options = () => ({
  environmentSteps: 230,
  report: { everyEnvironmentSteps: 20 },
  evaluation: { everyEnvironmentSteps: 50, environment: probe(), episodes: 2 },
});

/** A clock that stands still: times aside, the files are to be the same. */
const now = () => 1_700_000_000_000;
const rows = { everyEnvironmentSteps: 40, now };

const kinds: Record<string, (sink: LogSink, agent: DQNAgent) => Consumer> = {
  csv: (sink) => csvLog(sink, rows),
  jsonl: (sink) => jsonlLog(sink),
  monitor: (sink) => monitorLog(sink, { environmentId: 'CartPole-v1', now }),
  'tensorboard sb3': (sink, agent) =>
    tensorBoardLog(sink, {
      ...rows,
      texts: { config: 'a' },
      histograms: { everyEnvironmentSteps: 60, agent, states: new Float32Array(8) },
    }),
  'tensorboard cleanrl': (sink) => tensorBoardLog(sink, { ...rows, tags: 'cleanrl' }),
};

/** What differs from run to run: the time that things took. */
function withoutTimes(name: string, bytes: Uint8Array): string {
  if (name.startsWith('tensorboard')) return wholeRecords(bytes) === bytes.length ? 'whole' : 'cut';
  const text = Buffer.from(bytes).toString();
  if (name === 'jsonl') return text.replaceAll(/"seconds":[\d.e-]+/g, '');
  if (name !== 'csv') return text;
  const lines = text.split('\n').map((line) => line.split(','));
  return lines.map((line) => line.filter((_, at) => at !== 2 && at !== 12).join()).join('\n');
}

describe.each(Object.entries(kinds))('%s', (name, make) => {
  test('goes on from a state, as if it had never stopped', async () => {
    const whole = makeAgent();
    const wholeLog = memoryLog();
    await consume(train(whole, probe(), options()), [make(wholeLog, whole)]).finish();

    const [first, second] = [makeAgent(), makeAgent()];
    const path = join(folder, 'log');
    const before = make(logFile(path), first);
    let saved: { training: State; log: State } | null = null;
    const training = train(first, probe(), options());
    let events = 0;
    for await (const _ of consume(training, [before])) {
      events++;
      if (events === 20) saved = { training: await training.getState(), log: before.getState!() };
      if (events === 33) break;
    }
    const after = make(logFile(path), second);
    after.prepareState!(saved!.log)();
    const from = saved!.training;
    await consume(train(second, probe(), { ...options(), from }), [after]).finish();
    const [found, expected] = [readFileSync(path), wholeLog.bytes];
    expect(withoutTimes(name, found)).toBe(withoutTimes(name, expected));
    if (name.startsWith('tensorboard')) expect(found.length).toBe(expected.length);
    for (const agent of [whole, first, second]) agent.dispose();
  });

  test('does not touch a file that is there, unless it is told to', async () => {
    const path = join(folder, 'log');
    writeFileSync(path, 'precious');
    const run = async (existing?: 'replace' | 'continue'): Promise<void> => {
      const agent = makeAgent();
      const sink = logFile(path, existing ? { existing } : {});
      const training = train(agent, probe(), { environmentSteps: 30 });
      await consume(training, [make(sink, agent)])
        .finish()
        .finally(() => {
          agent.dispose();
        });
    };
    await expect(run()).rejects.toThrow(/is there already/);
    await expect(run('continue')).rejects.toThrow(/does not begin as such a log does/);
    expect(readFileSync(path, 'utf8')).toBe('precious');
    await run('replace');
    const once = readFileSync(path);
    expect(once.length).toBeGreaterThan(20);
    // A process that was killed left half a line or record.
    truncateSync(path, once.length - 3);
    await run('continue');
    const twice = readFileSync(path);
    expect(twice.subarray(0, 30)).toEqual(once.subarray(0, 30));
    if (name.startsWith('tensorboard')) expect(wholeRecords(twice)).toBe(twice.length);
    else {
      // Rows hold times, whose digits vary: lines are counted, not bytes.
      const lines = (bytes: Buffer): number => bytes.toString('utf8').split('\n').length;
      expect(lines(twice)).toBeGreaterThanOrEqual(lines(once));
      expect(twice.at(-1)).toBe('\n'.charCodeAt(0));
    }
  });
});

test('a log that became shorter than it was is told of, and left', async () => {
  const path = join(folder, 'log.jsonl');
  const agent = makeAgent();
  const log = jsonlLog(logFile(path));
  await consume(train(agent, probe(), { environmentSteps: 30 }), [log]).finish();
  const state = log.getState!();
  truncateSync(path, 10);
  const again = async (): Promise<void> => {
    const other = jsonlLog(logFile(path));
    other.prepareState!(state)();
    await consume(train(agent, probe(), { environmentSteps: 30 }), [other]).finish();
  };
  await expect(again()).rejects.toThrow(CheckpointError);
  expect(readFileSync(path).length).toBe(10);
  rmSync(path);
  await expect(again()).rejects.toThrow(/is missing/);
  agent.dispose();
});

test('two logs at work on one file are told of, by whichever path', async () => {
  const path = join(folder, 'one.csv');
  const agent = makeAgent();
  const both = [csvLog(logFile(path)), csvLog(logFile(join(folder, '.', 'one.csv')))];
  const training = consume(train(agent, probe(), { environmentSteps: 30 }), both);
  await expect(training.finish()).rejects.toThrow(/is being written to already/);
  // Through a link to the folder, too.
  symlinkSync(folder, join(folder, 'link'));
  const linked = csvLog(logFile(join(folder, 'link', 'one.csv'), { existing: 'replace' }));
  const first = csvLog(logFile(path, { existing: 'replace' }));
  const through = consume(train(agent, probe(), { environmentSteps: 30 }), [first, linked]);
  await expect(through.finish()).rejects.toThrow(/is being written to already/);
  // It is closed then, and may be opened again.
  const again = csvLog(logFile(path, { existing: 'replace' }));
  await consume(train(agent, probe(), { environmentSteps: 30 }), [again]).finish();
  agent.dispose();
});

describe('of a training from recordings', () => {
  /** 70 updates with evaluations before, at 30, at 60 and after, told every ten. */
  const learn = async (make: (agent: DQNAgent) => readonly Consumer[]): Promise<void> => {
    const agent = makeAgent();
    const recorded = recordEpisodes(agent, probe(), { episodes: 10, explore: true, seed: 1 });
    const episodes = [];
    for await (const episode of recorded) episodes.push(episode);
    await fillReplay(agent.replay, episodes);
    const evaluation = { everyUpdates: 30, environment: probe(), episodes: 2, atStart: true };
    const training = trainOffline(agent, {
      updates: 70,
      report: { everyUpdates: 10 },
      evaluation: { ...evaluation, atEnd: true },
    });
    await consume(training, make(agent)).finish();
    agent.dispose();
  };

  test('rows count updates', async () => {
    const log = memoryLog();
    await learn(() => [csvLog(log, { everyUpdates: 20 })]);
    const [head, ...lines] = Buffer.from(log.bytes).toString().trim().split('\n');
    const columns = head!.split(',');
    const column = (name: string) => lines.map((line) => line.split(',')[columns.indexOf(name)]);
    expect(column('step')).toEqual(['0', '20', '30', '40', '60', '70']);
    expect(column('updates')).toEqual(['', '20', '30', '40', '60', '70']);
    expect(column('evaluation_mean').map((mean) => mean !== '')).toEqual([
      true,
      false,
      true,
      false,
      true,
      true,
    ]);
    expect(
      column('loss')
        .slice(1)
        .every((loss) => Number(loss) > 0),
    ).toBe(true);
  });

  test('curves and histograms in TensorBoard count updates', async () => {
    const encoded = vi.spyOn(tensorboard, 'encodeSummaries');
    await learn((agent) => [
      tensorBoardLog(memoryLog(), {
        everyUpdates: 20,
        histograms: { everyUpdates: 30, agent },
      }),
    ]);
    const stepsOf = (tag: string) =>
      encoded.mock.calls
        .filter(([{ summaries }]) => summaries.some((one) => one.tag === tag))
        .map(([{ step }]) => step);
    expect(stepsOf('train/loss')).toEqual([20, 30, 40, 60, 70]);
    expect(stepsOf('eval/mean_reward')).toEqual([0, 30, 60, 70]);
    expect(stepsOf('train/td_errors')).toEqual([30, 60]);
    encoded.mockRestore();
  });

  test('evaluations stand at their updates', async () => {
    let file = new Uint8Array();
    await learn(() => [evaluationsLog((bytes) => void (file = bytes))]);
    // The first array of the archive, stored as it is: four numbers of eight bytes.
    const bytes = Buffer.from([0n, 30n, 60n, 70n].flatMap((n) => [...int64(n)]));
    expect(Buffer.from(file).includes(bytes)).toBe(true);
  });
});

function int64(value: bigint): Uint8Array {
  return new Uint8Array(BigInt64Array.of(value).buffer);
}

test('evaluations are kept whole, and go on from a state', () => {
  const files: Uint8Array[] = [];
  const log = evaluationsLog((bytes) => void files.push(bytes));
  const training = { getState: () => Promise.resolve({}), stop: () => undefined };
  const event = (environmentSteps: number, to = log) => {
    const figures = { mean: 1, standardDeviation: 0, min: 1, max: 1, unfinished: 0, warning: null };
    const evaluation = { returns: [1, environmentSteps], lengths: [3, 4], ...figures };
    void to.on({ type: 'evaluation', evaluation, environmentSteps }, training);
  };
  event(10);
  const second = evaluationsLog((bytes) => void files.push(bytes));
  second.prepareState!(log.getState!())();
  event(20);
  event(20, second);
  expect(files).toHaveLength(3);
  expect(files[2]).toEqual(files[1]);
  expect(() => second.prepareState!({})).toThrow(CheckpointError);
});

test('records are whole up to the first byte that is wrong', () => {
  const log = memoryLog();
  const agent = makeAgent();
  return consume(train(agent, probe(), { environmentSteps: 60 }), [
    tensorBoardLog(log, { everyEnvironmentSteps: 20, tags: 'cleanrl' }),
  ])
    .finish()
    .then(() => {
      agent.dispose();
      const { bytes } = log;
      const ends = new Set([0]);
      for (let end = 1; end <= bytes.length; end++) {
        const whole = wholeRecords(bytes.subarray(0, end));
        expect(whole).toBeLessThanOrEqual(end);
        ends.add(whole);
      }
      expect(ends.size).toBeGreaterThan(5);
      for (let at = 0; at < 300; at++) {
        const broken = bytes.slice();
        broken[at]! ^= 1 << (at % 8);
        const whole = wholeRecords(broken);
        expect(ends.has(whole)).toBe(true);
        expect(whole).toBeLessThanOrEqual(at);
      }
    });
});

test('what is no sink, and options that are none, are refused', () => {
  const sink = memoryLog();
  expect(() => csvLog('progress.csv' as never)).toThrow(/logFile\(path\)/);
  expect(() => csvLog(sink, { everyEnvironmentSteps: 0 })).toThrow(OptionsError);
  expect(() => csvLog(sink, { every: 1 } as never)).toThrow(OptionsError);
  expect(() => csvLog(sink, { everyUpdates: 0 })).toThrow(OptionsError);
  expect(() => csvLog(sink, { everyUpdates: 5, everyEnvironmentSteps: 6 })).toThrow(
    'csvLog takes everyEnvironmentSteps or everyUpdates, and not both; received 6 and 5. Leave one out.',
  );
  const histograms = { everyUpdates: 5, agent: {} as never };
  expect(() => tensorBoardLog(sink, { histograms })).toThrow(
    /by everyEnvironmentSteps; received 5/,
  );
  expect(() => tensorBoardLog(sink, { tags: 'other' as never })).toThrow(OptionsError);
  expect(() => tensorBoardLog(sink, { hyperparameters: { a: [1] as never } })).toThrow(/a text/);
  expect(() => evaluationsLog('evaluations.npz' as never)).toThrow(OptionsError);
  expect(() => logFile('')).toThrow(OptionsError);
  expect(() => logFile('a', { existing: 'append' as never })).toThrow(OptionsError);
});
