import type { Arrival } from '../channel.ts';
import { listOf, textOf, type Reply } from './redisClient.ts';

/** The blocks that `XREAD` has answered with, from a single stream; none where it had to wait in vain. */
export function arrivalsOf(reply: Reply): readonly Arrival[] {
  // A list of streams with their entries; by the newer protocol a flat one.
  const [first, second] = listOf(reply);
  const entries = listOf(Array.isArray(first) ? listOf(first)[1] : second);
  return entries.map((entry) => {
    const [id, fields] = listOf(entry);
    const bytes = listOf(fields)[1];
    return {
      position: textOf(id ?? null) ?? '',
      bytes: bytes instanceof Uint8Array ? bytes : new Uint8Array(),
    };
  });
}
