import { expect, test } from 'vitest';
import { BlockWriter } from '../../src/distributed/blocks/blockWriter.ts';
import { RemoteExperience, type LearnerChannel } from '../../src/distributed.ts';
import {
  decodeCheckpoint,
  Discrete,
  DQNAgent,
  memoryStore,
  train,
  type EnvironmentSpaces,
  type State,
} from '../../src/index.ts';

/** A world that looks the same everywhere, so that any step could follow any other. */
const spaces: EnvironmentSpaces = {
  observationSpace: new Discrete(1),
  actionSpace: new Discrete(2),
};

const STEPS = 2;
/** Too old for the learner, and new enough. */
const [OLD, NEW] = [0, 100];

interface Made {
  readonly sequence: number;
  readonly version: number;
}

/** Blocks of one actor; the steps of block n earn 10ⁿ each. */
function channelOf(made: readonly Made[]): LearnerChannel {
  let waiting: { position: string; bytes: Uint8Array }[] = [];
  return {
    ...{ isDurable: true, isFull: false },
    open: async ({ spec, position }) => {
      const session = 'fedcba9876543210';
      const writer = new BlockWriter(spaces, { run: spec.run, session, actor: 0 });
      const all = made.map(({ sequence, version }, at) => {
        for (let step = 0; step < STEPS; step++) {
          const ends = { terminated: false, truncated: false };
          const seen = { observation: 0, nextObservation: 0 };
          writer.add({ ...seen, action: 0, reward: 10 ** sequence, ...ends }, null);
        }
        const bytes = writer.finish({ sequence, version, madeMs: 0, priorities: null });
        return { position: `${at + 1}-0`, bytes };
      });
      waiting = all.slice(position === null ? 0 : parseInt(position));
      return { run: spec.run, version: 100 };
    },
    poll: () => waiting.splice(0, 1),
    receive: async () => waiting.splice(0, 1),
    ...{ applied: () => undefined, acknowledge: () => undefined, publish: () => undefined },
    ...{ takeWarnings: () => [], finish: async () => undefined, close: async () => undefined },
  };
}

interface Trained {
  readonly sums: readonly number[];
  readonly missing: number;
  readonly state: State;
}

/** Trains up to so many steps; what all rewards from each step on come to. */
async function trained(
  blocks: readonly Made[],
  environmentSteps: number,
  from: State | null = null,
): Promise<Trained> {
  const agent = new DQNAgent({
    ...{ environment: { ...spaces }, learningStarts: 1_000, seed: 1 },
    ...{ nStep: 10, discount: 1 },
  });
  const experience = new RemoteExperience({ agent, channel: channelOf(blocks), maxVersionLag: 3 });
  const training = train(agent, experience, { environmentSteps, ...(from && { from }) });
  await training.finish();
  const store = memoryStore();
  await training.save(store);
  await experience.close();
  const found = new Set<number>();
  for (let draw = 0; draw < 40; draw++) {
    for (const sum of agent.replay.sample(agent.replay.size).rewards) found.add(sum);
  }
  const { missing } = experience.statistics!;
  agent.dispose();
  return {
    ...{ sums: [...found].sort((one, other) => one - other), missing },
    state: decodeCheckpoint(await store.read(), { kind: 'training' }),
  };
}

const fresh = (sequence: number): Made => ({ sequence, version: NEW });

test('blocks that follow one another are one episode', async () => {
  const { sums } = await trained([fresh(0), fresh(1)], 4);
  expect(sums).toEqual([10, 20, 21, 22]);
});

test('rewards are not summed over a block that never came', async () => {
  const { sums, missing } = await trained([fresh(0), fresh(2), fresh(3)], 6);
  expect(sums).toEqual([1, 2, 1_000, 2_000, 2_100, 2_200]);
  expect(missing).toBe(1);
});

test('rewards are not summed over a block that was too old', async () => {
  const { sums, missing } = await trained([fresh(0), { sequence: 1, version: OLD }, fresh(2)], 4);
  expect(sums).toEqual([1, 2, 100, 200]);
  expect(missing).toBe(0);
});

test('the rest of a block follows its beginning, where the run stopped in it after a gap', async () => {
  const blocks = [fresh(0), fresh(2), fresh(3)];
  const { state } = await trained(blocks, 3);
  const { sums, missing } = await trained(blocks, 6, state);
  expect(sums).toEqual([1, 2, 1_000, 2_000, 2_100, 2_200]);
  // The gap was found before the run stopped.
  expect(missing).toBe(0);
});
