import { fstatSync, readSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { pythonText } from './pythonText.ts';

/** How much of what Python printed is kept for messages. */
const TAIL_BYTES = 8192;
const TAIL_LINES = 12;
const TAIL_CHARACTERS = 2000;

/** What was printed last, as a part of a message; '' if nothing was. */
export type OutputTail = () => string;

/** That of a file which the child writes to. */
export function fileTail(descriptor: number): OutputTail {
  return () => {
    const { size } = fstatSync(descriptor);
    const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES));
    const read = readSync(descriptor, bytes, 0, bytes.length, size - bytes.length);
    return describe(bytes.subarray(0, read));
  };
}

/** That of a stream, which it reads until its end. */
export function streamTail(stream: Readable): OutputTail {
  let kept = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    kept = Buffer.concat([kept, chunk.subarray(-TAIL_BYTES)]).subarray(-TAIL_BYTES);
  });
  return () => describe(kept);
}

/** For a process whose output goes elsewhere. */
export function noTail(): string {
  return '';
}

function describe(bytes: Buffer): string {
  const lines = pythonText(bytes.toString('utf8'), TAIL_BYTES)
    .split('\n')
    .filter((line) => line.trim() !== '');
  if (lines.length === 0) return ' It printed nothing.';
  const last = lines.slice(-TAIL_LINES).join('\n');
  return ` The last it printed:\n${pythonText(last, TAIL_CHARACTERS, 'end')}`;
}
