import {
  Box,
  DQNAgent,
  FrameStack,
  mlp,
  prioritized,
  ranked,
  simd,
  StickyActions,
  TimeLimit,
  TransformObservation,
  VectorEnvironment,
  type DQNAgentOptions,
  type Environment,
} from '../../src/index.ts';
import { CartPole, makeEnvironment } from '../../src/environments.ts';
import { openRun, type Run, type RunOptions } from '../../src/node.ts';

/** A run that can be made again in another process. */
export interface RunWorld {
  readonly environment: () => RunOptions['environment'];
  readonly agent: Partial<DQNAgentOptions>;
}

const bytes = (): Environment<Uint8Array> =>
  new FrameStack(
    new TransformObservation(new CartPole(), {
      observationSpace: new Box({ low: 0, high: 255, shape: [4, 4, 1], dtype: 'uint8' }),
      transform: (observation) =>
        Uint8Array.from({ length: 16 }, (_, index) => 1e4 * observation[index % 4]!),
    }),
    { frames: 3 },
  );

export const runWorlds: Readonly<Record<string, RunWorld>> = {
  plain: { environment: () => makeEnvironment('CartPole-v1'), agent: {} },
  'prioritized, n-step': {
    environment: () => new StickyActions(makeEnvironment('CartPole-v1')),
    agent: { replay: { capacity: 150, sampler: prioritized() }, nStep: 3 },
  },
  'a group, ranked': {
    environment: () =>
      new VectorEnvironment(3, () => new TimeLimit(new CartPole(), { maxEpisodeSteps: 30 })),
    agent: { replay: { capacity: 200, sampler: ranked() } },
  },
  'stacks of frames': {
    environment: bytes,
    agent: { replay: { capacity: 250, frames: 3 } },
  },
};

/** Opens the run of a world in a folder. */
export async function openWorld(
  folder: string,
  name: string,
  more: Partial<RunOptions> = {},
): Promise<{ readonly run: Run; readonly agent: DQNAgent }> {
  const world = runWorlds[name];
  if (!world) throw new Error(`There is no world '${name}'.`);
  const environment = world.environment();
  const agent = new DQNAgent({
    ...{ environment, network: mlp({ hidden: [16] }), replay: { capacity: 300 } },
    ...{ batchSize: 8, learningStarts: 40, seed: 3, engine: simd({ relaxed: false }) },
    ...world.agent,
  });
  const options: RunOptions = {
    ...{ agent, environment, environmentSteps: 600, seed: 7 },
    evaluation: {
      ...{ everyEnvironmentSteps: 130, episodes: 2, maxEpisodeSteps: 60 },
      environment: name === 'stacks of frames' ? bytes() : makeEnvironment('CartPole-v1'),
    },
    checkpoint: { everyEnvironmentSteps: 50, keep: 2 },
    log: { everyEnvironmentSteps: 45 },
    // Drawing takes longer than training does here; one world with it is enough.
    video: name === 'prioritized, n-step',
    ...more,
  };
  return { run: await openRun(folder, options), agent };
}
