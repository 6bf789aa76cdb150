import { expect, test } from 'vitest';
import { OptionsError, UsageError, ValueError } from '../../src/errors.ts';
import { fillReplay } from '../../src/offline/fillReplay.ts';
import { readTransitions } from '../../src/offline/readTransitions.ts';
import { transitionsOf, type RecordedEpisode } from '../../src/offline/recordedEpisode.ts';
import { episodeLine } from '../../src/offline/recordLines.ts';
import { ReplayBuffer } from '../../src/replay/replayBuffer.ts';
import { Discrete } from '../../src/spaces/discrete.ts';

const environment = { observationSpace: new Discrete(9), actionSpace: new Discrete(2) };
const episode: RecordedEpisode = {
  observations: [0, 1, 2, 3],
  actions: [1, 0, 1],
  rewards: [0, 1, 2],
  terminated: false,
  truncated: true,
};
const create = (): ReplayBuffer => new ReplayBuffer({ capacity: 10, environment });

test('episodes, transitions and lines fill it alike', async () => {
  const replays = [create(), create(), create(), create()] as const;
  expect(await fillReplay(replays[0], [episode])).toBe(3);
  expect(await fillReplay(replays[1], transitionsOf(episode))).toBe(3);
  await fillReplay(replays[2], readTransitions(episodeLine(episode), { environment }));
  for (const one of transitionsOf(episode)) replays[3].add(one);
  for (const replay of replays) expect(replay.getState()).toEqual(replays[3].getState());
  expect(replays[0].sample(3).truncated.every((flag) => flag === 0 || flag === 1)).toBe(true);
});

test('the final observation is kept, and the flags apart', async () => {
  const replay = create();
  await fillReplay(replay, [episode]);
  const batch = replay.sample(3);
  batch.indices.forEach((slot, row) => {
    expect(batch.nextObservations[row]).toBe(slot + 1);
    expect(batch.truncated[row]).toBe(slot === 2 ? 1 : 0);
    expect(batch.terminated[row]).toBe(0);
    expect(batch.discounts[row]).toBeCloseTo(0.99, 6);
  });
});

test('demonstrations', async () => {
  const replay = create();
  await fillReplay(replay, [episode], { demonstrations: true });
  expect(replay.demonstrations).toBe(3);
  for (let round = 0; round < 5; round++) await fillReplay(replay, [episode]);
  expect(replay.demonstrations).toBe(3);
  await expect(fillReplay(replay, [episode], { demonstrations: true })).rejects.toThrow(UsageError);
});

test('an episode goes in whole or not at all', async () => {
  const replay = create();
  const wrong = { ...episode, rewards: [0, 1] };
  await expect(fillReplay(replay, [episode, wrong])).rejects.toThrow(/rewards/);
  expect(replay.size).toBe(3);
  const unfit = { ...episode, actions: [0, 0, 7] };
  await expect(fillReplay(replay, [unfit])).rejects.toThrow(ValueError);
  expect(replay.size).toBe(3);
});

test('what is none is refused', async () => {
  await expect(fillReplay(create(), 'lines' as never)).rejects.toThrow(OptionsError);
  await expect(fillReplay(create(), Float32Array.of(1) as never)).rejects.toThrow(OptionsError);
  await expect(fillReplay(create(), [3] as never)).rejects.toThrow(/transitions or episodes/);
  await expect(fillReplay({} as never, [])).rejects.toThrow(/needs a replay buffer/);
  await expect(fillReplay(create(), [], { demonstration: true } as never)).rejects.toThrow(
    /write demonstrations/,
  );
});
