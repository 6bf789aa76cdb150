import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkReferences, type Links } from '../../src/replay/references.ts';
import { StateReader } from '../../src/state/stateReader.ts';

const reader = new StateReader('test', {});

/** How much younger a slot is than the oldest one; demonstrations are older than all. */
function age({ capacity, demonstrations, head }: Links, slot: number): number {
  const turn = capacity - demonstrations;
  return slot < demonstrations ? slot - capacity : (slot - head + turn) % turn;
}

/** Whether all references are as they must be, asked pair by pair. */
function areSound(links: Links): boolean {
  const { size, demonstrations, next, flags } = links;
  return [...next].every(
    (to, slot) =>
      to < 0 ||
      (to < size &&
        flags[slot] === 0 &&
        age(links, to) > age(links, slot) &&
        !(slot < demonstrations && to >= demonstrations) &&
        [...next].every((other, index) => index === slot || other !== to)),
  );
}

/** Rings in which each slot is followed by the one behind it, but for some. */
const rings = fc
  .record({
    size: fc.integer({ min: 1, max: 14 }),
    room: fc.nat(3),
    demonstrations: fc.nat(4),
    turned: fc.nat(13),
    changes: fc.array(fc.tuple(fc.nat(13), fc.integer({ min: -1, max: 15 })), { maxLength: 2 }),
    ends: fc.array(fc.nat(13), { maxLength: 2 }),
    closed: fc.nat(5).map((number) => number === 0),
  })
  .map(({ size, room, demonstrations: wanted, turned, changes, ends, closed }): Links => {
    const capacity = size + room;
    const demonstrations = Math.min(wanted, size, capacity - 1);
    const ring = capacity - demonstrations;
    const head = room > 0 ? size : demonstrations + (turned % ring);
    const next = Int32Array.from({ length: size }, (_, slot) => slot + 1);
    // Nothing follows on the youngest transition, the last demonstration, or the last slot.
    if (head > 0) next[head - 1] = -1;
    if (demonstrations > 0) next[demonstrations - 1] = -1;
    if (head <= demonstrations || room > 0) next[size - 1] = -1;
    else next[size - 1] = demonstrations;
    // The youngest transition goes on to the oldest one: never right.
    if (closed && head > 0 && head < size) next[head - 1] = head;
    for (const [slot, to] of changes) if (slot < size) next[slot] = to;
    const flags = Uint8Array.from({ length: size }, (_, slot) => (ends.includes(slot) ? 2 : 0));
    for (const slot of ends) if (slot < size && slot % 3 > 0) next[slot] = -1;
    return { capacity, demonstrations, size, head, next, flags };
  });

test('references pass where each slot follows on one older slot of its episode at most', () => {
  let [sound, unsound] = [0, 0];
  fc.assert(
    fc.property(rings, (links) => {
      const check = (): void => {
        checkReferences(reader, links);
      };
      if (areSound(links)) {
        sound += 1;
        expect(check).not.toThrow();
      } else {
        unsound += 1;
        expect(check).toThrow(/next\[\d+\] is \d+, which cannot follow on slot \d+/);
      }
    }),
    { numRuns: 2000 },
  );
  // Neither kind is rare.
  expect(Math.min(sound, unsound)).toBeGreaterThan(300);
});
