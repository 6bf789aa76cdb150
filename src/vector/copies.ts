import { abandonPromise } from '../protocol/abandonPromise.ts';
import { describeSpaces } from '../protocol/describeSpaces.ts';
import type { AsyncEnvironment, Environment } from '../protocol/environment.ts';
import type { EnvironmentSpaces } from '../protocol/environmentSpaces.ts';
import { OptionsError, ValueError } from '../errors.ts';
import { createRandom } from '../random/createRandom.ts';
import type { Discrete } from '../spaces/discrete.ts';
import { requireInteger, requireSeed, show } from '../validation/options.ts';
import { requireSpaces } from '../protocol/requireSpaces.ts';

/** As many as a replay buffer can tell apart. */
const MAX_COUNT = 65_536;

/**
 * Checks what a group is to be made from.
 *
 * @param name - Of the class, for messages.
 * @throws {OptionsError} If `count` is out of range, or `create` is no function.
 */
export function requireCreate(name: string, count: number, create: unknown): void {
  requireInteger(`${name}: count`, count, { min: 1, max: MAX_COUNT });
  if (typeof create === 'function') return;
  throw new OptionsError(
    `${name}: create must be a function that makes an environment, such as ` +
      `() => makeEnvironment('CartPole-v1'); received ${show(create)}.`,
  );
}

/**
 * Checks that all copies are environments, of the same spaces, and each one
 * another.
 *
 * @returns The spaces that they have in common.
 * @throws {OptionsError} If they are not.
 */
export function requireCopies(
  name: string,
  copies: readonly (Environment | AsyncEnvironment)[],
): EnvironmentSpaces {
  if (copies.length === 0) {
    throw new OptionsError(
      `${name} needs at least one environment; received none. Hand in an array of them, or let create make them.`,
    );
  }
  copies.forEach((copy, index) => {
    requireEnvironment(name, copy, index);
  });
  const spaces = copies.map((one) => requireSpaces(name, one));
  const [first] = spaces as [EnvironmentSpaces];
  spaces.forEach((other, index) => {
    requireSame(name, first, other, index);
  });
  if (new Set(copies).size === copies.length) return first;
  throw new OptionsError(
    `${name}: create must make a new environment at each call, and returned the same one twice.`,
  );
}

/**
 * Checks the actions of a step, before any copy takes one.
 *
 * @throws {ValueError} If there is not one for each copy, each in the space.
 */
export function requireActions(
  name: string,
  actions: readonly number[],
  count: number,
  space: Discrete,
): void {
  const given = actions as unknown;
  const isList = Array.isArray(given) || ArrayBuffer.isView(given);
  if (!isList || actions.length !== count) {
    throw new ValueError(
      `${name}.step(actions) needs an array of ${count} actions, one for each copy; ` +
        `received ${isList ? `${actions.length} actions` : show(given)}.`,
    );
  }
  for (let index = 0; index < count; index++) {
    if (space.contains(actions[index])) continue;
    throw new ValueError(
      `actions[${index}] must be a whole number from 0 to ${space.n - 1}; ` +
        `received ${show(actions[index])}. No copy was stepped.`,
    );
  }
}

/** A seed for each copy, the same whatever the number of the others. */
export function seedOfCopy(seed: number): (index: number) => number {
  const random = createRandom(requireSeed(seed));
  return (index) => random.fork(`copy ${index}`).integer(2 ** 32);
}

function requireEnvironment(name: string, environment: unknown, index: number): void {
  const given = environment as Partial<Environment> | null | undefined;
  if (typeof given?.reset === 'function' && typeof given.step === 'function') return;
  const isPromise = abandonPromise(environment);
  throw new OptionsError(
    `create(index) of ${name} must return an environment with the methods reset and ` +
      `step; create(${index}) returned ${isPromise ? 'a promise' : show(environment)}.` +
      (isPromise
        ? ' Make the environments first, await them, and return those; or take AsyncVectorEnvironment.create.'
        : ''),
  );
}

function requireSame(
  name: string,
  first: EnvironmentSpaces,
  other: EnvironmentSpaces,
  index: number,
): void {
  const [expected, received] = [first, other].map(describeSpaces) as [string, string];
  if (received === expected) return;
  throw new OptionsError(
    `The copies of ${name} must have the same spaces; create(0) has ` +
      `${expected}, and create(${index}) has ${received}.`,
  );
}
