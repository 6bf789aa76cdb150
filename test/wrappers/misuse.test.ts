import { describe, expect, test } from 'vitest';
import type { Environment, StepResult } from '../../src/protocol/environment.ts';
import {
  EnvironmentError,
  OptionsError,
  ShapeError,
  UsageError,
  ValueError,
} from '../../src/errors.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { VectorEnvironment } from '../../src/vector/vectorEnvironment.ts';
import { AtariPreprocessing } from '../../src/atari/atariPreprocessing.ts';
import { ClipReward } from '../../src/wrappers/clipReward.ts';
import { EpisodicLife } from '../../src/wrappers/episodicLife.ts';
import { FireReset } from '../../src/wrappers/fireReset.ts';
import { FrameSkip } from '../../src/wrappers/frameSkip.ts';
import { NoopReset } from '../../src/wrappers/noopReset.ts';
import { RescaleObservation } from '../../src/wrappers/rescaleObservation.ts';
import { StickyActions } from '../../src/wrappers/stickyActions.ts';
import { Rover } from '../support/rover.ts';
import { showing } from '../support/pictures.ts';

const screens = (shape: readonly number[]): Environment<Uint8Array> =>
  showing([new Uint8Array(shape.reduce((product, length) => product * length))], shape);

/** Writes down the actions that it takes, and refuses others. */
function recording(taken: number[]): Environment<number> {
  const observationSpace = new Discrete(1);
  const actionSpace = new Discrete(3);
  return {
    observationSpace,
    actionSpace,
    reset: () => ({ observation: 0, info: {} }),
    step: (action) => {
      if (!actionSpace.contains(action)) throw new ValueError('no such action');
      taken.push(action);
      return { observation: 0, reward: 1, terminated: false, truncated: false, info: {} };
    },
  };
}

describe.each([
  ['StickyActions', (inside: Environment) => new StickyActions(inside)],
  ['FrameSkip', (inside: Environment) => new FrameSkip(inside, { skip: { from: 1, to: 4 } })],
])('a step that is refused draws nothing: %s', (_, wrap) => {
  const play = (refused: number): number[] => {
    const taken: number[] = [];
    const environment = wrap(recording(taken));
    environment.reset({ seed: 1 });
    for (let step = 0; step < 40; step++) {
      for (let count = 0; count < refused; count++) {
        expect(() => environment.step(9)).toThrow(ValueError);
      }
      environment.step(step % 3);
    }
    return taken;
  };

  test('as if it had never been', () => {
    expect(play(3)).toEqual(play(0));
  });
});

test.each([
  (group: Environment) => new FrameSkip(group),
  (group: Environment) => new StickyActions(group),
  (group: Environment) => new ClipReward(group),
])('a group cannot be wrapped, its copies can', (wrap) => {
  const group = new VectorEnvironment(3, () => new Rover());
  expect(() => wrap(group as unknown as Environment)).toThrow(EnvironmentError);
  expect(() => wrap(group as unknown as Environment)).toThrow(
    /received a group of 3\. Wrap each copy .* \(\) => new (FrameSkip|StickyActions|ClipReward)\(…\)/,
  );
});

test.each([
  (inside: Environment) => new NoopReset(inside),
  (inside: Environment) => new FireReset(inside),
  (inside: Environment) => new EpisodicLife(inside),
  (inside: Environment) => new StickyActions(inside),
])('an environment without actions cannot be acted in', (wrap) => {
  const { reset, step } = recording([]);
  expect(() => wrap({ reset, step } as Environment)).toThrow(EnvironmentError);
  expect(() => wrap({ reset, step } as Environment)).toThrow(/the actionSpace undefined/);
});

test('a game whose end leaves the lives out can be begun anew', () => {
  let running = false;
  const inside: Environment<number> = {
    ...recording([]),
    reset: () => ((running = true), { observation: 0, info: { lives: 3 } }),
    step: () => {
      if (!running) throw new UsageError('call reset() first');
      running = false;
      return { observation: 0, reward: 1, terminated: true, truncated: false, info: {} };
    },
  };
  const environment = new EpisodicLife(inside);
  environment.reset();
  expect(() => environment.step(0)).toThrow(EnvironmentError);
  expect(environment.reset().info).toEqual({ lives: 3 });
});

