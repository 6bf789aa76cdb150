import { describe, expect, test } from 'vitest';
import type { Actor, Agent } from '../../src/agents/agent.ts';
import { CartPole } from '../../src/environments/cartPole/cartPole.ts';
import { agentParts } from '../../src/agents/agentParts.ts';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import type { DQNAgentOptions } from '../../src/agents/dqnAgentOptions.ts';
import { restoreAgent } from '../../src/agents/restoreAgent.ts';
import { BackendError, OptionsError, UsageError } from '../../src/errors.ts';
import { cql } from '../../src/heads/cql.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { fillReplay } from '../../src/offline/fillReplay.ts';
import { recordEpisodes } from '../../src/offline/recordEpisodes.ts';
import { trainOffline } from '../../src/offline/trainOffline.ts';
import { prioritized } from '../../src/replay/samplers/prioritized.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/state/encode.ts';
import { memoryStore } from '../../src/state/memoryStore.ts';
import type { State } from '../../src/state/state.ts';
import type { TrainingEvent } from '../../src/training/events.ts';
import type { Training } from '../../src/training/training.ts';
import { evaluate } from '../../src/training/evaluate.ts';
import { train } from '../../src/training/train.ts';
import { plank } from './plank.ts';

const walker: Actor = {
  reads: 'sync',
  act: (_, { random } = {}) => random!.integer(2),
  actAsync(observation, options) {
    return Promise.resolve(this.act(observation, options));
  },
};

async function makeAgent(more: Partial<DQNAgentOptions> = {}): Promise<DQNAgent> {
  const environment = plank();
  const agent = new DQNAgent({
    environment,
    head: cql(),
    network: mlp({ hidden: [8] }),
    replay: { capacity: 1_000, sampler: prioritized() },
    learningStarts: 50,
    targetUpdate: { everyUpdates: 7 },
    ...more,
  });
  await fillReplay(agent.replay, recordEpisodes(walker, environment, { episodes: 10 }));
  return agent;
}

/** Events without what depends on the clock. */
async function collect(training: Training): Promise<TrainingEvent[]> {
  const found: TrainingEvent[] = [];
  for await (const event of training) {
    if (event.type !== 'updates') found.push('seconds' in event ? { ...event, seconds: 0 } : event);
  }
  return found;
}

