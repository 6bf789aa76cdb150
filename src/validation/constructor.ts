import { UsageError } from '../errors.ts';

/**
 * The error of a class whose constructor was called from outside: programs in
 * plain JavaScript can. Making one takes time, so `create` is to be awaited.
 */
export function refuseNew(name: string, example: string): UsageError {
  return new UsageError(
    `new ${name}(…) cannot be called, since making one takes time; ` +
      `write await ${name}.create(${example}).`,
  );
}
