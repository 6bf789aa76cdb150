import { showThrown } from './show.ts';

/** What was thrown, as an error: anything can be thrown, and a promise is best refused with one. */
export function asError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  const message = typeof thrown === 'string' ? thrown : showThrown(thrown);
  return new Error(message, { cause: thrown });
}
