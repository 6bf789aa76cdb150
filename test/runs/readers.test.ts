import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeEnvironment } from '../../src/environments.ts';
import {
  beginEventFile,
  consume,
  csvLog,
  DQNAgent,
  encodeNpz,
  encodePng,
  encodeSummaries,
  evaluationsLog,
  histogramSummary,
  hyperparameterSummaries,
  imageSummary,
  jsonlLog,
  mlp,
  monitorLog,
  scalarSummary,
  tensorBoardLog,
  textSummary,
  train,
  type TrainingEvent,
} from '../../src/index.ts';
import { eventFileName, logFile } from '../../src/node.ts';
import { describeWithReaders, readWithPython } from '../support/readers.ts';

interface Events {
  readonly accumulated: Record<'scalars' | 'images' | 'histograms' | 'tensors', string[]>;
  readonly scalars: Record<string, [number, number | string][]>;
  readonly histograms: Record<string, [number, [number, number, number][]][]>;
  readonly texts: Record<string, string>;
  readonly images: Record<string, [number, number, number]>;
  readonly hparams: Record<string, unknown>;
}
interface Table {
  readonly columns: string[];
  readonly types: string[];
  readonly rows: (number | string | null)[][];
}

describeWithReaders('files of a training, as the tools read them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'deepq-readers-'));
  const events: TrainingEvent[] = [];
  let found: Record<string, unknown> = {};

  beforeAll(async () => {
    const environment = makeEnvironment('CartPole-v1');
    const agent = new DQNAgent({
      environment,
      network: mlp({ hidden: [16] }),
      learningStarts: 100,
      seed: 1,
    });
    const report = { everyEnvironmentSteps: 250 };
    const training = train(agent, environment, {
      environmentSteps: 1_100,
      report,
      evaluation: {
        everyEnvironmentSteps: 500,
        environment: makeEnvironment('CartPole-v1'),
        episodes: 3,
      },
    });
    const histograms = {
      everyEnvironmentSteps: 500,
      agent,
      states: Float32Array.of(0, 0, 0, 0, 1, 1, 0.1, 1),
    };
    const end = await consume(training, [
      { on: (event) => void events.push(event) },
      csvLog(logFile(join(folder, 'progress.csv')), report),
      monitorLog(logFile(join(folder, '0.monitor.csv')), { environmentId: 'CartPole-v1' }),
      evaluationsLog((bytes) => {
        writeFileSync(join(folder, 'evaluations.npz'), bytes);
      }),
      jsonlLog(logFile(join(folder, 'events.jsonl'))),
      tensorBoardLog(logFile(eventFileName(folder)), {
        ...report,
        hyperparameters: { learningRate: 1e-3, double: true, network: 'mlp 16' },
        texts: { config: '# a run' },
        histograms,
      }),
      tensorBoardLog(logFile(eventFileName(folder, 1)), { ...report, tags: 'cleanrl' }),
    ]).finish();
    expect(end.reason).toBe('completed');
    agent.dispose();
    found = readWithPython(folder);
  }, 60_000);

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const eventsOf = (number: number): Events => {
    const name = readdirSync(folder).find((one) => one.endsWith(`.${process.pid}.${number}`));
    return found[name!] as Events;
  };
  const ofType = <T extends TrainingEvent['type']>(type: T) =>
    events.filter((event): event is Extract<TrainingEvent, { type: T }> => event.type === type);

  test('TensorBoard: the tags of Stable-Baselines3', () => {
    const { scalars, accumulated } = eventsOf(0);
    const updates = ofType('updates');
    expect(scalars['train/loss']!.map(([step]) => step)).toEqual([250, 500, 750, 1_000, 1_100]);
    for (const [index, [step, loss]] of scalars['train/loss']!.entries()) {
      expect(step).toBe(updates[index]!.environmentSteps);
      expect(loss).toBe(Math.fround(updates[index]!.loss));
    }
    expect(scalars['eval/mean_reward']).toEqual(
      ofType('evaluation').map((event) => [
        event.environmentSteps,
        Math.fround(event.evaluation.mean),
      ]),
    );
    const returns = ofType('episode').map((event) => event.return);
    const last = returns.slice(-100);
    const mean = last.reduce((sum, one) => sum + one, 0) / last.length;
    expect(scalars['rollout/ep_rew_mean']!.at(-1)).toEqual([1_100, Math.fround(mean)]);
    expect(scalars['train/gradient_norm']!.every(([, norm]) => Number(norm) > 0)).toBe(true);
    expect(scalars['train/learning_rate']![0]).toEqual([250, Math.fround(1e-3)]);
    expect(scalars['time/fps']!.every(([, fps]) => Number(fps) > 0)).toBe(true);
    expect(accumulated.scalars).toEqual(
      expect.arrayContaining(['rollout/exploration_rate', 'rollout/ep_len_mean']),
    );
  });

  test('TensorBoard: those of CleanRL, with a point for each episode', () => {
    const { scalars } = eventsOf(1);
    expect(scalars['charts/episodic_return']).toEqual(
      ofType('episode').map((event) => [event.environmentSteps, event.return]),
    );
    expect(Object.keys(scalars)).toEqual(
      expect.arrayContaining(['charts/SPS', 'losses/td_loss', 'losses/q_values']),
    );
  });

  test('TensorBoard: settings, texts and histograms', () => {
    const { hparams, texts, histograms } = eventsOf(0);
    expect(hparams).toEqual({
      learningRate: 1e-3,
      double: true,
      network: 'mlp 16',
      status: 1,
    });
    expect(texts).toEqual({ 'config/text_summary': '# a run' });
    for (const name of ['layer0.kernel', 'layer0.bias', 'output.kernel', 'output.bias']) {
      expect(histograms[`weights/${name}`]!.map(([step]) => step)).toEqual([500, 1_000]);
      expect(Object.keys(histograms)).toContain(`gradients/${name}`);
    }
    const countOf = (tag: string): number =>
      histograms[tag]![0]![1].reduce((sum, [, , count]) => sum + count, 0);
    expect(countOf('weights/layer0.kernel')).toBe(64);
    expect(countOf('train/q_values')).toBe(4);
    expect(countOf('train/td_errors')).toBe(32);
  });

  test('pandas: progress.csv', () => {
    const { columns, types, rows } = found['progress.csv'] as Table;
    expect(columns.slice(0, 2)).toEqual(['step', 'timestamp']);
    expect(rows.map(([step]) => step)).toEqual([250, 500, 750, 1_000, 1_100]);
    expect(types[columns.indexOf('evaluation_mean')]).toBe('float64');
    const evaluated = rows.map((row) => row[columns.indexOf('evaluation_mean')]);
    const [first, second] = ofType('evaluation').map(({ evaluation }) => evaluation.mean);
    expect(evaluated[1]).toBeCloseTo(first!, 9);
    expect(evaluated[3]).toBeCloseTo(second!, 9);
    expect([evaluated[0], evaluated[2], evaluated[4]]).toEqual([null, null, null]);
  });

  test("pandas, as Stable-Baselines3's load_results: 0.monitor.csv", () => {
    const { header, columns, rows } = found['0.monitor.csv'] as Table & {
      readonly header: Record<string, unknown>;
    };
    expect(header['env_id']).toBe('CartPole-v1');
    expect(header['t_start']).toBeCloseTo(Date.now() / 1000, -3);
    expect(columns).toEqual(['r', 'l', 't']);
    expect(rows.map(([r, l]) => [r, l])).toEqual(
      ofType('episode').map((event) => [event.return, event.length]),
    );
  });

  test('NumPy: evaluations.npz', () => {
    const evaluations = ofType('evaluation');
    expect(found['evaluations.npz']).toEqual({
      timesteps: { dtype: 'int64', shape: [2], data: [500, 1_000] },
      results: {
        dtype: 'float64',
        shape: [2, 3],
        data: evaluations.map(({ evaluation }) => evaluation.returns),
      },
      ep_lengths: {
        dtype: 'int64',
        shape: [2, 3],
        data: evaluations.map(({ evaluation }) => evaluation.lengths),
      },
    });
  });

  test('pandas: events.jsonl', () => {
    const lines = found['events.jsonl'] as { readonly type: string }[];
    expect(lines.map(({ type }) => type)).toEqual(events.map(({ type }) => type));
  });
});

