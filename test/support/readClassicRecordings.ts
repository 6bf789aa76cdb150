import { readFileSync } from 'node:fs';
import { type ClassicRecording, parseClassicRecordings } from './classicRecording.ts';

/** The recordings in files of test/fixtures/. */
export function readClassicRecordings(...files: readonly string[]): ClassicRecording[] {
  return files.flatMap((file) => {
    const url = new URL(`../fixtures/${file}.json`, import.meta.url);
    return parseClassicRecordings(file, readFileSync(url, 'utf8'));
  });
}
