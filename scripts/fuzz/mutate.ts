import type { Random } from '../../src/random/random.ts';
import { hostile } from './hostile.ts';

const KEYS = ['__proto__', 'constructor', 'length', 'seed', 'gamma', 'toString', 'then', ''];

/** The arguments of a call that would go well, with something wrong about them. */
export function mutate(random: Random, valid: readonly unknown[]): unknown[] {
  const args = [...valid];
  const kind = random.integer(8);
  if (args.length === 0 || kind === 0) {
    return Array.from({ length: random.integer(4) }, () => hostile(random));
  }
  if (kind === 1) return args;
  if (kind === 2) return args.slice(0, random.integer(args.length + 1));
  const index = random.integer(args.length);
  args[index] = kind <= 4 ? hostile(random) : mutateInside(random, args[index], 0);
  return args;
}

/** A copy with one member replaced, added or left out; deeper down now and then. */
function mutateInside(random: Random, value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value))
    return hostile(random);
  // Whoever draws a million numbers does not look at each.
  if ('normal' in value && 'fork' in value) return hostile(random);
  if (Array.isArray(value)) {
    const list: unknown[] = [...(value as unknown[])];
    if (list.length === 0) return [hostile(random)];
    const at = random.integer(list.length);
    list[at] =
      depth < 2 && random.uniform() < 0.5
        ? mutateInside(random, list[at], depth + 1)
        : hostile(random);
    return list;
  }
  const names = memberNames(value);
  if (names.length === 0 || random.integer(8) === 0) {
    const key = KEYS[random.integer(KEYS.length)] as string;
    return withMember(value, key, hostile(random));
  }
  const name = names[random.integer(names.length)] as string;
  const member = (value as Record<string, unknown>)[name];
  if (typeof member === 'object' && depth < 2 && random.uniform() < 0.5) {
    return withMember(value, name, mutateInside(random, member, depth + 1));
  }
  if (typeof member === 'function' && random.uniform() < 0.5) {
    return withMember(value, name, () => hostile(random));
  }
  return withMember(value, name, hostile(random));
}

/** An object in front of another: methods that read private members go on to work. */
function withMember(value: object, name: string, member: unknown): object {
  const isPlain = Object.getPrototypeOf(value) === Object.prototype;
  if (isPlain) return Object.defineProperty({ ...value }, name, ownMember(member));
  return new Proxy(value, {
    get(target, key) {
      if (key === name) return member;
      const found: unknown = Reflect.get(target, key, target);
      return typeof found === 'function' ? (found.bind(target) as unknown) : found;
    },
  });
}

function ownMember(value: unknown): PropertyDescriptor {
  return { value, enumerable: true, configurable: true, writable: true };
}

/** The names of everything that an object has, inherited ones too. */
export function memberNames(value: object): string[] {
  const names = new Set<string>();
  for (
    let at: object | null = value;
    at && at !== Object.prototype;
    at = Object.getPrototypeOf(at) as object | null
  ) {
    for (const name of Object.getOwnPropertyNames(at)) if (name !== 'constructor') names.add(name);
  }
  return [...names];
}
