import { describe, expect, test } from 'vitest';
import {
  consume,
  type Consumer,
  DQNAgent,
  type Evaluation,
  keepBest,
  mlp,
  OptionsError,
  patience,
  threshold,
  TimeLimit,
  train,
  type TrainingEvent,
  type TrainOptions,
  UsageError,
} from '../../src/index.ts';
import { makeEnvironment } from '../../src/environments.ts';

/** A world with a state, whose episodes end after five steps or before. */
const probe = () => new TimeLimit(makeEnvironment('CartPole-v1'), { maxEpisodeSteps: 5 });

function makeAgent(): DQNAgent {
  return new DQNAgent({
    environment: probe(),
    network: mlp({ hidden: [8] }),
    batchSize: 8,
    learningStarts: 20,
    seed: 1,
  });
}

function collector(): Consumer & { readonly events: TrainingEvent[]; closed: number } {
  return {
    events: [],
    closed: 0,
    on(event) {
      this.events.push(event);
    },
    close() {
      this.closed++;
    },
  };
}

async function eventsOf(options: TrainOptions): Promise<TrainingEvent[]> {
  const agent = makeAgent();
  const events: TrainingEvent[] = [];
  for await (const event of train(agent, probe(), options)) events.push(event);
  agent.dispose();
  return events;
}

const withoutTime = (events: readonly TrainingEvent[]): object[] =>
  events.map((event) => ({ ...event, seconds: 0 }));