describe('a run', () => {
  test('makes so many updates, no steps, and reports', async () => {
    const agent = await makeAgent();
    const size = agent.replay.size;
    const events: TrainingEvent[] = [];
    for await (const event of trainOffline(agent, { updates: 300 })) events.push(event);
    expect(agent.updates).toBe(300);
    expect(agent.environmentSteps).toBe(0);
    expect(agent.replay.size).toBe(size);
    const counts = events.map((event) => (event.type === 'updates' ? event.count : 0));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(300);
    expect(events.at(-1)).toMatchObject({
      ...{ type: 'end', reason: 'completed', episodes: 0, environmentSteps: 0 },
      ...{ updates: 300, nothingLearned: null },
    });
    expect(events.some(({ type }) => type === 'steps')).toBe(false);
    agent.dispose();
  });

  test('saves a file that restoreAgent makes the agent of', async () => {
    const agent = await makeAgent();
    const training = trainOffline(agent, { updates: 10 });
    await training.finish();
    const store = memoryStore();
    await training.save(store);
    const restored = await restoreAgent(store, { parts: agentParts });
    expect(restored.options.head.kind).toBe('cql');
    expect([restored.updates, restored.replay.size]).toEqual([10, agent.replay.size]);
    for (const each of [agent, restored]) each.dispose();
  });

  test('is what calls of learn come to', async () => {
    const [one, other] = [await makeAgent(), await makeAgent()];
    await trainOffline(one, { updates: 40 }).finish();
    for (let update = 0; update < 40; update++) other.learn();
    expect(await one.getState()).toEqual(await other.getState());
    one.dispose();
    other.dispose();
  });

  test('evaluates and saves whenever so many updates are made', async () => {
    const agent = await makeAgent();
    const saved: number[] = [];
    const events = await collect(
      trainOffline(agent, {
        updates: 25,
        evaluation: { everyUpdates: 10, environment: plank(), episodes: 2 },
        checkpoint: {
          everyUpdates: 5,
          save: () => {
            saved.push(agent.updates);
          },
        },
      }),
    );
    expect(saved).toEqual([5, 10, 15, 20, 25]);
    expect(events.map((event) => [event.type, 'updates' in event ? event.updates : 0])).toEqual([
      ...[
        ['checkpoint', 5],
        ['evaluation', 10],
        ['checkpoint', 10],
        ['checkpoint', 15],
      ],
      ...[
        ['evaluation', 20],
        ['checkpoint', 20],
        ['checkpoint', 25],
        ['end', 25],
      ],
    ]);
    agent.dispose();
  });

  test('evaluates after the last update where it is to, and not twice', async () => {
    const evaluated = async (updates: number, atEnd?: boolean): Promise<number[]> => {
      const agent = await makeAgent();
      const evaluation = { everyUpdates: 10, environment: plank(), episodes: 1 };
      const end = atEnd === undefined ? {} : { atEnd };
      const run = trainOffline(agent, { updates, evaluation: { ...evaluation, ...end } });
      const events = await collect(run);
      agent.dispose();
      return events.flatMap((event) => (event.type === 'evaluation' ? [event.updates!] : []));
    };
    expect(await evaluated(25)).toEqual([10, 20]);
    expect(await evaluated(25, false)).toEqual([10, 20]);
    expect(await evaluated(25, true)).toEqual([10, 20, 25]);
    expect(await evaluated(20, true)).toEqual([10, 20]);
  });

  test('evaluates before the first update where it is to, as evaluate does it with its seed', async () => {
    const agent = await makeAgent();
    const how = { episodes: 4, seed: 9, explore: true };
    const evaluation = { everyUpdates: 10, environment: plank(), atStart: true, ...how };
    const saved: number[] = [];
    const checkpoint = { everyUpdates: 15, save: () => void saved.push(agent.updates) };
    const before = await evaluate(agent, plank(), how);
    const events = await collect(trainOffline(agent, { updates: 15, evaluation, checkpoint }));
    const evaluations = events.filter((event) => event.type === 'evaluation');
    expect(evaluations.map(({ updates }) => updates)).toEqual([0, 10]);
    expect(events[0]).toMatchObject({ type: 'evaluation', evaluation: before });
    expect(saved).toEqual([15]);
    agent.dispose();
  });

  test('reports in a rhythm of updates, the same at every run', async () => {
    const agent = await makeAgent();
    const counts: number[] = [];
    const report = { everyUpdates: 10 };
    for await (const event of trainOffline(agent, { updates: 3_005, report })) {
      if (event.type === 'updates') counts.push(event.count);
    }
    expect(counts).toEqual([...Array.from({ length: 300 }, () => 10), 5]);
    agent.dispose();
  });

  test('ends by its signal, between two updates', async () => {
    const agent = await makeAgent();
    const controller = new AbortController();
    const { signal } = controller;
    const run = trainOffline(agent, {
      updates: Infinity,
      signal,
      checkpoint: { everyUpdates: 12, save: () => controller.abort() },
    });
    expect(await run.finish()).toMatchObject({ reason: 'aborted', updates: 12 });
    agent.dispose();
  });

  test('goes over into training with an environment', async () => {
    const agent = await makeAgent();
    await trainOffline(agent, { updates: 20 }).finish();
    const end = await train(agent, plank(), { environmentSteps: 30 }).finish();
    expect(end.updates).toBe(50);
    expect(end.environmentSteps).toBe(30);
    agent.dispose();
  });
});

/** The agent as one that can only be read asynchronously. */
function asynchronous(agent: DQNAgent): Agent {
  return {
    reads: 'async',
    get environmentSteps() {
      return agent.environmentSteps;
    },
    get updates() {
      return agent.updates;
    },
    updatesDue: 0,
    exploration: null,
    act: () => {
      throw new BackendError('It can only be read asynchronously.');
    },
    actAsync: (observation, options) => agent.actAsync(observation, options),
    observe: (transition) => {
      agent.observe(transition);
    },
    learn: () => {
      throw new BackendError('It can only be read asynchronously.');
    },
    learnAsync: () => agent.learnAsync(),
    getState: () => agent.getState(),
    setState: (state) => {
      agent.setState(state);
    },
  };
}

