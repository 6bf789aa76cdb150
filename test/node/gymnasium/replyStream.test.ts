import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HEAD_BYTES, MARKER, type Reply } from '../../../src/node/gymnasium/protocol.ts';
import { ReplyStream, StreamEnd } from '../../../src/node/gymnasium/replyStream.ts';

/** A frame as server/channel.py packs it. */
function frame(reply: Reply, serial: number, mark = 0x7164): Uint8Array {
  const facts = Buffer.from(reply.facts);
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt8(reply.failed ? 1 : 0, 0);
  head.writeUInt8((reply.terminated ? 1 : 0) + (reply.truncated ? 2 : 0), 1);
  head.writeUInt16LE(mark, 2);
  head.writeUInt32LE(reply.data.length, 4);
  head.writeUInt32LE(facts.length, 8);
  head.writeUInt32LE(serial, 12);
  head.writeDoubleLE(reply.reward, 16);
  return Buffer.concat([head, reply.data, facts]);
}

const replies = fc.array(
  fc.record({
    failed: fc.boolean(),
    terminated: fc.boolean(),
    truncated: fc.boolean(),
    reward: fc.double({ noNaN: true }),
    data: fc.uint8Array({ maxLength: 40 }),
    facts: fc.oneof(fc.constant(''), fc.json()),
  }),
  { minLength: 1, maxLength: 5 },
);

test('whatever the pieces that frames come in, they come out whole', async () => {
  await fc.assert(
    fc.asyncProperty(
      replies,
      fc.array(fc.nat({ max: 60 }), { maxLength: 60 }),
      fc.string({ maxLength: 30 }),
      async (sent, cuts, greeting) => {
        const source = new PassThrough();
        const stream = new ReplyStream(source);
        let cut = 0;
        let before: Uint8Array = Buffer.from(greeting + MARKER);
        for (const [serial, one] of (sent as Reply[]).entries()) {
          const received = stream.next();
          let rest: Uint8Array = Buffer.concat([before, frame(one, serial)]);
          before = new Uint8Array(0);
          while (rest.length > 0) {
            const size = (cuts[cut++ % (cuts.length || 1)] ?? 7) + 1;
            source.write(rest.subarray(0, size));
            rest = rest.subarray(size);
          }
          const reply = await received;
          expect(reply).toMatchObject({ ...one, data: Uint8Array.from(one.data) });
          expect(reply.data.byteOffset).toBe(0);
          expect(reply.data.buffer.byteLength).toBe(one.data.length);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test.each([
  ['without the mark', 0, 0x7165],
  ['that came before', 7, 0x7164],
])('a frame %s is an end', async (_, serial, mark) => {
  const source = new PassThrough();
  const stream = new ReplyStream(source);
  const waiting = stream.next();
  const reply = { failed: false, terminated: false, truncated: false, reward: 1, facts: '' };
  source.write(MARKER);
  source.write(
    frame({ ...reply, dataBytes: 0, factsBytes: 0, data: new Uint8Array(0) }, serial, mark),
  );
  await expect(waiting).rejects.toMatchObject({ isForeign: true });
  expect(source.destroyed).toBe(true);
  await expect(stream.next()).rejects.toThrow(StreamEnd);
});

test('an end in the middle of a frame rejects whoever waits, and all later ones', async () => {
  const source = new PassThrough();
  const stream = new ReplyStream(source);
  const waiting = stream.next();
  source.write(MARKER);
  source.write(new Uint8Array(HEAD_BYTES - 1));
  source.end();
  await expect(waiting).rejects.toThrow(StreamEnd);
  await expect(stream.next()).rejects.toThrow(StreamEnd);
});

test('what never comes to the marker is an end, with a greeting', async () => {
  const source = new PassThrough();
  const stream = new ReplyStream(source);
  const waiting = stream.next();
  for (let time = 0; time < 100; time++) source.write('nonsense'.repeat(128));
  await expect(waiting).rejects.toThrow(StreamEnd);
  expect(stream.greeting).toBe(`${'nonsense'.repeat(50)}…`);
});