describe('consume', () => {
  test('hands every event to every consumer, in order, before the loop sees it', async () => {
    const agent = makeAgent();
    const order: string[] = [];
    const named = (name: string, delay: boolean): Consumer => ({
      on: ({ type }) => {
        if (!delay) return void order.push(`${name} ${type}`);
        return new Promise((resolve) => {
          setTimeout(() => {
            order.push(`${name} ${type}`);
            resolve();
          }, 1);
        });
      },
    });
    const training = train(agent, probe(), { environmentSteps: 5 });
    for await (const { type } of consume(training, [named('a', true), named('b', false)])) {
      order.push(`loop ${type}`);
    }
    expect(order.slice(0, 3)).toEqual(['a episode', 'b episode', 'loop episode']);
    expect(order.slice(-3)).toEqual(['a end', 'b end', 'loop end']);
    expect(order.length % 3).toBe(0);
    agent.dispose();
  });

  test('finish returns the last event, and closes', async () => {
    const agent = makeAgent();
    const consumer = collector();
    const training = consume(train(agent, probe(), { environmentSteps: 50 }), [consumer]);
    const end = await training.finish();
    expect(end).toBe(consumer.events.at(-1));
    expect(consumer.closed).toBe(1);
    agent.dispose();
  });

  test('break closes, once, and frees the agent', async () => {
    const agent = makeAgent();
    const consumer = collector();
    for await (const event of consume(train(agent, probe(), { environmentSteps: 500 }), [
      consumer,
    ])) {
      if (event.type === 'episode') break;
    }
    expect(consumer.closed).toBe(1);
    await train(agent, probe(), { environmentSteps: 5 }).finish();
    const training = consume(train(agent, probe(), { environmentSteps: 5 }), []);
    await training.return();
    await expect(training.finish()).rejects.toThrow(UsageError);
    agent.dispose();
  });

  test('an error of a consumer ends the training, closes all, and is the one that is thrown', async () => {
    const agent = makeAgent();
    const consumer = collector();
    const failing: Consumer = {
      on() {
        throw new Error('disk full');
      },
      close() {
        throw new Error('and cannot close');
      },
    };
    const training = train(agent, probe(), { environmentSteps: 500 });
    await expect(consume(training, [failing, consumer]).finish()).rejects.toThrow('disk full');
    expect(consumer).toMatchObject({ closed: 1, events: [] });
    await train(agent, probe(), { environmentSteps: 5 }).finish();
    agent.dispose();
  });

  test('an error while closing is thrown where there is no other, after all are closed', async () => {
    const agent = makeAgent();
    const consumer = collector();
    const failing: Consumer = {
      on: () => undefined,
      close: () => Promise.reject(new Error('cannot close')),
    };
    const training = train(agent, probe(), { environmentSteps: 5 });
    await expect(consume(training, [failing, consumer]).finish()).rejects.toThrow('cannot close');
    expect(consumer.closed).toBe(1);
    agent.dispose();
  });

  test('a consumer can take the state', async () => {
    const agent = makeAgent();
    const states: unknown[] = [];
    const consumer: Consumer = {
      async on(event, training) {
        if (event.type === 'episode' && states.length === 0) states.push(await training.getState());
      },
    };
    const training = consume(train(agent, probe(), { environmentSteps: 30 }), [consumer]);
    await training.finish();
    expect(states[0]).toMatchObject({ resumes: 'step' });
    expect(await training.getState()).toMatchObject({ resumes: 'step' });
    agent.dispose();
  });

  test('refuses what is no training or no consumer', () => {
    const agent = makeAgent();
    const training = train(agent, probe(), { environmentSteps: 5 });
    expect(() => consume(eventsOf as never, [])).toThrow(OptionsError);
    expect(() => consume(training, null as never)).toThrow(/a list of consumers/);
    expect(() => consume(training, [(() => undefined) as never])).toThrow(/Write { on: /);
    agent.dispose();
  });
});

describe('stop', () => {
  test('ends the training, with its message', async () => {
    const agent = makeAgent();
    const consumer: Consumer = {
      on(event, training) {
        if (event.type === 'episode' && event.episode === 3) training.stop('three are enough');
      },
    };
    const training = train(agent, probe(), { environmentSteps: 500 });
    const end = await consume(training, [consumer]).finish();
    expect(end).toMatchObject({ reason: 'stopped', message: 'three are enough', episodes: 3 });
    expect(() => {
      training.stop(3 as never);
    }).toThrow(OptionsError);
    agent.dispose();
  });

  test('the state of a stopped training goes on as if it had not been stopped', async () => {
    const whole = makeAgent();
    await train(whole, probe(), { environmentSteps: 100 }).finish();
    const [first, second] = [makeAgent(), makeAgent()];
    const stopped = train(first, probe(), { environmentSteps: 100 });
    for await (const event of stopped) {
      if (event.type === 'episode' && event.episode === 9) stopped.stop();
    }
    expect(first.environmentSteps).toBe(45);
    const from = await stopped.getState();
    const end = await train(second, probe(), { environmentSteps: 100, from }).finish();
    expect(end).toMatchObject({ reason: 'completed', message: null, environmentSteps: 100 });
    expect(await second.network.getWeights()).toEqual(await whole.network.getWeights());
    for (const agent of [whole, first, second]) agent.dispose();
  });
});

describe('report', () => {
  test('events of steps and updates come at multiples, and are the same at every run', async () => {
    const options = { environmentSteps: 105, report: { everyEnvironmentSteps: 25 } };
    const events = await eventsOf(options);
    const steps = events.filter(({ type }) => type === 'steps');
    expect(steps.map(({ environmentSteps }) => environmentSteps)).toEqual([25, 50, 75, 100, 105]);
    const updates = events.filter((event) => event.type === 'updates');
    expect(updates.map(({ count }) => count)).toEqual([6, 25, 25, 25, 5]);
    expect(updates.every(({ learningRate }) => learningRate === 1e-3)).toBe(true);
    expect(updates.every(({ gradientNorm }) => gradientNorm! > 0)).toBe(true);
    expect(withoutTime(await eventsOf(options))).toEqual(withoutTime(events));
  });

  test('a run that goes on reports what the whole one does', async () => {
    const options = { environmentSteps: 105, report: { everyEnvironmentSteps: 25 } };
    const whole = await eventsOf(options);
    const [first, second] = [makeAgent(), makeAgent()];
    const before: TrainingEvent[] = [];
    const training = train(first, probe(), options);
    for await (const event of training) {
      before.push(event);
      if (event.type === 'episode' && event.episode === 7) break;
    }
    const from = await training.getState();
    const after: TrainingEvent[] = [];
    for await (const event of train(second, probe(), { ...options, from })) after.push(event);
    expect(withoutTime([...before, ...after])).toEqual(withoutTime(whole));
    for (const agent of [first, second]) agent.dispose();
  });
});

describe('rules of evaluations', () => {
  const means = (values: readonly number[], consumer: Consumer): (number | null)[] => {
    const stops: (number | null)[] = [];
    let isStopped = false as boolean;
    const training = {
      getState: () => Promise.resolve({}),
      stop: () => {
        isStopped = true;
      },
    };
    for (const [index, mean] of values.entries()) {
      const evaluation = { mean } as Evaluation;
      const event = { type: 'evaluation', evaluation, environmentSteps: 100 * index } as const;
      void consumer.on(event, training);
      if (isStopped) stops.push(index);
      isStopped = false;
    }
    return stops;
  };

  test('patience ends', () => {
    expect(means([1, 2, 2, 1, 3, 3, 3], patience({ evaluations: 2 }))).toEqual([3, 6]);
    expect(means([1, 1.5, 2, 3.5], patience({ evaluations: 2, improvement: 1.2 }))).toEqual([2]);
    expect(
      means([9, 1, 1, 1, 1], patience({ evaluations: 2, afterEnvironmentSteps: 200 })),
    ).toEqual([4]);
  });

  test('a threshold is reached', () => {
    expect(means([1, 5, 4, 6], threshold({ return: 5 }))).toEqual([1, 3]);
    expect(means([5, 4, 5, 5], threshold({ return: 5, evaluations: 2 }))).toEqual([3]);
  });

  test('the best is kept', () => {
    const saved: number[] = [];
    means(
      [2, 1, 3, 3, 4],
      keepBest(({ evaluation }) => void saved.push(evaluation.mean)),
    );
    expect(saved).toEqual([2, 3, 4]);
  });

  test('what they remember can be put back', () => {
    const rules = [
      () => patience({ evaluations: 3 }),
      () => threshold({ return: 2, evaluations: 3 }),
    ];
    for (const make of rules) {
      const [whole, first, second] = [make(), make(), make()];
      const stops = means([2, 2, 2, 2, 2], whole);
      expect(stops.length).toBeGreaterThan(0);
      means([2, 2], first);
      second.prepareState!(first.getState!())();
      expect(means([2, 2, 2], second).map((at) => at! + 2)).toEqual(stops);
      expect(() => second.prepareState!({})).toThrow();
    }
  });

  test('options are checked', () => {
    expect(() => patience({ evaluations: 0 })).toThrow(OptionsError);
    expect(() => patience({ evaluations: 1, min_delta: 1 } as never)).toThrow(OptionsError);
    expect(() => threshold({ return: NaN })).toThrow(OptionsError);
    expect(() => keepBest(null as never)).toThrow(OptionsError);
  });
});
