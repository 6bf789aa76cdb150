import { expect, test } from 'vitest';
import { BlockWriter } from '../../src/distributed/blocks/blockWriter.ts';
import { MAX_SESSIONS } from '../../src/distributed/sessions.ts';
import { RemoteExperience, type Arrival, type LearnerChannel } from '../../src/distributed.ts';
import {
  Discrete,
  DQNAgent,
  decodeCheckpoint,
  memoryStore,
  train,
  type EnvironmentSpaces,
} from '../../src/index.ts';

/** A world that looks the same everywhere, so that any step could follow any other. */
const spaces: EnvironmentSpaces = {
  observationSpace: new Discrete(1),
  actionSpace: new Discrete(2),
};

const sessionOf = (who: number): string => who.toString(16).padStart(16, '0');

interface Told {
  readonly sessions: ReadonlyMap<string, number>;
  readonly forgotten: readonly string[];
}

/** Sends blocks of a step each, of episodes that have not ended: by whom, which, and what it earns. */
function channelOf(
  made: readonly (readonly [who: number, sequence: number, reward: number])[],
  told: Told[],
): LearnerChannel {
  let waiting: Arrival[] = [];
  return {
    ...{ isDurable: true, isFull: false },
    open: async ({ spec: { run } }) => {
      waiting = made.map(([who, sequence, reward], at) => {
        const writer = new BlockWriter(spaces, { run, session: sessionOf(who), actor: 0 });
        const seen = { observation: 0, nextObservation: 0, action: 0, reward };
        writer.add({ ...seen, terminated: false, truncated: false }, null);
        const bytes = writer.finish({ sequence, version: 1, madeMs: 0, priorities: null });
        return { position: `${at + 1}-0`, bytes };
      });
      return { run, version: 1 };
    },
    poll: () => waiting.splice(0),
    receive: async () => waiting.splice(0),
    acknowledge: (_, sessions, forgotten = []) => told.push({ sessions, forgotten }),
    ...{ applied: () => undefined, publish: () => undefined, takeWarnings: () => [] },
    ...{ finish: async () => undefined, close: async () => undefined },
  };
}

const others = Array.from({ length: MAX_SESSIONS - 1 }, (_, at) => [at + 1, 0, 0] as const);

test('steps of an actor do not follow on those of one that was forgotten', async () => {
  const agent = new DQNAgent({
    ...{ environment: { ...spaces }, learningStarts: 20_000, seed: 1 },
    ...{ nStep: 10, discount: 1, replay: { capacity: 20_000 } },
  });
  const told: Told[] = [];
  // The first one is forgotten for the newcomer; then it is heard of again.
  const blocks = [[0, 0, 1], ...others, [20_000, 0, 10], [0, 1, 100]] as const;
  const channel = channelOf(blocks, told);
  const experience = new RemoteExperience({ agent, channel, acknowledge: 'applied' });
  const warnings: string[] = [];
  const training = train(agent, experience, { environmentSteps: blocks.length });
  for await (const event of training) if (event.type === 'warning') warnings.push(event.message);
  const { forgotten, missing } = experience.statistics!;
  await experience.close();

  const sums = new Set<number>();
  for (let draw = 0; draw < 40; draw++) {
    for (const sum of agent.replay.sample(agent.replay.size).rewards) sums.add(sum);
  }
  agent.dispose();
  expect([...sums].sort((one, other) => one - other)).toEqual([0, 1, 10, 100]);
  // The one that came again is no gap; it took the place of another one.
  expect({ forgotten, missing }).toEqual({ forgotten: 2, missing: 0 });
  expect(warnings.filter((warning) => warning.includes('was forgotten'))).toHaveLength(1);
  expect(told.flatMap((one) => one.forgotten)).toEqual([sessionOf(0), sessionOf(1)]);
});

test('what a learner had forgotten when it was killed is known to the next one, and told again', async () => {
  const options = {
    ...{ environment: { ...spaces }, learningStarts: 20_000, seed: 1 },
    replay: { capacity: 20_000 },
  };
  const store = memoryStore();
  const first = new DQNAgent(options);
  const blocks = [[0, 0, 1], ...others, [20_000, 0, 10]] as const;
  const channel = channelOf(blocks, []);
  const experience = new RemoteExperience({ agent: first, channel });
  const training = train(first, experience, { environmentSteps: blocks.length });
  await training.finish();
  // The checkpoint is there; before Redis is told of it the learner is killed.
  await training.save(store);
  await experience.close();
  first.dispose();

  const told: Told[] = [];
  const second = new DQNAgent(options);
  // Of one that was forgotten, and of one that nobody has heard of: of that one blocks are lost.
  const more = [
    [0, 1, 100],
    [30_000, 2, 1],
  ] as const;
  const going = new RemoteExperience({ agent: second, channel: channelOf(more, told) });
  const from = decodeCheckpoint(await store.read(), { kind: 'training' });
  const warnings: string[] = [];
  const goesOn = train(second, going, { environmentSteps: blocks.length + more.length, from });
  for await (const event of goesOn) if (event.type === 'warning') warnings.push(event.message);
  await going.close();
  second.dispose();
  expect(told[0]?.forgotten).toEqual([sessionOf(0)]);
  expect(going.statistics).toMatchObject({ missing: 2, forgotten: 2 });
  expect(warnings.filter((warning) => warning.includes('never came'))).toEqual([
    expect.stringContaining(`2 blocks of the actor ${sessionOf(30_000)}`),
  ]);
});
