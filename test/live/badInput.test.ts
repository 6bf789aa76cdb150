import { EnvironmentError, OptionsError, PacedEnvironment, watch, type Actor } from 'deepq';
import { CartPole } from 'deepq/environments';
import { afterEach, expect, test, vi } from 'vitest';
import { realTime } from '../../src/live/realTime.ts';

afterEach(() => {
  vi.useRealTimers();
});

const actor: Actor = { reads: 'sync', act: () => 0, actAsync: async () => 0 };
const onFrame = (): void => undefined;

test('a wait that is longer than timers of the host can be is no shorter', () => {
  vi.useFakeTimers();
  const call = vi.fn();
  realTime.after(2 ** 31 + 10, call);
  vi.advanceTimersByTime(2 ** 31);
  expect(call).not.toHaveBeenCalled();
  vi.advanceTimersByTime(10);
  expect(call).toHaveBeenCalledOnce();
  realTime.after(Infinity, call)();
  vi.advanceTimersByTime(2 ** 33);
  expect(call).toHaveBeenCalledOnce();
});

test.each([0, 1e-9, -1, NaN, '30'])('a pace of %o a second is refused', async (pace) => {
  const options = { onFrame, framesPerSecond: pace as number };
  await expect(watch(actor, new CartPole(), options)).rejects.toThrow(/number of at least 0\.001/);
  const paced = () => new PacedEnvironment(new CartPole(), { stepsPerSecond: pace as number });
  expect(paced).toThrow(/stepsPerSecond must be a finite number of at least 0\.001/);
});

test.each([0, '', {}, { aborted: false, throwIfAborted: () => undefined }])(
  'watch refuses %o as a signal',
  async (signal) => {
    const playing = watch(actor, new CartPole(), { onFrame, signal: signal as never });
    await expect(playing).rejects.toThrow(OptionsError);
  },
);

test.each([5, () => 5, () => ({ width: 1, height: 1, data: new Uint8ClampedArray(3) })])(
  'watch refuses what render %o draws',
  async (render) => {
    const environment = Object.assign(new CartPole(), { render: render as never });
    const playing = watch(actor, environment, { onFrame, maxEpisodeSteps: 1 });
    await expect(playing).rejects.toThrow(EnvironmentError);
    await expect(watch(actor, new CartPole(), { onFrame, maxEpisodeSteps: 1 })).resolves.toEqual([
      { return: 1, length: 1 },
    ]);
  },
);

test('a paced environment leaves alone what is no close', () => {
  const environment = Object.assign(new CartPole(), { close: 5 as never });
  const closing: unknown = new PacedEnvironment(environment).close();
  expect(closing).toBeUndefined();
});
