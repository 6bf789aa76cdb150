import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/state/encode.ts';
import { AtariEnvironment } from '../../src/atari/atariEnvironment.ts';
import type { AtariEnvironmentOptions } from '../../src/atari/atariEnvironmentOptions.ts';
import { checkEnvironment } from '../../src/conformance/checkEnvironment.ts';
import {
  CheckpointError,
  EnvironmentError,
  OptionsError,
  UsageError,
  ValueError,
} from '../../src/errors.ts';
import { RecordEpisodeStatistics } from '../../src/wrappers/recordEpisodeStatistics.ts';
import { AtariPreprocessing } from '../../src/atari/atariPreprocessing.ts';
import { FakeConsole } from '../support/fakeConsole.ts';

const plain: AtariEnvironmentOptions = { frameSkip: 1, stickyActions: 0 };

/** The emulator's numbers of the actions that it was given, of random play. */
function actionsTaken(options: AtariEnvironmentOptions, steps: number, seed = 1): number[][] {
  const console = new FakeConsole({ lives: 200 });
  const taken: number[][] = [];
  const act = console.act.bind(console);
  console.act = (action) => {
    taken.at(-1)!.push(action);
    return act(action);
  };
  const environment = new AtariEnvironment(console, options);
  environment.reset({ seed });
  for (let step = 0; step < steps; step++) {
    taken.push([]);
    environment.step(step % 4);
  }
  return taken;
}

describe.each([
  ['rgb', [42, 32, 3]],
  ['grayscale', [42, 32]],
  ['ram', [128]],
] as const)('with observations %s', (observations, shape) => {
  test('keeps the rules of environments', () => {
    const options = { observations, frameSkip: { from: 2, to: 4 } };
    const environment = new AtariEnvironment(new FakeConsole(), options);
    expect(environment.observationSpace.shape).toEqual(shape);
    expect(() => {
      checkEnvironment(environment);
    }).not.toThrow();
  });

  test('shows what the emulator shows, in an array of its own', () => {
    const console = new FakeConsole();
    const environment = new AtariEnvironment(console, { ...plain, observations });
    const first = environment.reset().observation;
    const kept = first.slice();
    const { observation } = environment.step(2);
    const shown = {
      rgb: () => console.getScreenRGB(),
      grayscale: () => console.getScreenGrayscale(),
      ram: () => console.getRAM(),
    }[observations]();
    expect(observation).toEqual(shown);
    expect(observation.buffer).not.toBe(shown.buffer);
    expect(first).toEqual(kept);
    expect(observation).not.toEqual(kept);
  });
});

test('plays a game: rewards, lives and the end are those of the emulator', () => {
  const console = new FakeConsole({ lives: 2 });
  const environment = new AtariEnvironment(console, { ...plain, frameSkip: 5 });
  expect(environment.actionMeanings).toEqual(['NOOP', 'FIRE', 'RIGHT', 'LEFT']);
  const twin = new FakeConsole({ lives: 2 });
  expect(environment.reset().info).toEqual({ lives: 2, episodeFrames: 0 });
  twin.resetGame();
  for (let frames = 0; !twin.gameOver();) {
    const action = frames % 3 === 0 ? 2 : 3;
    let reward = 0;
    for (let frame = 0; frame < 5 && !twin.gameOver(); frame++, frames++) {
      reward += twin.act([0, 1, 3, 4][action]!);
    }
    const { observation, ...rest } = environment.step(action);
    expect(observation).toEqual(twin.getScreenRGB());
    const over = { terminated: twin.gameOver(), truncated: false };
    expect(rest).toEqual({ reward, ...over, info: { lives: twin.lives(), episodeFrames: frames } });
  }
  expect(() => environment.step(0)).toThrow(UsageError);
});

test('a seed decides what the emulator draws, and no seed lets it go on', () => {
  const console = new FakeConsole();
  const environment = new AtariEnvironment(console, plain);
  const first = environment.reset({ seed: 3 }).observation;
  expect(environment.reset().observation).not.toEqual(first);
  expect(environment.reset({ seed: 3 }).observation).toEqual(first);
  expect(console.calls).toEqual(['seed', 'seed']);
});

test('draws the number of frames anew at each step, both ends included', () => {
  const taken = actionsTaken({ frameSkip: { from: 2, to: 4 }, stickyActions: 0 }, 600);
  expect(taken.every((frames) => new Set(frames).size === 1)).toBe(true);
  for (const skip of [2, 3, 4]) {
    const count = taken.filter(({ length }) => length === skip).length;
    // 200 of 600 are due; five standard deviations.
    expect(Math.abs(count - 200)).toBeLessThan(58);
  }
});

