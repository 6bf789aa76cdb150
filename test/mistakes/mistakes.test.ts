import { DeepQError } from 'deepq';
import { afterAll, describe, expect, test } from 'vitest';
import { acting } from './acting.ts';
import { groups } from './groups.ts';
import { habits } from './habits.ts';
import { masks } from './masks.ts';
import { networks } from './networks.ts';
import { ownEnvironments } from './ownEnvironments.ts';
import { running } from './running.ts';
import { settings } from './settings.ts';
import { usingEnvironments } from './usingEnvironments.ts';
import { wrapping } from './wrapping.ts';
import { models } from './models.ts';
import { otherLibraries } from './otherLibraries.ts';
import { positions } from './positions.ts';
import type { Slip } from './slip.ts';
import { unnoticed } from './unnoticed.ts';

const kinds: readonly (readonly [kind: string, slips: readonly Slip[]])[] = [
  ['names, units and habits of other libraries', otherLibraries],
  ['habits from elsewhere', habits],
  ['calls by position', positions],
  ['environments, named, made and asked', usingEnvironments],
  ['environments of one’s own', ownEnvironments],
  ['masks of actions', masks],
  ['groups, files and Python', groups],
  ['wrappers', wrapping],
  ['networks', networks],
  ['models', models],
  ['settings', settings],
  ['acting and observing', acting],
  ['loops, evaluation and checkpoints', running],
  ['what nothing can be said about', unnoticed],
];
const all = kinds.flatMap(([, slips]) => slips);

/** What a slip gets: what was thrown, or nothing. */
async function outcomeOf({ run }: Slip): Promise<unknown> {
  try {
    await run();
    return null;
  } catch (error) {
    return error;
  }
}

let refused = 0;

describe.each(kinds)('%s', (_, slips) => {
  test.each(slips)('$slip', async (one) => {
    const outcome = await outcomeOf(one);
    if (one.mend === null) {
      // What is not told must not end in a foreign error either.
      expect(outcome === null || outcome instanceof DeepQError).toBe(true);
      return;
    }
    expect(outcome).toBeInstanceOf(DeepQError);
    expect((outcome as Error).message).toContain(one.mend);
    expect((outcome as Error).message.length).toBeLessThan(1_500);
    refused++;
  });
});

test('of at least 100 slips, at least 92 in 100 get an error that says what to do', () => {
  expect(new Set(all.map(({ slip }) => slip)).size).toBe(all.length);
  expect(all.length).toBeGreaterThanOrEqual(100);
  const mended = all.filter(({ mend }) => mend !== null);
  expect(mended.length).toBeGreaterThanOrEqual(Math.ceil(0.92 * all.length));
  for (const { slip, mend, instead } of all) {
    expect(mend === null, slip).toBe(instead !== undefined);
  }
});

afterAll(() => {
  console.log(`Slips: ${all.length}, told with the mend: ${refused}`);
});
