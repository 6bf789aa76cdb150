import { afterEach, describe, expect, test, vi } from 'vitest';
import type { TrainingEvent } from '../../src/training/events.ts';
import { train } from '../../src/training/train.ts';
import {
  scriptedAgent,
  scriptedEnvironment,
  type ScriptedAgent,
  type ScriptedEnvironment,
  type ScriptedEpisode,
} from '../support/scripted.ts';

const twoEpisodes: readonly ScriptedEpisode[] = [
  { rewards: [1, 2, 4], end: 'truncated' },
  { rewards: [-8, 16], end: 'terminated' },
];

afterEach(() => {
  vi.restoreAllMocks();
});

async function collect(
  agent: ScriptedAgent,
  environment: ScriptedEnvironment,
  options: Parameters<typeof train>[2],
): Promise<TrainingEvent[]> {
  const events: TrainingEvent[] = [];
  for await (const event of train(agent, environment, options)) events.push(event);
  return events;
}

const ofType = <T extends TrainingEvent['type']>(events: TrainingEvent[], type: T) =>
  events.filter((event): event is Extract<TrainingEvent, { type: T }> => event.type === type);

/** A clock that only moves when it is told to. */
function stopClock(): { advance(milliseconds: number): void } {
  let now = 1000;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  return { advance: (milliseconds) => void (now += milliseconds) };
}

describe('episodes', () => {
  test('follow one another, each from its own first observation', async () => {
    const agent = scriptedAgent();
    const environment = scriptedEnvironment(twoEpisodes);
    await collect(agent, environment, { environmentSteps: 7 });
    expect(agent.seen).toEqual([
      [1, 0],
      [1, 1],
      [1, 2],
      [2, 0],
      [2, 1],
      [3, 0],
      [3, 1],
    ]);
    const transitions = agent.observed.map((transition) => [
      [...(transition.observation as Float32Array)],
      [...(transition.nextObservation as Float32Array)],
      transition.action,
      transition.reward,
      transition.terminated,
      transition.truncated,
    ]);
    // The agent takes 1 and 0 in turn.
    expect(transitions).toEqual([
      [[1, 0], [1, 1], 1, 1, false, false],
      [[1, 1], [1, 2], 0, 2, false, false],
      [[1, 2], [1, 3], 1, 4, false, true],
      [[2, 0], [2, 1], 0, -8, false, false],
      [[2, 1], [2, 2], 1, 16, true, false],
      [[3, 0], [3, 1], 0, 1, false, false],
      [[3, 1], [3, 2], 1, 2, false, false],
    ]);
    expect(environment.actions).toEqual([1, 0, 1, 0, 1, 0, 1]);
    expect(environment.resets).toHaveLength(3);
  });

  test('are reported with the sum of their rewards', async () => {
    const environment = scriptedEnvironment(twoEpisodes);
    const events = await collect(scriptedAgent(), environment, { environmentSteps: 9 });
    expect(ofType(events, 'episode')).toEqual(
      [
        { return: 7, length: 3, terminated: false, truncated: true, environmentSteps: 3 },
        { return: 8, length: 2, terminated: true, truncated: false, environmentSteps: 5 },
        { return: 7, length: 3, terminated: false, truncated: true, environmentSteps: 8 },
      ].map((event, index) => ({ type: 'episode', episode: index + 1, ...event })),
    );
  });
});

describe('seeds', () => {
  const seedsOf = async (seed?: number): Promise<(number | undefined)[]> => {
    const environment = scriptedEnvironment(twoEpisodes);
    await collect(scriptedAgent(), environment, {
      environmentSteps: 9,
      ...(seed !== undefined && { seed }),
    });
    return environment.resets.map((options) => options?.seed);
  };

  test('the first reset alone is given one', async () => {
    const [first, ...later] = await seedsOf();
    expect(first).toBeTypeOf('number');
    expect(later).toEqual([undefined, undefined, undefined]);
  });

  test('the option decides it; 0 is the default', async () => {
    expect(await seedsOf(5)).toEqual(await seedsOf(5));
    expect(await seedsOf(5)).not.toEqual(await seedsOf(6));
    expect(await seedsOf()).toEqual(await seedsOf(0));
    expect(await seedsOf()).not.toEqual(await seedsOf(1));
  });

  const evaluationSeeds = async (seed: number): Promise<(number | undefined)[]> => {
    const environment = scriptedEnvironment(twoEpisodes);
    await collect(scriptedAgent(), scriptedEnvironment(twoEpisodes), {
      environmentSteps: 9,
      seed,
      evaluation: { everyEnvironmentSteps: 3, environment, episodes: 2 },
    });
    return environment.resets.map((options) => options?.seed);
  };

  test('every evaluation of a run plays the same episodes, which the seed decides', async () => {
    const [first, ...rest] = await evaluationSeeds(5);
    expect(first).toBeTypeOf('number');
    expect(rest).toEqual([undefined, first, undefined, first, undefined]);
    expect((await evaluationSeeds(6))[0]).not.toBe(first);
  });
});

describe('evaluation', () => {
  test('is greedy, and plays 20 episodes unless told otherwise', async () => {
    const agent = scriptedAgent();
    const environment = scriptedEnvironment([{ rewards: [3], end: 'terminated' }]);
    const events = await collect(agent, scriptedEnvironment(twoEpisodes), {
      environmentSteps: 3,
      evaluation: { everyEnvironmentSteps: 2, environment },
    });
    const explored = agent.choices.map((choice) => choice?.explore ?? true);
    expect(explored).toEqual([true, true, ...Array.from({ length: 20 }, () => false), true]);
    const [event] = ofType(events, 'evaluation');
    expect(event).toMatchObject({ environmentSteps: 2, evaluation: { mean: 3, min: 3 } });
    expect(event?.evaluation.returns).toHaveLength(20);
    // What the agent is trained on comes from the other environment alone.
    expect(agent.observed.map(({ reward }) => reward)).toEqual([1, 2, 4]);
  });
});

