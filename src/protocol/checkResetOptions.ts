import { OptionsError } from '../errors.ts';
import { show } from '../validation/options.ts';

/**
 * Throws unless `options` is an object, as opposed to a bare seed.
 *
 * @param where - Whose `reset` it is, for messages.
 * @throws {OptionsError}
 */
export function checkResetOptions(where: string, options: unknown): void {
  if (typeof options === 'object' && options !== null) return;
  const seed = typeof options === 'number' ? options : 42;
  throw new OptionsError(
    `${where}.reset(options) needs an object; received ${show(options)}. ` +
      `To choose a seed, call reset({ seed: ${seed} }).`,
  );
}
