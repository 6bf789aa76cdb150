import type { StateReader } from '../state/stateReader.ts';

/** How slots refer to one another. */
export interface Links {
  readonly capacity: number;
  readonly demonstrations: number;
  readonly size: number;
  readonly head: number;
  /** Shape `[slots]`: the slot that follows, or a negative number. */
  readonly next: Int32Array;
  /** Shape `[slots]`: not 0 where an episode ended. */
  readonly flags: Uint8Array;
}

/**
 * Throws unless successors are younger, one to one, and none follows an end.
 *
 * @throws {CheckpointError}
 */
export function checkReferences(reader: StateReader, links: Links): void {
  const { capacity, demonstrations, size, head, next } = links;
  const ring = capacity - demonstrations;
  const age = (slot: number): number => {
    if (slot < demonstrations) return slot - capacity;
    return slot < head ? slot + ring - head : slot - head;
  };
  // Those that a slot other than the one before them refers to: none of a single stream.
  let followed: Uint8Array | null = null;
  for (let slot = 0; slot < size; slot++) {
    slot = afterNeighbours(links, slot);
    const reference = next[slot] ?? -1;
    if (reference < 0) continue;
    if (
      reference >= size ||
      age(reference) <= age(slot) ||
      // What a demonstration refers to must be kept as long as it is.
      (slot < demonstrations && reference >= demonstrations) ||
      (reference - 1 !== slot && next[reference - 1] === reference) ||
      (followed !== null && followed[reference] !== 0) ||
      hasEnded(links, slot)
    ) {
      throw reader.error(`next[${slot}] is ${reference}, which cannot follow on slot ${slot}`);
    }
    followed ??= new Uint8Array(size);
    followed[reference] = 1;
  }
}

/** Whether the transition in a slot is the last one of its episode. */
export function hasEnded({ flags }: Links, slot: number): boolean {
  return flags[slot] !== 0;
}

/**
 * Goes on from `slot` as long as each slot is followed by the one behind it, which is younger and
 * belongs to the same episode. By far the most do, so this is most of the work.
 *
 * @returns The first slot that must be looked at more closely.
 */
function afterNeighbours(links: Links, slot: number): number {
  const { demonstrations, size, head, next, flags } = links;
  if (slot < demonstrations) return slot;
  // Behind the youngest slot is the oldest, and behind the last one is none.
  const end = Math.min(slot < head ? head - 1 : size, size - 1);
  let at = slot;
  // Four at a time, as this is most of what there is to check.
  for (; at + 3 < end; at += 4) {
    const others =
      ((next[at] as number) ^ (at + 1)) |
      ((next[at + 1] as number) ^ (at + 2)) |
      ((next[at + 2] as number) ^ (at + 3)) |
      ((next[at + 3] as number) ^ (at + 4));
    const ends =
      (flags[at] as number) |
      (flags[at + 1] as number) |
      (flags[at + 2] as number) |
      (flags[at + 3] as number);
    if ((others | ends) !== 0) break;
  }
  while (at < end && next[at] === at + 1 && flags[at] === 0) at++;
  return at;
}