test('actions stick frame by frame, as often as they should, to the last one taken', () => {
  const wanted = [0, 1, 3, 4];
  const taken = actionsTaken({ frameSkip: 2, stickyActions: 0.25 }, 2000).flat();
  let stuck = 0;
  for (const [frame, action] of taken.entries()) {
    const asked = wanted[Math.floor(frame / 2) % 4]!;
    if (action === asked) continue;
    expect(action).toBe(frame === 0 ? 0 : taken[frame - 1]);
    stuck++;
  }
  // It shows in a step's first frame with 1/4, in its second with 1/16.
  const expected = 2000 * (1 / 4 + 1 / 16);
  expect(Math.abs(stuck - expected)).toBeLessThan(110);
  expect(actionsTaken({ frameSkip: 1, stickyActions: 1 }, 5).flat()).toEqual([0, 0, 0, 0, 0]);
  expect(actionsTaken({ ...plain }, 5).flat()).toEqual([0, 1, 3, 4, 0]);
});

test('has the actions of the game, or all 18', () => {
  const full = new AtariEnvironment(new FakeConsole(), { fullActionSpace: true });
  expect(full.actionSpace.n).toBe(18);
  expect(full.actionMeanings[17]).toBe('DOWNLEFTFIRE');
  expect(new AtariEnvironment(new FakeConsole()).actionSpace.n).toBe(4);
});

test('truncates after a number of frames, in the middle of a step too', () => {
  const options = { frameSkip: 4, stickyActions: 0, maxFrames: 10 };
  const environment = new AtariEnvironment(new FakeConsole(), options);
  environment.reset();
  environment.step(0);
  expect(environment.step(0).truncated).toBe(false);
  const { terminated, truncated, info } = environment.step(0);
  expect({ terminated, truncated, info }).toEqual({
    terminated: false,
    truncated: true,
    info: { lives: 3, episodeFrames: 10 },
  });
  expect(() => environment.step(0)).toThrow(UsageError);
});

test('loads a ROM, with the sticky actions of the emulator off, and closes', () => {
  const console = new FakeConsole();
  const environment = new AtariEnvironment(console, { rom: 'catch.bin' });
  environment.close();
  const off = 'setFloat repeat_action_probability 0';
  expect(console.calls).toEqual([off, 'loadROM catch.bin', 'close']);
});

test('draws the screen, that of a state just set as well', () => {
  const environment = new AtariEnvironment(new FakeConsole());
  expect(() => environment.render()).toThrow(UsageError);
  const { observation } = environment.reset();
  const picture = environment.render();
  expect(picture).toMatchObject({ width: 32, height: 42 });
  expect(picture.data.filter((_, index) => index % 4 !== 3)).toEqual(
    new Uint8ClampedArray(observation),
  );
  expect(picture.data[3]).toBe(255);

  const state = environment.getState!();
  environment.step(2);
  environment.setState!(state);
  expect(environment.render()).toEqual(picture);
  expect(environment.getState!()).toEqual(state);
  environment.step(2);
  expect(environment.render()).not.toEqual(picture);
});

test('law: goes on exactly from a state, in any frame, with preprocessing around it', () => {
  const make = (): AtariPreprocessing =>
    new AtariPreprocessing(
      new AtariEnvironment(new FakeConsole(), { frameSkip: 1, stickyActions: 0.3 }),
      { size: 16, terminalOnLifeLoss: true, noopMax: 9, frameStack: 3 },
    );
  fc.assert(
    fc.property(
      fc.nat(1000),
      fc.array(fc.nat(3), { minLength: 1, maxLength: 40 }),
      fc.array(fc.nat(3), { minLength: 1, maxLength: 40 }),
      (seed, before, after) => {
        const play = (environment: AtariPreprocessing, actions: readonly number[]): unknown[] =>
          actions.map((action) => {
            const { observation, ...rest } = environment.step(action);
            const seen = [Buffer.from(observation).toString('base64'), rest];
            if (!rest.terminated && !rest.truncated) return seen;
            return [...seen, Buffer.from(environment.reset().observation).toString('base64')];
          });
        const environment = make();
        environment.reset({ seed });
        play(environment, before);
        const state = environment.getState!();
        const file = encodeCheckpoint({ kind: 'environment', state });
        const expected = play(environment, after);
        const other = make();
        other.setState!(decodeCheckpoint(file, { kind: 'environment' }));
        expect(play(other, after)).toEqual(expected);
      },
    ),
    { numRuns: 50 },
  );
});

