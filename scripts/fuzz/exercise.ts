import type { Random } from '../../src/random/random.ts';
import type { Consumer } from '../../src/training/consumer.ts';
import type { TrainingEvent } from '../../src/training/events.ts';
import { Wrapper } from '../../src/wrappers/wrapper.ts';
import { hostile } from './hostile.ts';
import { judge, UnsettledError } from './judge.ts';
import { methodRecipes } from './methods.ts';
import { memberNames, mutate } from './mutate.ts';
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

/**
 * Uses what a call gave: iterates it, calls it, or calls some of its methods, and
 * some of what these give.
 */
export async function exercise(random: Random, made: unknown, depth = 0): Promise<void> {
  if (typeof made === 'function') {
    await settle((made as (...args: unknown[]) => unknown)(...args(random)));
    return;
  }
  if (typeof made !== 'object' || made === null || ArrayBuffer.isView(made)) return;
  if (isOfHost(made)) return;
  if (Symbol.asyncIterator in made) {
    await iterate(made as AsyncGenerator);
    return;
  }
  const members = made as Record<string, unknown>;
  if (isConsumer(made)) for (const event of events()) await settle(made.on(event, TRAINING));
  const names = memberNames(made);
  for (let turn = random.integer(4); turn > 0 && names.length > 0; turn--) {
    const name = names[random.integer(names.length)] as string;
    if (made instanceof Wrapper && HOOKS.has(name)) continue;
    if (isConsumer(made) && name === 'on') continue;
    // Called for each number of a batch: they look at none of them.
    if ('derivative' in made && SCALAR.has(name)) continue;
    // Classes are values; and checks for tests say what is wrong by any error.
    if (/^[A-Z]/.test(name) || name === 'checkValid') continue;
    const member = members[name];
    if (typeof member !== 'function') continue;
    try {
      const result = await settle(member.apply(made, argsOf(random, name, made)));
      if (typeof result === 'function') await settle((result as () => unknown)());
      else if (depth < 2 && !isOfHost(result)) await exercise(random, result, depth + 1);
    } catch (thrown) {
      // The library's own errors leave the object as it was: the next method is to work.
      if (judge(thrown) !== null) throw thrown;
    }
  }
}

/** The functions of a loss. */
const SCALAR: ReadonlySet<string> = new Set(['value', 'derivative']);

/** What a consumer is handed with an event. */
const TRAINING = { getState: () => Promise.resolve({}), stop: () => undefined };

/** Whether it takes in the events of `train`, which are not for a user to make up. */
function isConsumer(made: object): made is Consumer {
  return 'on' in made && !('write' in made);
}

function* events(): Generator<TrainingEvent> {
  const at = { environmentSteps: 50 };
  yield { type: 'episode', return: 1, length: 5, episode: 1, ...at } as never;
  const figures = { loss: 1, meanQ: NaN, learningRate: 0.1, gradientNorm: 0, updates: 5 };
  yield { type: 'updates', count: 1, ...figures, ...at } as never;
  const all = { returns: [1, 3], lengths: [4, 5], min: 1, max: 3, mean: 2 };
  yield { type: 'evaluation', evaluation: { ...all, standardDeviation: 1 }, ...at } as never;
}

/** What wrappers change, which only their base calls: TypeScript keeps everybody else away. */
const HOOKS: ReadonlySet<string> = new Set(['observe', 'reward', 'act']);

/** Whether the methods of a value are the host's, TensorFlow.js's, or a hostile value's. */
function isOfHost(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  try {
    if (value instanceof Blob || value instanceof EventTarget || 'predict' in value) return true;
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === null) return true;
    const { constructor } = prototype as { readonly constructor?: unknown };
    return constructor !== Object && String(constructor).includes('[native code]');
  } catch {
    return true;
  }
}

/** Now and then arguments of a call that goes well, or nearly. */
function argsOf(random: Random, name: string, made: object): readonly unknown[] {
  if (!Object.hasOwn(methodRecipes, name) || random.uniform() < 0.4) return args(random);
  return mutate(random, methodRecipes[name]!(made));
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
