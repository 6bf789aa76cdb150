import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Agent } from '../../src/agents/agent.ts';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import type { AsyncEnvironment, Environment } from '../../src/protocol/environment.ts';
import { makeEnvironment } from '../../src/environments.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { epsilonGreedy } from '../../src/policies/epsilonGreedy.ts';
import { adam } from '../../src/optimizers/optimizer.ts';
import type { TrainingEvent } from '../../src/training/events.ts';
import { evaluate } from '../../src/training/evaluate.ts';
import { train } from '../../src/training/train.ts';
import type { TrainOptions } from '../../src/training/trainOptions.ts';
import { setUpBackend } from '../support/backends.ts';
import { sideProbe } from '../support/probes.ts';
import { tfjs } from '../../src/engines/tfjs/tfjs.ts';
import { builtProgram } from '../support/builtProgram.ts';

beforeAll(async () => {
  await setUpBackend('wasm');
});

function makeAgent(): DQNAgent {
  return new DQNAgent({
    environment: sideProbe(),
    engine: tfjs(),
    network: mlp({ hidden: [8] }),
    batchSize: 8,
    learningStarts: 20,
  });
}

async function collect(
  agent: Agent,
  environment: Environment | AsyncEnvironment,
  options: TrainOptions,
): Promise<TrainingEvent[]> {
  const events: TrainingEvent[] = [];
  for await (const event of train(agent, environment, options)) events.push(event);
  return events;
}

const ofType = <T extends TrainingEvent['type']>(events: TrainingEvent[], type: T) =>
  events.filter((event): event is Extract<TrainingEvent, { type: T }> => event.type === type);

test('the events add up', async () => {
  const agent = makeAgent();
  const events = await collect(agent, sideProbe(), { environmentSteps: 103 });
  const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
  expect(sum(ofType(events, 'steps').map(({ count }) => count))).toBe(103);
  expect(sum(ofType(events, 'updates').map(({ count }) => count))).toBe(84);
  const episodes = ofType(events, 'episode');
  expect(episodes.map(({ length }) => length)).toEqual(Array.from({ length: 20 }, () => 5));
  expect(episodes.map(({ episode }) => episode)).toEqual(episodes.map((_, index) => index + 1));
  expect(episodes.every(({ terminated, truncated }) => terminated && !truncated)).toBe(true);
  expect(events.at(-1)).toMatchObject({
    type: 'end',
    reason: 'completed',
    environmentSteps: 103,
    updates: 84,
    episodes: 20,
  });
  expect(ofType(events, 'end')).toHaveLength(1);
  agent.dispose();
});

test('a second call goes on counting', async () => {
  const agent = makeAgent();
  await collect(agent, sideProbe(), { environmentSteps: 30 });
  const events = await collect(agent, sideProbe(), { environmentSteps: 30 });
  expect(events.at(-1)).toMatchObject({ environmentSteps: 60, episodes: 6 });
  agent.dispose();
});

test('a second call plays other episodes', async () => {
  const [one, other] = [makeAgent(), makeAgent()];
  const seen: number[][] = [];
  for (const [agent, calls] of [
    [one, 2],
    [other, 1],
  ] as const) {
    for (let call = 0; call < calls; call++) {
      const environment = sideProbe();
      const first: number[] = [];
      const watched: Environment = {
        ...environment,
        reset(options) {
          first.push(options?.seed ?? -1);
          return environment.reset(options);
        },
      };
      await collect(agent, watched, { environmentSteps: 3 });
      seen.push(first);
    }
  }
  expect(seen[1]).not.toEqual(seen[0]);
  expect(seen[2]).toEqual(seen[0]);
  one.dispose();
  other.dispose();
});

test('evaluations and checkpoints come when they are due', async () => {
  const agent = makeAgent();
  const saved: number[] = [];
  const events = await collect(agent, sideProbe(), {
    environmentSteps: 100,
    evaluation: { everyEnvironmentSteps: 40, environment: sideProbe(), episodes: 3 },
    checkpoint: {
      everyEnvironmentSteps: 50,
      save: () => void saved.push(agent.environmentSteps),
    },
  });
  const evaluations = ofType(events, 'evaluation');
  expect(evaluations.map(({ environmentSteps }) => environmentSteps)).toEqual([40, 80]);
  expect(evaluations.every(({ evaluation }) => evaluation.returns.length === 3)).toBe(true);
  expect(saved).toEqual([50, 100]);
  expect(ofType(events, 'checkpoint')).toHaveLength(2);
  agent.dispose();
});

