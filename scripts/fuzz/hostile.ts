import { runInNewContext } from 'node:vm';
import type { Random } from '../../src/random/random.ts';

/** Thrown by hostile values: the library may pass it on. */
export class HostileError extends Error {
  override readonly name = 'HostileError';
}

/** A string that a hostile function throws, which is no error. */
export const HOSTILE_TEXT = 'thrown by a hostile value';

const refuse = (): never => {
  throw new HostileError('touched');
};

const kinds = [
  Float32Array,
  Float64Array,
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
] as const;

type Kinds = Record<'Float32Array' | 'Uint8Array' | 'Int32Array', new (length: number) => object>;
const foreign = runInNewContext('({ Float32Array, Uint8Array, Int32Array })') as Kinds;

const numbers = [
  ...[0, -0, 1, -1, 2, 3, 4, 0.5, -0.5, 7, 10, 84, 255, 256, 1000, 65_536],
  ...[NaN, Infinity, -Infinity, 1e-9, 1e-308, Number.MIN_VALUE, 1e9, 1e12, 1e300, Number.MAX_VALUE],
  ...[2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, 2 ** 53, -(2 ** 53)],
];

const texts = [
  ...['', '0', '1', 'a', 'NaN', 'null', '__proto__', 'constructor', 'toString', 'length', 'then'],
  ...[
    '\0',
    '\u001b[2J',
    '../x',
    '\ud800',
    '😀',
    'CartPole-v1',
    'float32',
    'uint8',
    'x'.repeat(100_000),
  ],
];

const functions: readonly (() => unknown)[] = [
  () => () => undefined,
  () => () => NaN,
  () => () => ({}),
  () => () => [],
  () => async () => undefined,
  () => async () => refuse(),
  () => refuse,
  () => () => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- programs do
    throw HOSTILE_TEXT;
  },
  () =>
    class Counter {
      count = 0;
    },
  () =>
    function* generate() {
      yield 1;
    },
];

function cyclic(): object {
  const list: unknown[] = [1];
  const object: Record<string, unknown> = { list };
  list.push(object, list);
  object['self'] = object;
  return object;
}

function quietRejection(): Promise<never> {
  const promise = Promise.reject(new HostileError('rejected'));
  promise.catch(() => undefined);
  return promise;
}

function detached(): Float32Array {
  const array = new Float32Array(4);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
}

function revoked(target: object): unknown {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

const handlers: ProxyHandler<object> = { get: refuse, has: refuse, ownKeys: refuse };

const objects: readonly (() => unknown)[] = [
  () => ({}),
  () => [],
  () => [1, 2, 3],
  () => ['1', '2'],
  () => [[1, 2], [3]],
  () => [NaN, Infinity],
  () => [undefined, null],
  () => [{}],
  () => new Array<unknown>(5),
  () => new Array<unknown>(2 ** 32 - 1),
  () => Object.create(null) as object,
  () => cyclic(),
  () => ({ length: 3 }),
  () => ({ length: 2 ** 53 }),
  () => ({ length: -1 }),
  () =>
    JSON.parse(
      '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}',
    ) as object,
  () => new Date(NaN),
  () => new Map([[1, 2]]),
  () => new Set([1]),
  () => new WeakMap(),
  () => /x/g,
  () => new Error('an error'),
  () => Promise.resolve(1),
  () => quietRejection(),
  () => ({ then: refuse }),
  () => ({ valueOf: refuse, toString: refuse }),
  () => ({ [Symbol.toPrimitive]: refuse }),
  () => ({ [Symbol.iterator]: refuse }),
  () => ({ toJSON: refuse }),
  () => Object.defineProperty({}, 'length', { get: refuse, enumerable: true }),
  () => new Proxy({}, handlers),
  () => new Proxy([], handlers),
  () => new Proxy(() => undefined, { ...handlers, apply: refuse }),
  () => revoked({}),
  () => revoked([]),
  () => revoked(() => undefined),
  () => new ArrayBuffer(8),
  () => new SharedArrayBuffer(8),
  () => new DataView(new ArrayBuffer(8)),
  () => new BigInt64Array(4),
  () => detached(),
  () => Object.setPrototypeOf(new Float32Array(4), null) as object,
  () => Object.create(Float32Array.prototype) as object,
  () => new foreign.Float32Array(4),
  () => new foreign.Uint8Array(4),
  () => new foreign.Int32Array(4),
  () => AbortSignal.abort(new HostileError('aborted')),
  () => Object.freeze({ seed: 1 }),
];

const pick = <T>(random: Random, list: readonly T[]): T => list[random.integer(list.length)] as T;

/** A value that no function asks for. */
export function hostile(random: Random): unknown {
  switch (random.integer(10)) {
    case 0:
      return pick(random, [undefined, null, true, false]);
    case 1:
    case 2:
      return pick(random, numbers);
    case 3:
      return pick(random, texts);
    case 4:
      return pick(random, [0n, 5n, -1n, 10n ** 400n, Symbol('hostile'), Symbol.iterator]);
    case 5:
      return pick(random, functions)();
    case 6: {
      const Kind = pick(random, kinds);
      const array = new Kind(pick(random, [0, 1, 3, 4, 5]));
      return array.fill(pick(random, [0, 1, NaN, Infinity, -1]));
    }
    default:
      return pick(random, objects)();
  }
}

/** Whether something that was thrown comes from a hostile value itself. */
export function isOfHostile(thrown: unknown): boolean {
  if (thrown === HOSTILE_TEXT || thrown instanceof HostileError) return true;
  // The host throws these where a revoked proxy is touched, a class is called as a function, or
  // a getter of arrays is asked of what only inherits from them.
  const ofHost =
    /proxy that has been revoked|^Class constructor Counter cannot be invoked|^Method get TypedArray.prototype.length called on incompatible receiver/;
  return thrown instanceof TypeError && ofHost.test(thrown.message);
}
