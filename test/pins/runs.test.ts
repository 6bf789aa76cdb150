/**
 * Short trainings by the public API, each pinned bit for bit: a change of the
 * code that is meant to change no behaviour must leave all hashes as they are.
 *
 * A hash that differs names the part that changed (see `Pins`). Where the
 * change is meant, write the table anew, and say in the commit which parts
 * changed and why:
 *
 *   DEEPQ_WRITE_PINS=1 npx vitest run --project node test/pins
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hashOf } from './hash.ts';
import { record, type Pins } from './record.ts';
import { runs } from './runs.ts';

const table = new URL('hashes.json', import.meta.url);
const isWriting = process.env['DEEPQ_WRITE_PINS'] === '1';

function readTable(): Record<string, Pins> {
  return JSON.parse(readFileSync(table, 'utf8')) as Record<string, Pins>;
}

test.each(runs)('$name', async (run) => {
  const { pins, updates, episodes } = await record(run);
  expect(updates).toBeGreaterThan(400);
  expect(episodes).toBeGreaterThan(7);
  if (isWriting) writePins(run.name, pins);
  expect(pins).toEqual(readTable()[run.name]);
});

test('the table holds these runs and no others', () => {
  expect(Object.keys(readTable())).toEqual(runs.map(({ name }) => name));
});

test('a run is the same each time', async () => {
  const [run] = runs;
  if (!run) throw new Error('There are no runs.');
  expect((await record(run)).pins).toEqual((await record(run)).pins);
});

test('a hash tells apart what differs in a bit, a kind or a name, not in the order of keys', () => {
  const values = [
    [0, -0, 1, '1', true, null, [], {}, [1], { a: 1 }, { b: 1 }, [[1], 2], [1, [2]]],
    [Float32Array.of(1), Float64Array.of(1), Float32Array.of(1 + 2 ** -23), Uint8Array.of(1)],
  ].flat();
  expect(new Set(values.map(hashOf)).size).toBe(values.length);
  expect(hashOf({ a: 1, b: 2 })).toBe(hashOf({ b: 2, a: 1, c: undefined }));
  expect(hashOf(Float32Array.of(1, 2, 3).subarray(1))).toBe(hashOf(Float32Array.of(2, 3)));
  expect(() => hashOf(() => 1)).toThrow(TypeError);
});

/** Replaces the hashes of one run, and drops those of runs that are gone. */
function writePins(name: string, pins: Pins): void {
  const old = readTable();
  const rows = runs.flatMap((run) => {
    const row = run.name === name ? pins : old[run.name];
    return row ? [[run.name, row] as const] : [];
  });
  writeFileSync(table, `${JSON.stringify(Object.fromEntries(rows), null, 2)}\n`);
}