test.each([
  [100, 40, [40, 80, 100]],
  [80, 40, [40, 80]],
  [7, 40, [7]],
])('with atEnd, %d steps in a rhythm of %d are evaluated at %j', async (steps, every, at) => {
  const agent = makeAgent();
  const evaluation = { everyEnvironmentSteps: every, environment: sideProbe(), atEnd: true };
  const options = { environmentSteps: steps, evaluation: { ...evaluation, episodes: 1 } };
  const events = ofType(await collect(agent, sideProbe(), options), 'evaluation');
  expect(events.map(({ environmentSteps }) => environmentSteps)).toEqual(at);
  agent.dispose();
});

test('with atStart there is one before the first step, also of an agent that took steps before', async () => {
  const agent = makeAgent();
  const saved: number[] = [];
  const options = (atStart?: boolean): TrainOptions => ({
    environmentSteps: 50,
    evaluation: {
      ...{ everyEnvironmentSteps: 40, environment: sideProbe(), episodes: 1 },
      ...(atStart !== undefined && { atStart }),
    },
    checkpoint: {
      everyEnvironmentSteps: 10,
      save: () => void saved.push(agent.environmentSteps),
    },
  });
  const first = await collect(agent, sideProbe(), options(true));
  expect(first[0]).toMatchObject({ type: 'evaluation', environmentSteps: 0 });
  expect(ofType(first, 'evaluation').map((one) => one.environmentSteps)).toEqual([0, 40]);
  expect(saved).toEqual([10, 20, 30, 40, 50]);
  const second = await collect(agent, sideProbe(), options(true));
  expect(ofType(second, 'evaluation').map((one) => one.environmentSteps)).toEqual([50, 80]);
  expect(saved.slice(5)).toEqual([60, 70, 80, 90, 100]);
  const third = await collect(agent, sideProbe(), options());
  expect(ofType(third, 'evaluation').map((one) => one.environmentSteps)).toEqual([120]);
  agent.dispose();
});

test('evaluations are as evaluate makes them with their seed, greedy or exploring', async () => {
  for (const explore of [false, true]) {
    const how = { episodes: 9, seed: 77, explore };
    const environment = makeEnvironment('CartPole-v1');
    const policy = epsilonGreedy({ epsilon: 0.7 });
    const player = new DQNAgent({ environment, policy, beforeLearning: 'policy', seed: 3 });
    const evaluation = { everyEnvironmentSteps: 20, environment, ...how };
    const run = { environmentSteps: 20, evaluation };
    const events = await collect(player, makeEnvironment('CartPole-v1'), run);
    const [found] = ofType(events, 'evaluation');
    const alone = await evaluate(player, makeEnvironment('CartPole-v1'), how);
    expect(found?.evaluation).toEqual(alone);
    const other = await evaluate(player, makeEnvironment('CartPole-v1'), {
      ...how,
      explore: !explore,
    });
    expect(found?.evaluation).not.toEqual(other);
    player.dispose();
  }
});

test('evaluation does not change what is learned', async () => {
  const weights = await Promise.all(
    [true, false].map(async (evaluated) => {
      const agent = makeAgent();
      await collect(agent, sideProbe(), {
        environmentSteps: 100,
        ...(evaluated && { evaluation: { everyEnvironmentSteps: 10, environment: sideProbe() } }),
      });
      const found = await agent.network.getWeights();
      agent.dispose();
      return found;
    }),
  );
  expect(weights[0]).toEqual(weights[1]);
});