test('a checkpoint is waited for before its event and the next step', async () => {
  const log: string[] = [];
  const environment = scriptedEnvironment(twoEpisodes, () => void log.push('step'));
  const events = train(scriptedAgent(), environment, {
    environmentSteps: 4,
    checkpoint: {
      everyEnvironmentSteps: 2,
      async save() {
        log.push('save');
        await new Promise((resolve) => setTimeout(resolve, 5));
        log.push('saved');
      },
    },
  });
  for await (const event of events) if (event.type === 'checkpoint') log.push('event');
  const twoSteps = ['step', 'step', 'save', 'saved', 'event'];
  expect(log).toEqual([...twoSteps, ...twoSteps]);
});

test('a checkpoint that fails ends the training with its error', async () => {
  const failure = new Error('disk full');
  const events = collect(scriptedAgent(), scriptedEnvironment(twoEpisodes), {
    environmentSteps: 4,
    checkpoint: { everyEnvironmentSteps: 2, save: () => Promise.reject(failure) },
  });
  await expect(events).rejects.toBe(failure);
});

describe('figures', () => {
  const results = [
    { loss: 1, meanQ: 10 },
    { loss: 3, meanQ: 40 },
    { loss: 8, meanQ: -2 },
  ];

  test('loss and meanQ are averages over the updates since the last event', async () => {
    stopClock();
    const agent = scriptedAgent({ updates: results });
    const events = await collect(agent, scriptedEnvironment(twoEpisodes), { environmentSteps: 4 });
    expect(ofType(events, 'updates')).toEqual([
      {
        ...{ type: 'updates', count: 3, updates: 3, loss: 4, meanQ: 16, environmentSteps: 4 },
        ...{ learningRate: null, gradientNorm: null },
      },
    ]);
  });

  test('and start anew with each event', async () => {
    const clock = stopClock();
    const environment = scriptedEnvironment(twoEpisodes, () => {
      clock.advance(10);
    });
    // An event falls due every second step, of 10 ms each.
    const agent = scriptedAgent({ updates: results });
    const events = await collect(agent, environment, { environmentSteps: 4 });
    const updates = ofType(events, 'updates').map(({ count, updates, loss, meanQ }) => [
      count,
      updates,
      loss,
      meanQ,
    ]);
    expect(updates).toEqual([
      [2, 2, 2, 25],
      [1, 3, 8, -2],
    ]);
    // Nor is a mean of nothing reported where there was no update.
    const without = await collect(scriptedAgent(), environment, { environmentSteps: 4 });
    expect(ofType(without, 'updates')).toEqual([]);
  });

  test('seconds are seconds, since the last event and since the start', async () => {
    const clock = stopClock();
    const environment = scriptedEnvironment(twoEpisodes, () => {
      clock.advance(250);
    });
    const events = await collect(scriptedAgent(), environment, { environmentSteps: 6 });
    const steps = ofType(events, 'steps');
    const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
    expect(sum(steps.map(({ seconds }) => seconds))).toBeCloseTo(1.5, 9);
    expect(sum(steps.map(({ count }) => count))).toBe(6);
    for (const { count, seconds } of steps) expect(seconds).toBeCloseTo(0.25 * count, 9);
    expect(steps.length).toBeGreaterThan(3);
    expect(ofType(events, 'end')).toMatchObject([{ seconds: 1.5 }]);
  });

  test('the exploration is the one at the time of the event', async () => {
    const clock = stopClock();
    const environment = scriptedEnvironment(twoEpisodes, () => {
      clock.advance(20);
    });
    const exploration = (steps: number) => ({ name: 'epsilon', value: 1 - steps / 8 });
    const events = await collect(scriptedAgent({ exploration }), environment, {
      environmentSteps: 3,
    });
    const steps = ofType(events, 'steps').filter(({ count }) => count > 0);
    expect(steps.map(({ environmentSteps }) => environmentSteps)).toEqual([1, 2, 3]);
    expect(steps.map((event) => event.exploration)).toEqual([
      { name: 'epsilon', value: 0.875 },
      { name: 'epsilon', value: 0.75 },
      { name: 'epsilon', value: 0.625 },
    ]);
  });

  test('an agent without one reports null', async () => {
    const environment = scriptedEnvironment(twoEpisodes);
    const events = await collect(scriptedAgent(), environment, { environmentSteps: 2 });
    expect(ofType(events, 'steps').map(({ exploration }) => exploration)).toEqual([null]);
  });
});

test.each(['sync', 'async'] as const)('an agent that reads %s is asked that way', async (reads) => {
  const updates = [
    { loss: 1, meanQ: 1 },
    { loss: 1, meanQ: 1 },
  ];
  const agent = scriptedAgent({ reads, updates, everyEnvironmentSteps: 2 });
  await collect(agent, scriptedEnvironment(twoEpisodes), { environmentSteps: 4 });
  const [act, learn] = reads === 'async' ? ['actAsync', 'learnAsync'] : ['act', 'learn'];
  expect(agent.calls).toEqual([act, act, learn, act, act, learn]);
});
