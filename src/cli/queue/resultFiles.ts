import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { attempt } from '../../node/temporaryFiles.ts';

/** What `npx deepq compare` and a reader need of a run, and no checkpoints. */
const NAMES = ['progress.csv', '0.monitor.csv', 'evaluations.npz', 'report.html', 'config.json'];

/** More than that of one run stays with the worker: Redis keeps everything in memory. */
const MOST_BYTES = 4 * 2 ** 20;
/** As much as a file of ours comes to when it is unpacked. */
const MOST_UNPACKED = 256 * 2 ** 20;

/** The small files of a run's folder, as they travel through Redis. */
export function packFiles(folder: string): Readonly<Record<string, string>> {
  const files: Record<string, string> = {};
  let bytes = 0;
  for (const name of NAMES) {
    const data = attempt(() => readFileSync(join(folder, name)));
    if (!data) continue;
    const packed = gzipSync(data).toString('base64');
    bytes += packed.length;
    if (bytes > MOST_BYTES) return {};
    files[name] = packed;
  }
  return files;
}

/**
 * Writes the files of a run that another machine has made. A folder with a run in it, as
 * where both see the same disk, is left as it is.
 */
export function unpackFiles(folder: string, files: Readonly<Record<string, string>>): void {
  if (existsSync(join(folder, 'config.json'))) return;
  // Names of our own alone: what a stranger has put into Redis writes nowhere else. The
  // settings come last, so that a folder that was half written is written once more.
  const names = NAMES.filter((name) => Object.hasOwn(files, name));
  if (names.length === 0) return;
  mkdirSync(folder, { recursive: true });
  for (const name of names) {
    const packed = Buffer.from(files[name] as string, 'base64');
    const data = attempt(() => gunzipSync(packed, { maxOutputLength: MOST_UNPACKED }));
    if (data) writeFileSync(join(folder, name), data);
  }
}