describeWithReaders('single encoders, as the tools read them', () => {
  test('values at the edges', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'deepq-readers-'));
    const image = {
      width: 3,
      height: 2,
      data: Uint8ClampedArray.from({ length: 24 }, (_, at) => 10 * at),
    };
    const png = await encodePng(image);
    const far = 2 ** 53 - 1;
    const steps = [0, 127, 128, 2 ** 31, 2 ** 40 + 5, far];
    const records = steps.map((step) =>
      encodeSummaries({ step, wallTime: 1e9, summaries: [scalarSummary('a', step % 1_000)] }),
    );
    const summaries = [
      scalarSummary('infinite', Infinity),
      scalarSummary('größe/π', -1.5),
      histogramSummary('none', []),
      histogramSummary('one', [2, 2, 2]),
      histogramSummary('spread', [0, 1, NaN, 60]),
      imageSummary('picture', png),
      textSummary('text', 'ünï\n**code**'),
      ...hyperparameterSummaries({}),
    ];
    records.push(encodeSummaries({ step: 7, wallTime: 1e9, summaries }));
    const bytes = Buffer.concat([beginEventFile(1e9), ...records]);
    writeFileSync(join(folder, 'x.tfevents.1'), bytes);
    const types = [Float64Array, Float32Array, Int32Array, Uint32Array, Uint8Array] as const;
    const arrays = Object.fromEntries(
      types.map((Type) => [Type.name, { shape: [2, 1, 2], data: Type.of(1, 2, 3, 4) }]),
    );
    const scalar = { shape: [], data: Float64Array.of(5) };
    const empty = { shape: [0, 3], data: BigInt64Array.of() };
    writeFileSync(join(folder, 'all.npz'), encodeNpz({ ...arrays, scalar, empty, größe: scalar }));
    const found = readWithPython(folder);
    rmSync(folder, { recursive: true });

    const read = found['x.tfevents.1'] as Events;
    expect(read.scalars['a']).toEqual(steps.map((step) => [step, step % 1_000]));
    expect(read.scalars['infinite']).toEqual([[7, 'inf']]);
    expect(read.scalars['größe/π']).toEqual([[7, -1.5]]);
    expect(read.images).toEqual({ picture: [3, 2, png.length] });
    expect(read.texts).toEqual({ 'text/text_summary': 'ünï\n**code**' });
    const [, spread] = read.histograms['spread']![0]!;
    expect(spread).toHaveLength(60);
    expect(spread[0]).toEqual([0, 1, 1]);
    expect(spread[1]).toEqual([1, 2, 1]);
    expect(spread[59]).toEqual([59, 60, 1]);
    const npz = found['all.npz'] as Record<string, { dtype: string; shape: number[] }>;
    expect(Object.entries(npz).map(([name, { dtype }]) => [name, dtype])).toEqual([
      ['Float64Array', 'float64'],
      ['Float32Array', 'float32'],
      ['Int32Array', 'int32'],
      ['Uint32Array', 'uint32'],
      ['Uint8Array', 'uint8'],
      ['scalar', 'float64'],
      ['empty', 'int64'],
      ['größe', 'float64'],
    ]);
    expect(npz['Int32Array']).toMatchObject({ shape: [2, 1, 2], data: [[[1, 2]], [[3, 4]]] });
    expect(npz['scalar']).toMatchObject({ shape: [], data: 5 });
    expect(npz['empty']).toMatchObject({ shape: [0, 3], data: [] });
  });

  test('TensorBoard: all settings of runs that are compared, and which differ', () => {
    const folder = mkdtempSync(join(tmpdir(), 'deepq-readers-'));
    const runs = {
      first: { learningRate: 0.1, kind: 'c51', atoms: 51, double: true },
      second: { learningRate: 0.2, kind: 'quantile', quantiles: 32, double: true },
    };
    for (const [name, settings] of Object.entries(runs)) {
      mkdirSync(join(folder, 'runs', name), { recursive: true });
      const summaries = [
        scalarSummary('eval/mean_reward', 1),
        ...hyperparameterSummaries(settings),
      ];
      const record = encodeSummaries({ step: 0, wallTime: 1e9, summaries });
      writeFileSync(
        join(folder, 'runs', name, 'x.tfevents.1'),
        Buffer.concat([beginEventFile(1e9), record]),
      );
    }
    const found = readWithPython(folder);
    rmSync(folder, { recursive: true });
    expect(found['runs']).toEqual({
      differs: { learningRate: true, kind: true, atoms: false, quantiles: false, double: false },
      metrics: ['eval/mean_reward'],
    });
  });
});
