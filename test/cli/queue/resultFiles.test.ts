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
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { packFiles, unpackFiles } from '../../../src/cli/queue/resultFiles.ts';

const folder = mkdtempSync(join(tmpdir(), 'deepq-files-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
const pack = (text: string): string => gzipSync(Buffer.from(text)).toString('base64');

test('small files of a run travel, and nothing else', () => {
  const from = join(folder, 'from');
  mkdirSync(join(from, 'checkpoints'), { recursive: true });
  writeFileSync(join(from, 'progress.csv'), 'step\n1\n');
  writeFileSync(join(from, 'config.json'), '{}');
  writeFileSync(join(from, 'best.safetensors'), 'weights');
  const packed = packFiles(from);
  expect(Object.keys(packed)).toEqual(['progress.csv', 'config.json']);
  const to = join(folder, 'to');
  unpackFiles(to, packed);
  expect(readFileSync(join(to, 'progress.csv'), 'utf8')).toBe('step\n1\n');
  expect(readdirSync(to).sort()).toEqual(['config.json', 'progress.csv']);
  // A folder with a run in it, such as that of a disk that both share, is left alone.
  unpackFiles(to, { 'progress.csv': pack('other') });
  expect(readFileSync(join(to, 'progress.csv'), 'utf8')).toBe('step\n1\n');
});

test('names that are not ours and damaged packs are left out', () => {
  const to = join(folder, 'hostile');
  unpackFiles(to, { '../outside': pack('x'), 'run.js': pack('x'), 'progress.csv': 'no gzip' });
  expect(readdirSync(to)).toEqual([]);
  expect(existsSync(join(folder, 'outside'))).toBe(false);
});

test('a run of many megabytes stays where it is', () => {
  const from = join(folder, 'large');
  mkdirSync(from);
  writeFileSync(join(from, 'config.json'), '{}');
  // Not compressible: a sequence without a pattern.
  const bytes = new Uint8Array(5 * 2 ** 20);
  for (let at = 0, value = 1; at < bytes.length; at++) {
    value = (Math.imul(value, 1664525) + 1013904223) >>> 0;
    bytes[at] = value >>> 24;
  }
  writeFileSync(join(from, 'evaluations.npz'), bytes);
  expect(packFiles(from)).toEqual({});
});