test('no info at all has no lives', () => {
  const inside = { ...recording([]), reset: () => ({ observation: 0 }) } as unknown as Environment;
  expect(() => new EpisodicLife(inside).reset()).toThrow(/needs the lives left as a number/);
});

/** Draws every picture into the same array. */
function overwriting(shape: readonly number[]): Environment<Uint8Array> {
  const inside = screens(shape);
  const screen = new Uint8Array(shape.reduce((product, length) => product * length));
  return {
    ...inside,
    reset: () => ({ observation: screen, info: {} }),
    step: (): StepResult<Uint8Array> => {
      screen[0] = 255 - screen[0]!;
      return { observation: screen, reward: 0, terminated: false, truncated: false, info: {} };
    },
  };
}

test.each([
  () => new FrameSkip(overwriting([4, 4]), { skip: 2, maxOfLastTwo: true }),
  () => new AtariPreprocessing(overwriting([4, 4, 3]), { size: 2, noopMax: 0 }),
])('frames that overwrite one another cannot be laid over one another', (make) => {
  const environment = make();
  environment.reset();
  expect(() => environment.step(0)).toThrow(EnvironmentError);
  expect(() => environment.step(0)).toThrow(/must return a new array each time/);
});

test('AtariPreprocessing makes nothing gray that is neither RGB nor gray', () => {
  expect(() => new AtariPreprocessing(screens([90, 90, 4]))).toThrow(EnvironmentError);
  expect(() => new AtariPreprocessing(screens([90, 90, 4]))).toThrow(
    /\[90, 90, 4\].*grayscale: false/,
  );
  const kept = new AtariPreprocessing(screens([90, 90, 4]), { grayscale: false });
  expect(kept.observationSpace.shape).toEqual([4, 84, 84, 4]);
  const once = new AtariPreprocessing(screens([90, 90, 3]));
  expect(() => new AtariPreprocessing(once as Environment<Uint8Array>)).toThrow(
    /\[4, 84, 84\]\. Put it around single screens/,
  );
});

test.each([
  [{ noopMax: 2 ** 40 }, 'AtariPreprocessing noopMax must be a whole number from 0 to 10000'],
  [{ frameStack: 2000 }, 'AtariPreprocessing frameStack must be a whole number from 0 to 1024'],
])('AtariPreprocessing refuses %o in its own name', (options, message) => {
  const make = (): unknown => new AtariPreprocessing(screens([90, 90, 3]), options);
  expect(make).toThrow(OptionsError);
  expect(make).toThrow(message);
});

test('FrameSkip refuses a range that no stream can draw from', () => {
  const make = (): unknown => new FrameSkip(new Rover(), { skip: { from: 1, to: 2 ** 40 } });
  expect(make).toThrow(OptionsError);
  expect(make).toThrow('FrameSkip skip.to must be a whole number from 1 to 10000');
});

test.each([
  [new Uint8Array(2), ShapeError],
  [3, ValueError],
  [undefined, ValueError],
])('RescaleObservation makes no numbers of the observation %o', (observation, error) => {
  const inside = { ...screens([2, 2]), reset: () => ({ observation, info: {} }) };
  const environment = new RescaleObservation(inside as unknown as Environment<Uint8Array>);
  expect(() => environment.reset()).toThrow(error);
  expect(() => environment.reset()).toThrow('RescaleObservation: the observation inside must');
});

test('RescaleObservation lets no NaN through', () => {
  const observationSpace = new Box({ low: 0, high: 1, shape: [2] });
  const inside = { ...recording([]), observationSpace };
  const reset = (): unknown => ({ observation: Float32Array.of(0, NaN), info: {} });
  const environment = new RescaleObservation({ ...inside, reset } as never);
  expect(() => environment.reset()).toThrow(/\[1\] must be a finite number; received NaN/);
});

test.each([
  [undefined, ValueError],
  [new Uint8Array(3), ShapeError],
])('FrameSkip lays nothing over the observation %o', (observation, error) => {
  const step = (): unknown => ({ observation, reward: 0, terminated: false, truncated: false });
  const inside = { ...screens([2, 2]), step };
  const environment = new FrameSkip(inside as never, { skip: 2, maxOfLastTwo: true });
  environment.reset();
  expect(() => environment.step(0)).toThrow(error);
  expect(() => environment.step(0)).toThrow('FrameSkip: the observation inside must');
});