test('an agent that is read asynchronously; a state asked for in the middle of an update', async () => {
  const [one, other] = [await makeAgent(), await makeAgent()];
  const run = trainOffline(asynchronous(one), { updates: 50 });
  const end = run.finish();
  // By now an update is on its way.
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  const state = await run.getState();
  await end;
  expect(one.updates).toBe(50);
  const rest = trainOffline(asynchronous(other), { updates: 50, from: state });
  await rest.finish();
  expect(await other.getState()).toEqual(await one.getState());
  const { made } = state['loop'] as { made: number };
  expect(made).toBeGreaterThan(0);
  expect(made).toBeLessThan(50);
  one.dispose();
  other.dispose();
});

describe('a run that goes on', () => {
  const options = () => ({
    updates: 60,
    evaluation: {
      ...{ everyUpdates: 9, environment: plank(), episodes: 2 },
      ...{ atStart: true, atEnd: true },
    },
    report: { everyUpdates: 4 },
  });

  /** The whole run, its events and the state at the end. */
  async function whole(): Promise<[TrainingEvent[], State]> {
    const agent = await makeAgent();
    const training = trainOffline(agent, options());
    const events = await collect(training);
    const state = await training.getState();
    agent.dispose();
    return [events, state];
  }

  async function restart(state: State): Promise<[TrainingEvent[], State]> {
    // Through a file, with an agent that has another past.
    const bytes = encodeCheckpoint({ kind: 'training', state });
    const from = decodeCheckpoint(bytes, { kind: 'training' });
    const agent = await makeAgent();
    agent.learn();
    const training = trainOffline(agent, { ...options(), from });
    const events = await collect(training);
    const last = await training.getState();
    agent.dispose();
    return [events, last];
  }

  test('is the same to the bit, wherever it stopped', async () => {
    const [events, state] = await whole();
    for (const stop of [1, 9, 10, 33]) {
      const agent = await makeAgent();
      const saved: State[] = [];
      const training = trainOffline(agent, {
        ...options(),
        checkpoint: {
          everyUpdates: stop,
          save: async (run) => {
            saved.push(await run.getState());
          },
        },
      });
      for await (const _ of training) if (saved.length > 0) break;
      const [later, last] = await restart(saved[0]!);
      agent.dispose();
      const isLater = (event: TrainingEvent): boolean =>
        (event as { updates: number }).updates > stop;
      expect(later.filter(isLater)).toEqual(events.filter(isLater));
      expect({ ...last, meter: null }).toEqual({ ...state, meter: null });
    }
  });

  test('a state taken between two events, and one of an aborted run', async () => {
    const [, state] = await whole();
    const agent = await makeAgent();
    const training = trainOffline(agent, options());
    await training.next();
    const [, last] = await restart(await training.getState());
    expect({ ...last, meter: null }).toEqual({ ...state, meter: null });
    await training.return();
    agent.dispose();

    const other = await makeAgent();
    const controller = new AbortController();
    const aborted = trainOffline(other, {
      ...options(),
      signal: controller.signal,
      checkpoint: { everyUpdates: 20, save: () => controller.abort() },
    });
    await aborted.finish();
    const [, end] = await restart(await aborted.getState());
    expect({ ...end, meter: null }).toEqual({ ...state, meter: null });
    other.dispose();
  });

  test('a state asked for before the run begins is the one it goes on from', async () => {
    const agent = await makeAgent();
    const fresh = await trainOffline(agent, options()).getState();
    const [, last] = await restart(fresh);
    expect({ ...last, meter: null }).toEqual({ ...(await whole())[1], meter: null });
    const next = trainOffline(agent, { ...options(), from: fresh });
    expect(await next.getState()).toBe(fresh);
    agent.dispose();
  });

  test('states that do not fit are refused, and nothing changes', async () => {
    const agent = await makeAgent();
    const training = trainOffline(agent, options());
    const state = await training.getState();
    const before = await agent.getState();
    for (const wrong of [
      { ...state, loop: { made: -1, milestone: 2, outbox: [] } },
      { ...state, loop: { made: 1, milestone: 3, outbox: [] } },
      { ...state, loop: { made: 1, milestone: 0, outbox: [7] } },
      { ...state, meter: {} },
      { ...state, agent: {} },
    ]) {
      const next = trainOffline(agent, { ...options(), from: wrong });
      await expect(next.finish()).rejects.toThrow();
      expect(await agent.getState()).toEqual(before);
    }
    const other = { ...options(), from: { ...state, mode: 'online' } };
    expect(() => trainOffline(agent, other)).toThrow(/no state of trainOffline/);
    const seeded = { ...options(), from: state, seed: 3 };
    expect(() => trainOffline(agent, seeded)).toThrow(/seed \(3\) must be that of the run/);
    const online = train(agent, plank(), { environmentSteps: 5 });
    await online.finish();
    const mixed = { updates: 5, from: await online.getState() };
    expect(() => trainOffline(agent, mixed)).toThrow(/no state of trainOffline/);
    agent.dispose();
  });
});

