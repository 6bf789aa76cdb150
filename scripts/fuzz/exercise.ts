import type { Random } from '../../src/random/random.ts';
import { hostile } from './hostile.ts';
import { judge, UnsettledError } from './judge.ts';
import { memberNames } from './mutate.ts';
import { plausible } from './recipes.ts';

/** How long a promise may take. */
const PATIENCE_MS = 10_000;

/** What a promise gives; other values as they are. */
export async function settle(value: unknown): Promise<unknown> {
  if (!(value instanceof Promise)) return value;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new UnsettledError('not settled in time')), PATIENCE_MS);
  });
  try {
    return await Promise.race([value as Promise<unknown>, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Uses what a call gave: iterates it, calls it, or calls some of its methods. */
export async function exercise(random: Random, made: unknown): Promise<void> {
  if (typeof made === 'function') {
    await settle((made as (...args: unknown[]) => unknown)(...args(random)));
    return;
  }
  if (typeof made !== 'object' || made === null || ArrayBuffer.isView(made)) return;
  // Their methods are the host's.
  if (Array.isArray(made) || made instanceof Blob) return;
  if (Symbol.asyncIterator in made) {
    await iterate(made as AsyncGenerator);
    return;
  }
  const members = made as Record<string, unknown>;
  const names = memberNames(made);
  for (let turn = random.integer(4); turn > 0 && names.length > 0; turn--) {
    const name = names[random.integer(names.length)] as string;
    const member = members[name];
    if (typeof member !== 'function') continue;
    try {
      const result = await settle(member.apply(made, args(random)));
      if (typeof result === 'function') await settle((result as () => unknown)());
    } catch (thrown) {
      // The library's own errors leave the object as it was: the next method is to work.
      if (judge(thrown) !== null) throw thrown;
    }
  }
}

async function iterate(events: AsyncGenerator): Promise<void> {
  try {
    for (let event = 0; event < 20; event++) {
      const { done } = (await settle(events.next())) as IteratorResult<unknown>;
      if (done === true) return;
    }
  } finally {
    await settle(events.return(undefined));
  }
}

function args(random: Random): unknown[] {
  return Array.from({ length: random.integer(4) }, () =>
    random.uniform() < 0.5
      ? hostile(random)
      : (plausible[random.integer(plausible.length)] as (random: Random) => unknown)(random),
  );
}

/** Gives memory of WebAssembly and processes back. What a hostile value makes of it counts not. */
export async function release(made: unknown): Promise<void> {
  try {
    const { dispose, close } = made as { dispose?: () => void; close?: () => unknown };
    if (typeof dispose === 'function') dispose.call(made);
    if (typeof close === 'function') await settle(close.call(made));
  } catch {
    return;
  }
}