test('has a state only where the emulator has one', () => {
  const console: Partial<FakeConsole> = new FakeConsole();
  Object.assign(console, { saveState: undefined });
  const environment = new AtariEnvironment(console as FakeConsole);
  expect(environment.getState).toBeUndefined();
  expect(environment.setState).toBeUndefined();
});

test.each([
  ['emulator', { shape: [3], data: new Uint8Array(3) }, 'the emulator refused its part'],
  ['screen', { shape: [3], data: new Uint8Array(3) }, 'screen must be a Uint8Array of shape'],
  ['frames', -1, 'frames must be a whole number'],
  ['held', 0.5, 'held must be a whole number'],
  ['running', 1, 'running must be true or false'],
  ['random', { seed: 1 }, 'random must be the state of a random stream'],
])('refuses a state with an impossible %s, and stays as it was', (key, value, message) => {
  const environment = new AtariEnvironment(new FakeConsole());
  const other = new AtariEnvironment(new FakeConsole());
  other.reset({ seed: 9 });
  other.step(2);
  environment.reset({ seed: 1 });
  environment.step(1);
  const before = environment.getState!();
  const set = (): void => {
    environment.setState!({ ...other.getState!(), [key]: value });
  };
  expect(set).toThrow(CheckpointError);
  expect(set).toThrow(message);
  expect(environment.getState!()).toEqual(before);
});

test('refuses actions that it has not, and steps before a reset', () => {
  const environment = new AtariEnvironment(new FakeConsole());
  expect(() => environment.step(0)).toThrow(UsageError);
  environment.reset();
  for (const action of [4, -1, 0.5, Number.NaN, undefined]) {
    expect(() => environment.step(action as number)).toThrow(ValueError);
  }
  expect(() => environment.reset(7 as never)).toThrow(OptionsError);
});

test.each([
  [{ frameskip: 4 }, "no option 'frameskip' (write frameSkip)"],
  [{ game: 'pong' }, 'const { game, ...settings }'],
  [{ observations: 'pixels' }, "observations must be 'rgb' or 'grayscale' or 'ram'"],
  [{ frameSkip: 0 }, 'frameSkip must be a whole number from 1 to 10000; received 0'],
  [{ frameSkip: [2, 5] }, 'a range such as { from: 2, to: 4 }'],
  [{ frameSkip: { from: 4, to: 2 } }, 'frameSkip.to must be a whole number from 4 to 10000'],
  [{ stickyActions: 1.5 }, 'stickyActions must be a finite number from 0 to 1'],
  [{ fullActionSpace: 1 }, 'fullActionSpace must be true or false'],
  [{ maxFrames: 0 }, 'maxFrames must be a whole number'],
  [{ rom: new Uint8Array(4) }, 'pass them to aleEmulator'],
])('refuses the options %o', (options, message) => {
  const make = (): unknown => new AtariEnvironment(new FakeConsole(), options as never);
  expect(make).toThrow(OptionsError);
  expect(make).toThrow(message);
});

test('refuses what is no emulator, or has no game', () => {
  const make = (emulator: unknown, options?: AtariEnvironmentOptions) => (): unknown =>
    new AtariEnvironment(emulator as FakeConsole, options);
  expect(make(undefined)).toThrow(EnvironmentError);
  expect(make({ act: () => 0 })).toThrow('without resetGame, lives, gameOver');
  const blind = Object.assign(new FakeConsole(), { getRAM: undefined });
  expect(make(blind)).not.toThrow();
  expect(make(blind, { observations: 'ram' })).toThrow('without getRAM');
  const idle = Object.assign(new FakeConsole(), { getMinimalActionSet: () => [] });
  expect(make(idle)).toThrow('numbers of at least one action');
  const flat = Object.assign(new FakeConsole(), { getScreenHeight: () => 0 });
  expect(make(flat)).toThrow('Load a game before the environment is made');
  const short = Object.assign(new FakeConsole(), { getScreenRGB: () => new Uint8Array(5) });
  const environment = new AtariEnvironment(short);
  expect(() => environment.reset()).toThrow('must return 4032 bytes');
});

