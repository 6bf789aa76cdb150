import { DeepQError } from '../../src/errors.ts';
import { isOfHostile } from './hostile.ts';

/** A call that goes on for ever without holding up the event loop. */
export class UnsettledError extends Error {
  override readonly name = 'UnsettledError';
}

/** What is wrong about something that was thrown; null if it may be. */
export function judge(thrown: unknown): { problem: string; place: string } | null {
  if (thrown instanceof DeepQError || isOfHostile(thrown)) return null;
  // What a signal of a recipe ends with: evaluate() throws its reason.
  if (thrown instanceof DOMException && thrown.name === 'TimeoutError') return null;
  if (!(thrown instanceof Error)) return { problem: `threw a ${typeof thrown}`, place: '' };
  const text = thrown.message.replace(/\s+/g, ' ').slice(0, 120);
  const frame = (thrown.stack ?? '').split('\n').find((line) => line.includes('/src/')) ?? '';
  const place = /src\/[^?)]*/.exec(frame)?.[0] ?? '';
  return { problem: `${thrown.name}: ${text}`, place };
}
