import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadCheckout } from '../../../bench/compare/adapter.ts';
import { cases, groups } from '../../../bench/compare/cases.ts';
import { startSide } from '../../../bench/compare/side.ts';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const checkout = await loadCheckout(repository, 1);

/** Small buffers, as nothing is timed here. */
const CAPACITY = 300;

test.each(cases)('this checkout can run: $group, $name', async (each) => {
  const { run, close } = await each.open(checkout, CAPACITY);
  for (let call = 0; call < 2; call++) await run();
  close?.();
});

test('every group has cases, and every case a name of its own', () => {
  expect(new Set(cases.map(({ group }) => group))).toEqual(new Set(groups));
  const names = cases.map(({ group, name }) => `${group}, ${name}`);
  expect(new Set(names).size).toBe(cases.length);
});

test('a folder that is no checkout is refused', async () => {
  await expect(loadCheckout('/nowhere', null)).rejects.toThrow('it lacks src/index.ts');
});

describe('a process of its own', () => {
  test('times the calls of the case that is open, and says what goes wrong', async () => {
    const side = await startSide(repository, null);
    try {
      await expect(side.time(1)).rejects.toThrow('No case is open.');
      await expect(side.open({ group: 'act', name: 'none' })).rejects.toThrow('no case act, none');
      await side.open({ group: 'environments', name: 'CartPole-v1' });
      // The first calls take far longer than those after them: they are compiled.
      await side.time(2_000);
      const few = await side.time(100);
      const many = await side.time(10_000);
      expect(few.wall).toBeGreaterThan(0);
      expect(many.wall).toBeGreaterThan(few.wall);
      // Time of the processor: that of the wall is other programs' as well.
      expect(few.cpu).toBeGreaterThan(0);
      expect(many.cpu).toBeGreaterThan(5 * few.cpu);
    } finally {
      side.close();
    }
  });

  test('that does not start is reported', async () => {
    await expect(startSide('/nowhere', 1)).rejects.toThrow(
      /process of \/nowhere ended with code 1:[^]*it lacks src\/index.ts/,
    );
  });
});
