/**
 * Whether a value is a promise where none may be. A failure of it is taken
 * care of: the error that its caller is about to throw is the one to report,
 * and an unhandled one would end the process first.
 */
export function abandonPromise(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('then' in value)) return false;
  if (typeof value.then !== 'function') return false;
  Promise.resolve(value).catch(() => undefined);
  return true;
}
