import { expect, test } from 'vitest';
import { runInLanes, type Task } from '../../scripts/ci/schedule.ts';

/** Runs tasks that end one after the other as they are told to. */
async function follow(
  tasks: readonly Task[],
  lanes: number,
  ends: readonly string[],
): Promise<readonly string[]> {
  const seen: string[] = [];
  const finish = new Map<string, () => void>();
  const all = runInLanes(
    tasks,
    lanes,
    ({ name }) => {
      seen.push(`${name} begins`);
      return new Promise<string>((settle) => {
        finish.set(name, () => {
          settle(name.toUpperCase());
        });
      });
    },
    ({ name }, result) => seen.push(`${name} told: ${result}`),
  );
  for (const name of ends) {
    await Promise.resolve();
    seen.push(`${name} ends`);
    finish.get(name)!();
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  }
  await all;
  return seen;
}

test('two lanes: the next begins when one is free, and all are told in their order', async () => {
  const tasks = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];
  expect(await follow(tasks, 2, ['b', 'a', 'c'])).toEqual([
    ...['a begins', 'b begins', 'b ends', 'c begins'],
    ...['a ends', 'a told: A', 'b told: B', 'c ends', 'c told: C'],
  ]);
});

test('who waits for another lets those behind it go first', async () => {
  const tasks = [{ name: 'a' }, { name: 'b', after: ['a', 'none'] }, { name: 'c' }];
  expect(await follow(tasks, 2, ['c', 'a', 'b'])).toEqual([
    ...['a begins', 'c begins', 'c ends', 'a ends', 'a told: A', 'b begins'],
    ...['b ends', 'b told: B', 'c told: C'],
  ]);
});

test('one lane runs one by one', async () => {
  const tasks = [{ name: 'a' }, { name: 'b' }];
  expect(await follow(tasks, 1, ['a', 'b'])).toEqual([
    ...['a begins', 'a ends', 'a told: A', 'b begins', 'b ends', 'b told: B'],
  ]);
});

test('tasks that wait for each other are an error', async () => {
  const tasks = [
    { name: 'a', after: ['b'] },
    { name: 'b', after: ['a'] },
  ];
  await expect(follow(tasks, 2, [])).rejects.toThrow('a waits for itself');
});

test('no tasks are none', async () => {
  expect(await follow([], 2, [])).toEqual([]);
});
