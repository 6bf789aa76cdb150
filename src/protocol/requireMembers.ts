import { OptionsError } from '../errors.ts';
import { show, without } from '../validation/show.ts';
import { abandonPromise } from './abandonPromise.ts';

/**
 * Throws unless a part that a function of the user's has made, or is, has the methods that are
 * called later: what is missing is told at once.
 *
 * @param what - Such as `create(options) of the engine must return an object`.
 * @param methods - Those that are needed.
 * @param optional - Methods that may be left out.
 * @param others - Whether each other member is what it must be.
 * @throws {OptionsError}
 */
export function requireMembers(
  what: string,
  given: unknown,
  methods: readonly string[],
  optional: readonly string[] = [],
  others: Readonly<Record<string, boolean>> = {},
): void {
  const members = Object(given) as Readonly<Record<string, unknown>>;
  const isMethod = (name: string): boolean => typeof members[name] === 'function';
  const has = {
    ...others,
    ...Object.fromEntries(methods.map((name) => [name, isMethod(name)])),
    ...Object.fromEntries(
      optional.map((name) => [name, members[name] === undefined || isMethod(name)]),
    ),
  };
  if (!Object.values(has).includes(false)) return;
  // A promise that fails later would end the process before this error is read.
  abandonPromise(given);
  const needed = [...Object.keys(others), ...methods].join(', ');
  throw new OptionsError(`${what} with ${needed}; received ${show(given)}${without(given, has)}.`);
}
