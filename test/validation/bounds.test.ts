import { describe, expect, test } from 'vitest';
import * as environments from '../../src/environments.ts';
import * as deepq from '../../src/index.ts';

const { OptionsError } = deepq;
const { Acrobot, LunarLander, makeEnvironment, Raster } = environments;
const cartPole = () => makeEnvironment('CartPole-v1');

describe('numbers that would hang or use up the memory are refused', () => {
  test.each<[string, () => unknown]>([
    ['repeat', () => new deepq.ActionRepeat(cartPole(), { repeat: 1e9 })],
    ['skip', () => new deepq.FrameSkip(cartPole(), { skip: 1e9 })],
    ['skip.to', () => new deepq.FrameSkip(cartPole(), { skip: { from: 1, to: 2 ** 32 } })],
    ['max', () => new deepq.NoopReset(cartPole(), { max: 1e9 })],
    ['torqueNoise', () => new Acrobot({ torqueNoise: 1e5 })],
    ['windPower', () => new LunarLander({ planck: {} as never, windPower: 1e308 })],
    ['steps', () => deepq.checkEnvironment(cartPole(), { steps: 1e12 })],
    [
      'recentEpisodes',
      () => new deepq.RecordEpisodeStatistics(cartPole(), { recentEpisodes: 1e12 }),
    ],
    ['size', () => new deepq.RunningStatistics(2 ** 40)],
    ['pixels', () => new Raster(16_384, 16_384, [0, 0, 0])],
    ['dimensions', () => new deepq.Box({ low: 0, high: 1, shape: new Array<number>(2 ** 32 - 1) })],
    ['low', () => new deepq.Box({ low: { length: 2 ** 31 }, high: 1 })],
    ['layers', () => deepq.mlp({ hidden: new Array<number>(2 ** 32 - 1) })],
  ])('%s', (name, make) => {
    // LunarLander looks at planck first.
    const error = name === 'windPower' ? 'planck' : name;
    expect(make).toThrow(OptionsError);
    expect(make).toThrow(error);
  });

  test.each([1e-9, 1e-6, 0.0009, 1001])('%d frames in a second', async (framesPerSecond) => {
    const frame = { width: 1, height: 1, data: new Uint8ClampedArray(4) };
    await expect(deepq.encodeApng([frame], { framesPerSecond })).rejects.toThrow(OptionsError);
    const recorder = () =>
      new deepq.RecordVideo(makeEnvironment('FrozenLake-v1'), {
        onVideo: () => undefined,
        episodes: 1,
        framesPerSecond,
      });
    expect(recorder).toThrow('framesPerSecond must be a finite number from 0.001 to 1000');
  });
});

test('the largest numbers that are taken come to an end', async () => {
  const noisy = new Acrobot({ torqueNoise: 10, seed: 1 });
  noisy.reset();
  for (let step = 0; step < 20_000; step++) if (noisy.step(step % 3).terminated) noisy.reset();
  const frames = ['a', 'b'].map((_, light) => ({
    ...{ width: 1, height: 1 },
    data: Uint8ClampedArray.of(light, 0, 0, 255),
  }));
  const bytes = await deepq.encodeApng(frames, { framesPerSecond: 0.001 });
  expect(bytes.length).toBeLessThan(5000);
  const repeated = new deepq.ActionRepeat(cartPole(), { repeat: 10_000 });
  repeated.reset({ seed: 1 });
  expect(repeated.step(1).terminated).toBe(true);
});
