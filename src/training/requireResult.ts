import { ValueError } from '../errors.ts';
import type { UpdateResult } from '../qnetwork/update.ts';
import { show } from '../validation/options.ts';

/**
 * Throws unless an agent has told what its update came to.
 *
 * @throws {ValueError}
 */
export function requireResult(result: UpdateResult): void {
  const { loss, meanQ } = Object(result) as Partial<UpdateResult>;
  if (typeof loss === 'number' && typeof meanQ === 'number') return;
  throw new ValueError(
    `The agent's learn() must return { loss, meanQ, … }, two numbers; received ${show(result)}.`,
  );
}