describe('stopping', () => {
  test('by a signal, between steps and in the middle of a burst of updates', async () => {
    for (const train of [
      { everyEnvironmentSteps: 1, updates: 1 },
      { everyEnvironmentSteps: 20, updates: 1_000_000 },
    ]) {
      const agent = new DQNAgent({
        environment: sideProbe(),
        network: mlp({ hidden: [8] }),
        batchSize: 8,
        learningStarts: 8,
        train,
      });
      const controller = new AbortController();
      setTimeout(() => {
        controller.abort();
      }, 60);
      const events = await collect(agent, sideProbe(), {
        environmentSteps: 10_000_000,
        signal: controller.signal,
      });
      expect(events.at(-1)).toMatchObject({ type: 'end', reason: 'aborted' });
      agent.dispose();
    }
  });

  test('by a signal that was given before', async () => {
    const agent = makeAgent();
    const events = await collect(agent, sideProbe(), {
      environmentSteps: 10,
      signal: AbortSignal.abort(),
    });
    expect(events.at(-1)).toMatchObject({ reason: 'aborted', environmentSteps: 0 });
    agent.dispose();
  });

  test('by a signal in the middle of an evaluation', async () => {
    const agent = makeAgent();
    const controller = new AbortController();
    const environment = sideProbe();
    let steps = 0;
    const watched: Environment = {
      ...environment,
      step(action) {
        steps++;
        if (steps === 7) controller.abort();
        return environment.step(action);
      },
    };
    const events = await collect(agent, sideProbe(), {
      environmentSteps: 50,
      signal: controller.signal,
      evaluation: { everyEnvironmentSteps: 10, environment: watched, episodes: 1000 },
    });
    expect(steps).toBe(7);
    expect(ofType(events, 'evaluation')).toHaveLength(0);
    expect(events.at(-1)).toMatchObject({ reason: 'aborted', environmentSteps: 10 });
    agent.dispose();
  });

  test('by break', async () => {
    const agent = makeAgent();
    for await (const event of train(agent, sideProbe(), { environmentSteps: 1_000_000 })) {
      if (event.type === 'episode') break;
    }
    expect(agent.environmentSteps).toBe(5);
    agent.dispose();
  });
});

test('others get turns while it trains', async () => {
  const agent = new DQNAgent({
    environment: sideProbe(),
    engine: tfjs(),
    network: mlp({ hidden: [8] }),
    batchSize: 8,
    learningStarts: 8,
    train: { everyEnvironmentSteps: 100, updates: 100 },
  });
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  await collect(agent, sideProbe(), { environmentSteps: 1500 });
  clearInterval(timer);
  // How many depends on the machine; that one comes every 16 ms is tested with a clock
  // of its own in trainLoop.test.ts.
  expect(turns).toBeGreaterThan(2);
  agent.dispose();
});

test('an environment that answers later is trained in just the same', async () => {
  const later = (environment: Environment): AsyncEnvironment => ({
    observationSpace: environment.observationSpace,
    actionSpace: environment.actionSpace,
    reset: (options) => Promise.resolve(environment.reset(options)),
    step: (action) => Promise.resolve(environment.step(action)),
  });
  const [one, other] = [makeAgent(), makeAgent()];
  await collect(one, sideProbe(), { environmentSteps: 80 });
  await collect(other, later(sideProbe()), { environmentSteps: 80 });
  expect(await other.getState()).toEqual(await one.getState());
  one.dispose();
  other.dispose();
});

test('a backend that is read asynchronously trains just the same', async () => {
  const [one, other] = [makeAgent(), makeAgent()];
  await collect(one, sideProbe(), { environmentSteps: 80 });
  const slow: Agent = {
    reads: 'async',
    get environmentSteps() {
      return other.environmentSteps;
    },
    get updates() {
      return other.updates;
    },
    get updatesDue() {
      return other.updatesDue;
    },
    get exploration() {
      return other.exploration;
    },
    act: () => {
      throw new Error('act must not be called');
    },
    learn: () => {
      throw new Error('learn must not be called');
    },
    actAsync: (...given) => other.actAsync(...given),
    learnAsync: () => other.learnAsync(),
    observe: (...given) => {
      other.observe(...given);
    },
  };
  await collect(slow, sideProbe(), { environmentSteps: 80 });
  expect(await other.getState()).toEqual(await one.getState());
  one.dispose();
  other.dispose();
});

test('a diverging agent stops training with an error that says so', async () => {
  const environment = sideProbe();
  const huge: Environment = {
    ...environment,
    step: (action) => ({ ...environment.step(action), reward: 3e38 }),
  };
  const agent = new DQNAgent({
    environment,
    network: mlp({ hidden: [8] }),
    batchSize: 8,
    learningStarts: 8,
    loss: 'mse',
    gradientClipNorm: null,
    optimizer: adam({ learningRate: 1 }),
  });
  await expect(collect(agent, huge, { environmentSteps: 2000 })).rejects.toThrow(
    /The loss .* at update \d+; the weights were left/,
  );
  agent.dispose();
});

