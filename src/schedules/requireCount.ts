import { ValueError } from '../errors.ts';
import { show } from '../validation/options.ts';

/** @throws {ValueError} If a schedule is asked for its value at what is no number. */
export function requireCount(count: unknown): void {
  if (typeof count === 'number') return;
  throw new ValueError(
    `A schedule is a function of a count, a number of steps or updates; received ${show(count)}.`,
  );
}
