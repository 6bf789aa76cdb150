import { Discrete, OptionsError, UsageError, watch, type Actor, type Environment } from 'deepq';
import { CartPole } from 'deepq/environments';
import { describe, expect, test } from 'vitest';
import { PacedEnvironment } from '../../src/live/pacedEnvironment.ts';
import { watchIn } from '../../src/live/watch.ts';
import type { WatchFrame } from '../../src/live/watchFrame.ts';
import { fakeTime } from './fakeTime.ts';

/** Three steps of reward 2; only action 1 is allowed. */
function corridor(): Environment {
  let left = 0;
  const info = { actionMask: Uint8Array.of(0, 1) };
  return {
    observationSpace: new Discrete(4),
    actionSpace: new Discrete(2),
    reset() {
      left = 3;
      return { observation: left, info };
    },
    step(action) {
      expect(action).toBe(1);
      left--;
      return { observation: left, reward: 2, terminated: left === 0, truncated: false, info };
    },
  };
}

/** Takes the first action that is allowed. */
const first: Actor = {
  reads: 'sync',
  act: (_, { actionMask, explore } = {}) => {
    expect(explore).toBe(false);
    return actionMask ? Array.from(actionMask).indexOf(1) : 0;
  },
  actAsync: async () => 0,
};

describe('watch', () => {
  test('shows each state at its time, greedily, with masks heeded', async () => {
    const time = fakeTime();
    const frames: [number, WatchFrame][] = [];
    const episodes = await watchIn(time, first, corridor(), {
      framesPerSecond: 10,
      episodes: 2,
      onFrame: (frame) => void frames.push([time.at, frame]),
    });
    expect(episodes).toEqual([
      { return: 6, length: 3 },
      { return: 6, length: 3 },
    ]);
    expect(frames.map(([at]) => at)).toEqual([0, 100, 200, 300, 400, 500, 600, 700]);
    expect(frames[3]![1]).toEqual({
      image: null,
      episode: 1,
      episodeReturn: 6,
      episodeLength: 3,
      observation: 0,
      action: 1,
      isOver: true,
    });
    expect(frames[4]![1]).toMatchObject({ episode: 2, episodeLength: 0, action: null });
  });

  test('the signal ends it without an error', async () => {
    const controller = new AbortController();
    let count = 0;
    const episodes = await watch(first, corridor(), {
      framesPerSecond: 1000,
      episodes: Infinity,
      signal: controller.signal,
      onFrame: () => {
        if (++count === 6) controller.abort();
      },
    });
    expect(episodes).toHaveLength(1);
    expect(count).toBe(6);
  });

  test('cuts off what has no end, and draws', async () => {
    const images: unknown[] = [];
    const [episode] = await watchIn(fakeTime(), first, new CartPole(), {
      maxEpisodeSteps: 2,
      onFrame: ({ image }) => void images.push(image?.width),
    });
    expect(episode).toEqual({ return: 2, length: 2 });
    expect(images).toEqual([600, 600, 600]);
  });

  test('refuses what is wrong, and an environment that is at work', async () => {
    const onFrame = (): void => undefined;
    await expect(watch(first, corridor(), {} as never)).rejects.toThrow(OptionsError);
    await expect(watch(first, corridor(), { onFrame, fps: 3 } as never)).rejects.toThrow(
      /write framesPerSecond/,
    );
    await expect(watch({} as never, corridor(), { onFrame })).rejects.toThrow(OptionsError);
    const environment = corridor();
    const watching = watch(first, environment, { onFrame, framesPerSecond: 100 });
    await expect(watch(first, environment, { onFrame })).rejects.toThrow(UsageError);
    await watching;
  });
});

test('PacedEnvironment answers when the time of a step is over', async () => {
  const time = fakeTime();
  const environment = new PacedEnvironment(corridor(), { stepsPerSecond: 20 }, time);
  expect(await environment.reset()).toMatchObject({ observation: 3 });
  const times: number[] = [];
  for (let step = 0; step < 3; step++) {
    if (step === 1) time.at += 20;
    await environment.step(1);
    times.push(time.at);
  }
  expect(times).toEqual([50, 100, 150]);
  expect(environment.render).toBeUndefined();
  expect(() => new PacedEnvironment(corridor(), { fps: 3 } as never)).toThrow(/stepsPerSecond/);
});