describe('an emulator that answers nonsense', () => {
  const odd = (calls: object): FakeConsole => Object.assign(new FakeConsole(), calls);

  test.each([
    [{ act: () => undefined }, 'emulator.act(0) must return the points gained, a finite number'],
    [{ act: () => NaN }, 'received NaN'],
    [{ gameOver: () => 1 }, 'emulator.gameOver() must return true or false; received 1'],
  ])('in a step: %o', (calls, message) => {
    const environment = new AtariEnvironment(odd(calls), plain);
    environment.reset();
    expect(() => environment.step(0)).toThrow(EnvironmentError);
    expect(() => environment.step(0)).toThrow(message);
  });

  test.each([
    [
      { getMinimalActionSet: (): null => null },
      {},
      'the numbers of at least one action; received []',
    ],
    [{ getRAM: (): null => null }, { observations: 'ram' }, 'the bytes of a memory; received none'],
    [{ getRAM: (): Uint8Array => new Uint8Array(0) }, { observations: 'ram' }, 'received none'],
  ] as const)('where it is made: %o', (calls, options, message) => {
    const make = (): unknown => new AtariEnvironment(odd(calls), options);
    expect(make).toThrow(EnvironmentError);
    expect(make).toThrow(message);
  });

  test('and cannot begin a game: there is no episode then', () => {
    let broken = false;
    const console = new FakeConsole();
    const resetGame = console.resetGame.bind(console);
    console.resetGame = () => {
      if (broken) throw new Error('broken');
      resetGame();
    };
    const environment = new AtariEnvironment(console, plain);
    environment.reset();
    broken = true;
    expect(() => environment.reset()).toThrow('broken');
    expect(() => environment.step(0)).toThrow(UsageError);
    broken = false;
    environment.reset();
    expect(environment.step(0).truncated).toBe(false);
  });
});

test('a state holds the joystick only where the game knows it', () => {
  const environment = new AtariEnvironment(new FakeConsole(), plain);
  environment.reset({ seed: 1 });
  const state = environment.getState!();
  const before = encodeCheckpoint({ kind: 'agent', state });
  expect(() => {
    environment.setState!({ ...state, held: 12345 });
  }).toThrow(CheckpointError);
  expect(encodeCheckpoint({ kind: 'agent', state: environment.getState!() })).toEqual(before);
});

describe('screens are read when somebody asks for them', () => {
  /** A console that counts how often its screen is read. */
  class Watched extends FakeConsole {
    reads = 0;
    override getScreenRGB(): Uint8Array {
      this.reads++;
      return super.getScreenRGB();
    }
  }

  test('or before the game goes on: results stay what they were', () => {
    const [late, eager] = [new Watched(), new Watched()].map(
      (emulator) => new AtariEnvironment(emulator, { frameSkip: 1, stickyActions: 0 }),
    );
    late!.reset({ seed: 1 });
    eager!.reset({ seed: 1 });
    const results = [3, 3, 4, 0, 4].map((action) => late!.step(action % 4));
    const seen = [3, 3, 4, 0, 4].map((action) => eager!.step(action % 4).observation);
    const last = results.at(-1)!;
    expect(results.map(({ observation }) => observation)).toEqual(seen);
    expect(last.observation).toBe(last.observation);
    expect({ ...last }.observation).toBe(last.observation);
    const before = late!.step(1);
    late!.reset();
    expect(before.observation).toEqual(eager!.step(1).observation);
    const kept = late!.step(2);
    const expected = kept.observation.slice();
    late!.setState!(late!.getState!());
    expect(kept.observation).toEqual(expected);
  });

  test('frames that AtariPreprocessing skips are never read', () => {
    const emulator = new Watched();
    const game = new AtariEnvironment(emulator, { frameSkip: 1, stickyActions: 0 });
    const inside = new RecordEpisodeStatistics(game);
    const environment = new AtariPreprocessing(inside, { size: 12, noopMax: 0 });
    environment.reset();
    emulator.reads = 0;
    for (let step = 0; step < 5; step++) environment.step(0);
    // Two of four, which are laid over one another.
    expect(emulator.reads).toBe(10);
  });

  test('what was discarded is gone, and says so', () => {
    const game = new AtariEnvironment(new FakeConsole(), { frameSkip: 1 });
    game.reset();
    const result = game.step(0);
    game.discardObservation();
    expect(() => result.observation).toThrow(UsageError);
    const read = game.step(0);
    const { observation } = read;
    game.discardObservation();
    expect(read.observation).toBe(observation);
  });
});
