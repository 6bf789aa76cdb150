import { describe, expect, test } from 'vitest';
import { LateUpdates } from '../../src/agents/lateUpdates.ts';
import type { UpdateResult } from '../../src/qnetwork/update.ts';
import type { SampledBatch } from '../../src/replay/batch.ts';

/** Updates whose numbers arrive when they are told to. */
function open(): {
  late: LateUpdates;
  taken: number[];
  add: (updates: number) => { arrive: () => void; fail: (error: Error) => void };
} {
  const taken: number[] = [];
  const late = new LateUpdates((_batch, { updates }) => taken.push(updates));
  const add = (updates: number) => {
    let arrive!: () => void;
    let fail!: (error: Error) => void;
    const result = new Promise<UpdateResult>((resolve, reject) => {
      arrive = () => {
        resolve({ updates, loss: 0, meanQ: 0, tdErrors: new Float32Array() });
      };
      fail = reject;
    });
    late.add({ batch: {} as SampledBatch, result });
    return { arrive, fail };
  };
  return { late, taken, add };
}

describe('the numbers of late updates', () => {
  test('are taken in in order, whichever arrives first, and no sooner than asked', async () => {
    const { late, taken, add } = open();
    const [first, second, third] = [add(1), add(2), add(3)];
    expect(late.take(3)).toBeNull();
    third.arrive();
    second.arrive();
    const taking = late.take(1);
    await Promise.resolve();
    expect(taken).toEqual([]);
    first.arrive();
    await taking;
    expect(taken).toEqual([1, 2]);
    expect(late.isEmpty).toBe(false);
    await late.settle();
    expect(taken).toEqual([1, 2, 3]);
    expect(late.isEmpty).toBe(true);
  });

  test('of an update that failed are told once, and the others go on', async () => {
    const { late, taken, add } = open();
    const [first, second] = [add(1), add(2)];
    first.fail(new Error('diverged'));
    second.arrive();
    await expect(late.take(0)).rejects.toThrow('diverged');
    await late.take(0);
    expect(taken).toEqual([2]);
  });

  test('of one that failed while all were awaited are told by the next', async () => {
    const { late, taken, add } = open();
    const [first, second] = [add(1), add(2)];
    first.fail(new Error('diverged'));
    second.arrive();
    await late.settle();
    expect(taken).toEqual([2]);
    await expect(late.take(5)).rejects.toThrow('diverged');
    expect(late.take(5)).toBeNull();
  });

  test('are not taken in once they are forgotten, though they were waited for', async () => {
    const { late, taken, add } = open();
    const [first] = [add(1), add(2)];
    const taking = late.take(0);
    late.forget();
    const third = add(3);
    first.arrive();
    await taking;
    expect(taken).toEqual([]);
    third.arrive();
    await late.settle();
    expect(taken).toEqual([3]);
  });

  test('are taken in one behind the other by several who wait', async () => {
    const { late, taken, add } = open();
    const all = [add(1), add(2), add(3)];
    const waits = [late.take(2), late.take(1), late.settle()].map(async (wait) => wait);
    for (const { arrive } of all.reverse()) arrive();
    await Promise.all(waits);
    expect(taken).toEqual([1, 2, 3]);
  });
});
