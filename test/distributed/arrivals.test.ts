import { expect, test } from 'vitest';
import { Box, Discrete } from '../../src/index.ts';
import { Arrivals } from '../../src/distributed/arrivals.ts';
import { BlockWriter } from '../../src/distributed/blocks/blockWriter.ts';
import { observationLayout } from '../../src/distributed/blocks/observationLayout.ts';
import type { Arrival, LearnerChannel } from '../../src/distributed/channel.ts';

const run = '0123456789abcdef'.repeat(2);
const spaces = {
  observationSpace: new Box({ low: -1, high: 1, shape: [1] }),
  actionSpace: new Discrete(2),
};

function arrivalOf(sequence: number): Arrival {
  const writer = new BlockWriter(spaces, { run, session: 'fedcba9876543210', actor: 0 });
  writer.add(
    {
      ...{ observation: Float32Array.of(0), action: 0, reward: 1 },
      ...{ nextObservation: Float32Array.of(1), terminated: false, truncated: false },
    },
    null,
  );
  const facts = { sequence, version: 1, madeMs: 0, priorities: null };
  return { position: String(sequence), bytes: writer.finish(facts) };
}

test('blocks keep their order where more come while some are on their way', async () => {
  let ready: Arrival[] = [];
  const poll = (): readonly Arrival[] => ready.splice(0);
  // As that of threads: it takes at once what is there, and hands it over by promise.
  const channel = { poll, receive: async () => poll() } as unknown as LearnerChannel;
  const arrivals = new Arrivals(channel, { run, spaces, layout: observationLayout(spaces) });
  const taken: string[] = [];
  const take = (): void => {
    const arrival = arrivals.take();
    if (arrival) taken.push(arrival.position);
  };
  ready = [arrivalOf(0), arrivalOf(1)];
  take();
  await arrivals.wait();
  ready = [arrivalOf(2)];
  // The next look takes block 2 on its way; another one comes before it is there.
  take();
  ready = [arrivalOf(3)];
  take();
  for (let turn = 0; turn < 5; turn++) {
    await arrivals.wait();
    take();
  }
  expect(taken).toEqual(['0', '1', '2', '3']);
});
