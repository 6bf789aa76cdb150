import { expect, test } from 'vitest';
import type { Actor } from '../../src/agents/agent.ts';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import { makeEnvironment } from '../../src/environments.ts';
import { DeepQError, OptionsError, UsageError } from '../../src/errors.ts';
import { episodeLine, transitionLine } from '../../src/offline/recordLines.ts';
import { recordEpisodes } from '../../src/offline/recordEpisodes.ts';
import type { RecordedEpisode } from '../../src/offline/recordedEpisode.ts';
import { train } from '../../src/training/train.ts';
import { corridorProbe } from '../support/probes.ts';
import { plank } from './plank.ts';

const coin: Actor = {
  reads: 'sync',
  act: (_, { random, actionMask } = {}) => {
    for (;;) {
      const action = random!.integer(actionMask?.length ?? 2);
      if (actionMask?.[action] ?? true) return action;
    }
  },
  actAsync(observation, options) {
    return Promise.resolve(this.act(observation, options));
  },
};

async function record(...given: Parameters<typeof recordEpisodes>): Promise<RecordedEpisode[]> {
  const found: RecordedEpisode[] = [];
  for await (const episode of recordEpisodes(...given)) found.push(episode);
  return found;
}

test('the steps are those of the environment', async () => {
  const environment = plank();
  const episodes = await record(coin, environment, { episodes: 5, seed: 4 });
  expect(episodes.length).toBe(5);
  expect(episodes.some(({ truncated }) => truncated)).toBe(true);
  for (const { observations, actions, rewards, terminated, truncated } of episodes) {
    expect(observations.length).toBe(actions.length + 1);
    expect(terminated || truncated).toBe(true);
    Array.from(actions).forEach((action, step) => {
      const [before] = observations[step] as Float32Array;
      const [after] = observations[step + 1] as Float32Array;
      if (action < 2) {
        expect(after).toBeCloseTo(Math.max(-1, before! + (action === 1 ? 0.2 : -0.2)), 5);
      }
      expect(rewards[step]).toBe(action < 2 ? -0.1 : -5);
    });
  }
});

test('the same seed gives the same episodes, another one others', async () => {
  const play = (seed: number): Promise<RecordedEpisode[]> =>
    record(coin, plank(), { episodes: 3, seed });
  expect(await play(1)).toEqual(await play(1));
  expect(await play(1)).not.toEqual(await play(2));
});

test('masks are heeded and recorded', async () => {
  const [episode] = await record(coin, makeEnvironment('Taxi-v3'), {
    episodes: 1,
    maxEpisodeSteps: 50,
  });
  const { actions, actionMasks, truncated } = episode!;
  expect(truncated).toBe(true);
  expect(actions.length).toBe(50);
  expect(actionMasks!.length).toBe(51);
  Array.from(actions).forEach((action, step) => {
    expect(actionMasks![step]![action]).toBe(1);
  });
});

test('an episode that terminates at the limit has not been cut', async () => {
  const right: Actor = { reads: 'sync', act: () => 1, actAsync: () => Promise.resolve(1) };
  const [whole] = await record(right, corridorProbe(4), { episodes: 1, maxEpisodeSteps: 3 });
  expect(whole).toMatchObject({ terminated: true, truncated: false, observations: [0, 1, 2, 3] });
  const [cut] = await record(right, corridorProbe(4), { episodes: 1, maxEpisodeSteps: 2 });
  expect(cut).toMatchObject({ terminated: false, truncated: true, rewards: [-0.01, -0.01] });
});

test('an agent stays as it is, and explores if it is to', async () => {
  const environment = makeEnvironment('CartPole-v1');
  const agent = new DQNAgent({ environment });
  const before = await agent.getState();
  const greedy = await record(agent, environment, { episodes: 2 });
  const exploring = await record(agent, environment, { episodes: 2, explore: true });
  expect(await agent.getState()).toEqual(before);
  expect(exploring).not.toEqual(greedy);
  agent.dispose();
});

test('an environment in use is refused, and a signal stops it', async () => {
  const environment = makeEnvironment('CartPole-v1');
  const agent = new DQNAgent({ environment });
  const training = train(agent, environment, { environmentSteps: 1e6 });
  await training.next();
  await expect(record(coin, environment, { episodes: 1 })).rejects.toThrow(UsageError);
  await training.return();
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(record(coin, environment, { episodes: 1, signal })).rejects.toThrow('enough');
  await expect(record(coin, environment, {} as never)).rejects.toThrow(OptionsError);
  await expect(record({} as never, environment, { episodes: 1 })).rejects.toThrow(
    /^recordEpisodes\(actor, environment, options\) needs an agent with the methods act and actAsync/,
  );
  await expect(record(agent, makeEnvironment('Acrobot-v1'), { episodes: 1 })).rejects.toThrow(
    /^environment must have the spaces that the agent was made for/,
  );
  agent.dispose();
});

test('what was overwritten before it was written down is refused', () => {
  const one = Float32Array.of(3);
  const other = Float32Array.of(3);
  const flags = { terminated: false, truncated: true };
  const step = { action: 0, reward: 1, ...flags };
  const message = /memory of its own.*observation\.slice\(\)/;
  for (const next of [one, new Float32Array(one.buffer)]) {
    const transition = { ...step, observation: one, nextObservation: next };
    expect(() => transitionLine(transition)).toThrow(message);
  }
  const recorded = (...observations: Float32Array[]): RecordedEpisode => ({
    ...{ observations, actions: [0, 0], rewards: [1, 1] },
    ...flags,
  });
  expect(() => episodeLine(recorded(one, one, other))).toThrow(message);
  // An environment with two arrays, which it writes into in turn.
  expect(() => episodeLine(recorded(one, other, one))).toThrow(
    /observations\[2\].*observations\[0\]/,
  );
  expect(episodeLine(recorded(one, other, Float32Array.of(3)))).toContain('[[3],[3],[3]]');
  const plain = { ...step, observation: [1] as never, nextObservation: [1] as never };
  expect(transitionLine(plain)).toContain('"nextObservation":[1]');
});

test('arrays whose memory is gone are refused, and not written as empty ones', () => {
  const gone = new Uint8Array(2);
  structuredClone(gone.buffer, { transfer: [gone.buffer] });
  const step = {
    ...{ observation: [1], action: 0, reward: 1, nextObservation: [2] },
    ...{ terminated: false, truncated: false },
  };
  for (const [name, value] of Object.entries({ observation: gone, actionMask: gone })) {
    expect(() => transitionLine({ ...step, [name]: value } as never)).toThrow(
      `${name} must hold at least one number; received an array with none`,
    );
  }
  const episode = { observations: [[1], [2]], actions: [0], rewards: [1], terminated: true };
  const changes = {
    observations: [[1], gone],
    actionMasks: [gone, null],
  };
  for (const [name, value] of Object.entries(changes)) {
    expect(() => episodeLine({ ...episode, [name]: value } as never)).toThrow(DeepQError);
  }
});