test.each([
  { environmentSteps: 0 },
  { environmentSteps: 1.5 },
  { steps: 10 } as never,
  { environmentSteps: 1, seed: -1 },
  { environmentSteps: 1, evaluation: { everyEnvironmentSteps: 0, environment: sideProbe() } },
  { environmentSteps: 1, evaluation: { everyEnvironmentSteps: 1 } as never },
  {
    environmentSteps: 1,
    evaluation: { everyEnvironmentSteps: 1, environment: sideProbe(), atEnd: 1 as never },
  },
  ...[{ atStart: 'yes' }, { explore: 1 }, { seed: -1 }, { seed: 0.5 }].map((wrong) => ({
    environmentSteps: 1,
    evaluation: { everyEnvironmentSteps: 1, environment: sideProbe(), ...(wrong as object) },
  })),
  { environmentSteps: 1, evaluation: { everyEnvironmentSteps: 1, enviroment: 1 } as never },
  { environmentSteps: 1, checkpoint: { everyEnvironmentSteps: 1, save: 'x' as never } },
  // What `condition && { … }` gives is no options.
  { environmentSteps: 1, evaluation: false as never },
  { environmentSteps: 1, checkpoint: 0 as never },
  { environmentSteps: 1, report: '' as never },
  { environmentSteps: 1, signal: new AbortController() as never },
  undefined as never,
])('impossible options are refused: %o', async (options) => {
  const agent = makeAgent();
  await expect(collect(agent, sideProbe(), options)).rejects.toMatchObject({
    name: 'OptionsError',
  });
  agent.dispose();
});

test.each(['tfjs', 'simd'])(
  'the heap stays flat over 200,000 steps on %s',
  async (engine) => {
    // In a process of its own, as the test runner's own heap grows.
    const script = builtProgram(new URL('heapChild.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', script, engine]);
    expect(stdout).toMatch(/^-?\d+\n$/);
    // Less than what 1 byte a step would have left behind.
    expect(Number(stdout)).toBeLessThan(200_000);
  },
  120_000,
);

test('the environment of training is refused for evaluation', async () => {
  const agent = makeAgent();
  const environment = sideProbe();
  const options = { environmentSteps: 10, evaluation: { everyEnvironmentSteps: 5, environment } };
  await expect(collect(agent, environment, options)).rejects.toThrow('make a second one');
  agent.dispose();
});

test.each([
  ['undefined', () => undefined, 'received undefined'],
  ['no observation', () => ({ reward: 1, terminated: false, truncated: false }), 'observation'],
  ['a reward in a string', (step: object) => ({ ...step, reward: '1' }), 'reward must be a finite'],
  ['NaN', (step: object) => ({ ...step, reward: NaN }), 'reward must be a finite number'],
  ['done', ({ ...step }: object) => ({ ...step, terminated: undefined }), 'terminated must be'],
])(
  'a step that returns %s is an EnvironmentError, in training and evaluation',
  async (_, break_, message) => {
    const environment = sideProbe();
    const broken = {
      ...environment,
      step: (action: number) => break_(environment.step(action)) as never,
    };
    const agent = makeAgent();
    const error = { name: 'EnvironmentError', message: expect.stringContaining(message) as string };
    await expect(collect(agent, broken, { environmentSteps: 3 })).rejects.toMatchObject(error);
    await expect(evaluate(agent, broken)).rejects.toMatchObject(error);
    agent.dispose();
  },
);

test('an environment that writes into the array it returned before is found out', async () => {
  const environment = sideProbe();
  const shared = new Float32Array(1);
  const look = <T extends { observation: Float32Array }>(result: T): T => {
    shared.set(result.observation);
    return { ...result, observation: shared };
  };
  const broken: Environment<Float32Array> = {
    ...environment,
    reset: (options) => look(environment.reset(options)),
    step: (action) => look(environment.step(action)),
  };
  const agent = makeAgent();
  await expect(collect(agent, broken, { environmentSteps: 3 })).rejects.toThrow('new array');
  agent.dispose();
});
