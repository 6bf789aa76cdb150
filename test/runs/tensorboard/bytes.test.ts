import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { beginEventFile, encodeSummaries } from '../../../src/runs/tensorboard/events.ts';
import {
  hyperparameterSummaries,
  type Hyperparameters,
} from '../../../src/runs/tensorboard/hyperparameters.ts';
import {
  histogramSummary,
  imageSummary,
  scalarSummary,
  textSummary,
  type Summary,
} from '../../../src/runs/tensorboard/summaries.ts';

/** What TensorBoard's own code has written: test/fixtures/python/record_tensorboard.py. */
interface Recorded {
  readonly wallTime: number;
  readonly settings: Hyperparameters;
  readonly values: readonly number[];
  readonly png: string;
  readonly records: Readonly<Record<string, string>>;
}

const path = new URL('../../fixtures/tensorboard.json', import.meta.url);
const recorded = JSON.parse(readFileSync(path, 'utf8')) as Recorded;
const { wallTime, settings, values, records } = recorded;

/** Bytes as a text, in which a difference is seen at its place. */
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const expectBytes = (name: string, bytes: Uint8Array): void => {
  expect(hex(bytes), name).toBe(hex(Buffer.from(records[name]!, 'base64')));
};
const encode = (step: number, ...summaries: readonly Summary[]): Uint8Array =>
  encodeSummaries({ step, wallTime, summaries });

test('records are those of TensorBoard, byte for byte', () => {
  expectBytes('begin', beginEventFile(wallTime));
  expectBytes('scalar', encode(12345, scalarSummary('train/loss', 0.1)));
  const special = [
    scalarSummary('a', NaN),
    scalarSummary('b', -Infinity),
    scalarSummary('größe', -0),
  ];
  expectBytes('special', encode(2 ** 40, ...special));
  expectBytes('histogram', encode(7, histogramSummary('q', values)));
  const png = Uint8Array.from(Buffer.from(recorded.png, 'base64'));
  expectBytes('image', encode(300, imageSummary('episode', png)));
  expectBytes('text', encode(1, textSummary('config', '| a | b |\nä')));
});

test('so are settings', () => {
  const summaries = hyperparameterSummaries(settings, ['eval/mean_reward']);
  expectBytes('settings', encode(1, ...summaries));
});