describe('what is refused', () => {
  test('options', async () => {
    const agent = await makeAgent();
    const wrong: [object, RegExp][] = [
      [{}, /updates must be a whole number/],
      [{ updates: 0 }, /updates must be a whole number/],
      [{ updates: 5, environmentSteps: 3 }, /write updates, as no steps are taken/],
      [{ updates: 5, signal: 3 }, /AbortSignal/],
      [{ updates: 5, from: 3 }, /from must be a state/],
      [{ updates: 5, evaluation: { everyUpdates: 5 } }, /evaluation.environment must be/],
      [{ updates: 5, checkpoint: { everyUpdates: 0, save: () => undefined } }, /everyUpdates/],
      [{ updates: 5, checkpoint: { everyUpdates: 1 } }, /checkpoint.save must be a function/],
      [
        { updates: 5, checkpoint: { everyUpdates: 1, save: Promise.resolve() } },
        /write \(\) => in/,
      ],
      [{ updates: 5, from: Promise.resolve({}) }, /a promise \(await it\)/],
      [{ updates: 5, evaluation: false }, /evaluation needs an object of options/],
      [{ updates: 5, checkpoint: 0 }, /checkpoint needs an object of options/],
      [{ updates: 5, report: { everyUpdates: 0 } }, /report.everyUpdates must be a whole number/],
      [{ updates: 5, report: { everyEnvironmentSteps: 4 } }, /write everyUpdates, as no steps/],
      [
        { updates: 5, evaluation: { everyUpdates: 5, environment: plank(), atEnd: 'yes' } },
        /evaluation.atEnd must be/,
      ],
      [{ updates: 5, evaluation: plank() }, /instead of the environment itself/],
      [{ updates: 5, checkpoint: { write: () => undefined } }, /instead of the store itself/],
      [
        { updates: 5, evaluation: { everyUpdates: 5, environment: new CartPole() } },
        /evaluation.environment/,
      ],
    ];
    for (const [options, message] of wrong) {
      expect(() => trainOffline(agent, options as never)).toThrow(OptionsError);
      expect(() => trainOffline(agent, options as never)).toThrow(message);
    }
    const endless = trainOffline(agent, { updates: Infinity });
    await expect(endless.finish()).rejects.toThrow(/never return/);
    expect(() => trainOffline({} as never, { updates: 1 })).toThrow(OptionsError);
    expect(agent.updates).toBe(0);
    agent.dispose();
  });

  test('a target network that would never be renewed', async () => {
    const agent = await makeAgent({ targetUpdate: { everyEnvironmentSteps: 5 } });
    expect(() => trainOffline(agent, { updates: 5 })).toThrow(
      /targetUpdate \(everyEnvironmentSteps\)/,
    );
    agent.dispose();
  });

  test('an agent that is in use, or has too little to learn from', async () => {
    const agent = await makeAgent();
    const training = trainOffline(agent, { updates: 1e6 });
    await training.next();
    await expect(trainOffline(agent, { updates: 1 }).finish()).rejects.toThrow(UsageError);
    await training.return();
    await trainOffline(agent, { updates: 1 }).finish();
    agent.dispose();
    const poor = await makeAgent({ learningStarts: 1_000 });
    const run = trainOffline(poor, { updates: 1 });
    await expect(run.finish()).rejects.toThrow(/learningStarts 1000.*put it in with fillReplay/);
    await expect(run.getState()).rejects.toThrow(/in the middle of an update/);
    await expect(run.finish()).rejects.toThrow(/had ended/);
    poor.dispose();
  });
});
