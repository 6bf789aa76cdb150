import { OptionsError } from '../errors.ts';

/** Those of every `Actor`: `evaluate` and `watch` hand them to a policy as to an agent. */
const known: readonly string[] = ['explore', 'actionMask', 'random', 'stream'];

/**
 * Refuses options of `act` that there are not: a mask under another name would go unnoticed. The
 * checks of the rest of the library are larger than all that a policy may take.
 *
 * @throws {OptionsError} If one is unknown, or there is something else in place of options.
 */
export function checkOptions(options: object): void {
  // A program in plain JavaScript may hand in anything, such as true.
  const given: unknown = options;
  const isObject = given && typeof given === 'object';
  for (const key in isObject ? given : { [String(given)]: 0 }) {
    if (known.includes(key)) continue;
    throw new OptionsError(`act has no option ${key}; it has ${known.join(', ')}.`);
  }
}
