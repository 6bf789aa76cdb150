import { OptionsError } from '../errors.ts';
import { show } from '../validation/show.ts';

/**
 * Throws unless events can be listened to there.
 *
 * @param what - What is listened to, such as `'keys'`.
 * @throws {OptionsError}
 */
export function requireTarget(name: string, what: string, target: EventTarget): void {
  const { addEventListener, removeEventListener } = Object(target) as Partial<EventTarget>;
  if (typeof addEventListener === 'function' && typeof removeEventListener === 'function') return;
  throw new OptionsError(
    `${name} must be something that ${what} can be listened to at, such as an element of the page; ` +
      `received ${show(target)}.`,
  );
}
