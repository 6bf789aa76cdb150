import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AtariEnvironment } from '../../src/atari/atariEnvironment.ts';
import { checkEnvironment } from '../../src/conformance/checkEnvironment.ts';
import type {
  Environment,
  ResetOptions,
  ResetResult,
  StepResult,
} from '../../src/protocol/environment.ts';
import { EnvironmentError, OptionsError, ShapeError, UsageError } from '../../src/errors.ts';
import { AtariPreprocessing } from '../../src/atari/atariPreprocessing.ts';
import type { AtariPreprocessingOptions } from '../../src/atari/atariPreprocessing.ts';
import { Grayscale } from '../../src/wrappers/grayscale.ts';
import { RecordEpisodeStatistics } from '../../src/wrappers/recordEpisodeStatistics.ts';
import { StickyActions } from '../../src/wrappers/stickyActions.ts';
import { Wrapper } from '../../src/wrappers/wrapper.ts';
import { FakeConsole } from '../support/fakeConsole.ts';
import { showing } from '../support/pictures.ts';
import { NaiveAtari } from './naiveAtari.ts';

function game(maxFrames = Infinity): AtariEnvironment {
  const options = { frameSkip: 1, stickyActions: 0, maxFrames };
  return new AtariEnvironment(new FakeConsole(), options);
}

describe.each([1, 2, 3, 4])('with %i frames a step', (frameSkip) => {
  test.each([
    [false, 'ale', 3],
    [true, 'ale', 1],
    [true, 'opencv', 0],
    [true, false, 2],
  ] as const)(
    'law: as the algorithm with two screens (life loss ends: %s, gray: %s, %i stacked)',
    (terminalOnLifeLoss, grayscale, frameStack) => {
      const actions = fc.array(fc.nat(3), { minLength: 20, maxLength: 120 });
      fc.assert(
        fc.property(actions, fc.integer({ min: 5, max: 200 }), (taken, maxFrames) => {
          const options = { frameSkip, terminalOnLifeLoss, grayscale, frameStack };
          const environment = new AtariPreprocessing(game(maxFrames), {
            ...{ ...options, noopMax: 0, size: [15, 20] },
          });
          const naive = new NaiveAtari(game(maxFrames), { ...options, size: [15, 20] });
          expect(environment.reset({ seed: 4 }).observation).toEqual(naive.reset(4));
          for (const action of taken) {
            const { observation, reward, terminated, truncated } = environment.step(action);
            const seen = { observation, reward, terminated, truncated };
            expect(seen).toEqual(naive.step(action));
            if (terminated || truncated) {
              expect(environment.reset().observation).toEqual(naive.reset());
            }
          }
        }),
        { numRuns: 6 },
      );
    },
  );
});

test('one line makes what an agent learns from, of a screen of 210 × 160', () => {
  const emulator = new FakeConsole({ height: 210, width: 160 });
  const screen = new AtariEnvironment(emulator, { frameSkip: 1 });
  const environment = new AtariPreprocessing(screen, { clipReward: 'sign' });
  expect(environment.observationSpace.toString()).toBe('Box([4, 84, 84], uint8)');
  expect(environment.actionSpace.n).toBe(4);
  const { observation, info } = environment.reset({ seed: 1 });
  expect(observation.length).toBe(4 * 84 * 84);
  expect(info['lives']).toBe(3);
  // Between 1 and 30 frames of doing nothing.
  expect(info['episodeFrames']).toBeGreaterThanOrEqual(1);
  expect(info['episodeFrames']).toBeLessThanOrEqual(30);
});

test('clips the rewards of whole steps, by sign or to a range', () => {
  const pictures = Array.from({ length: 9 }, () => new Uint8Array(4));
  const rewards = (clipReward: AtariPreprocessingOptions['clipReward'] & {}): number => {
    const options = { clipReward, noopMax: 0, size: 1, frameStack: 0 };
    const environment = new AtariPreprocessing(showing(pictures, [2, 2]), options);
    environment.reset();
    return environment.step(0).reward;
  };
  expect(rewards(false)).toBe(4);
  expect(rewards('sign')).toBe(1);
  expect(rewards({ max: 2.5 })).toBe(2.5);
});

test('pictures that are gray already stay as they are', () => {
  const gray = (): AtariEnvironment =>
    new AtariEnvironment(new FakeConsole(), { frameSkip: 1, observations: 'grayscale' });
  const options = { size: [42, 32], frameSkip: 1, frameStack: 0, noopMax: 0 } as const;
  const environment = new AtariPreprocessing(gray(), options);
  expect(environment.observationSpace.shape).toEqual([42, 32]);
  const plain = gray();
  expect(environment.reset({ seed: 1 })).toEqual(plain.reset({ seed: 1 }));
  for (const action of [2, 2, 0, 3]) expect(environment.step(action)).toEqual(plain.step(action));
});

test.each([
  {},
  { terminalOnLifeLoss: true, clipReward: 'sign', frameStack: 2 },
  { grayscale: false, frameSkip: 2, noopMax: 0, frameStack: 0 },
] as const)('keeps the rules of environments with %o', (options) => {
  const environment = new AtariPreprocessing(game(60), { ...options, size: 12 });
  expect(() => {
    checkEnvironment(environment, { steps: 400 });
  }).not.toThrow();
  expect(environment.getState).toBeDefined();
  expect(environment.render!()).toMatchObject({ width: 32, height: 42 });
});

test('refuses steps after an end, and pictures of another size', () => {
  const environment = new AtariPreprocessing(game(4), { size: 12, noopMax: 0 });
  expect(() => environment.step(0)).toThrow(UsageError);
  environment.reset();
  expect(environment.step(0).truncated).toBe(true);
  expect(() => environment.step(0)).toThrow('call reset() first');

  const broken = new AtariPreprocessing(showing([new Uint8Array(3)], [2, 2]), {
    ...{ size: 1, noopMax: 0 },
  });
  expect(() => broken.reset()).toThrow(ShapeError);
});

test('refuses games that skip frames by themselves, or report no lives where they count', () => {
  const skipping = new AtariEnvironment(new FakeConsole());
  expect(() => new AtariPreprocessing(skipping)).toThrow(EnvironmentError);
  expect(() => new AtariPreprocessing(skipping)).toThrow('takes frameSkip 4 itself');
  expect(() => new AtariPreprocessing(skipping, { frameSkip: 1, size: 12 })).not.toThrow();
  const wrapped = new StickyActions(new RecordEpisodeStatistics(skipping));
  expect(() => new AtariPreprocessing(wrapped)).toThrow('takes frameSkip 4 itself');
  const drawing = new AtariEnvironment(new FakeConsole(), { frameSkip: { from: 2, to: 4 } });
  expect(() => new AtariPreprocessing(drawing)).toThrow('takes frameSkip from 2 to 4 itself');

  const pictures = [new Uint8Array(4), new Uint8Array(4)];
  const options = { size: 1, noopMax: 0, terminalOnLifeLoss: true };
  const lifeless = new AtariPreprocessing(showing(pictures, [2, 2]), options);
  expect(() => lifeless.reset()).toThrow('info.lives');
  const unneeded = new AtariPreprocessing(showing(pictures, [2, 2]), { size: 1, noopMax: 0 });
  expect(() => unneeded.reset()).not.toThrow();
});

/** A wrapper by hand, around what it keeps under another name, or where nobody can look. */
class Plain implements Environment<Uint8Array> {
  readonly observationSpace: Environment['observationSpace'];
  readonly actionSpace: Environment['actionSpace'];
  protected readonly game: Environment<Uint8Array>;
  constructor(game: Environment<Uint8Array>) {
    this.game = game;
    this.observationSpace = game.observationSpace;
    this.actionSpace = game.actionSpace;
  }
  reset(options?: ResetOptions): ResetResult<Uint8Array> {
    return this.game.reset(options);
  }
  step(action: number): StepResult<Uint8Array> {
    return this.game.step(action);
  }
}

describe('a game that skips frames, inside of', () => {
  const skipping = (): Environment<Uint8Array> => new AtariEnvironment(new FakeConsole());
  class Mine extends Wrapper<Uint8Array> {}

  test.each<[string, (game: Environment<Uint8Array>) => Environment<Uint8Array>]>([
    ["a wrapper of one's own", (game) => new Mine(game)],
    ['a wrapper by hand', (game) => new Plain(game)],
    ['several', (game) => new StickyActions(new Plain(new Mine(new Plain(game))))],
  ])('%s is refused', (_, wrap) => {
    expect(() => new AtariPreprocessing(wrap(skipping()))).toThrow('takes frameSkip 4 itself');
    expect(
      () => new AtariPreprocessing(wrap(skipping()), { frameSkip: 1, size: 12 }),
    ).not.toThrow();
  });

  test.each([{ noopMax: 0 }, {}])('a closure is refused at the first step, with %o', (options) => {
    const game = skipping();
    const { observationSpace, actionSpace } = game;
    const hidden: Environment<Uint8Array> = {
      ...{ observationSpace, actionSpace },
      reset: (given) => game.reset(given),
      step: (action) => game.step(action),
    };
    const environment = new AtariPreprocessing(hidden, { ...options, size: 12 });
    environment.reset({ seed: 1 });
    expect(() => environment.step(0)).toThrow(EnvironmentError);
    environment.reset({ seed: 1 });
    expect(() => environment.step(0)).toThrow('took 4 frames in one step');
    const single = new AtariPreprocessing(hidden, { ...options, frameSkip: 1, size: 12 });
    single.reset();
    expect(() => single.step(0)).not.toThrow();
  });
});

test.each([
  [{ screenSize: 84 }, "no option 'screenSize' (write size)"],
  [{ skip: 4 }, "no option 'skip' (write frameSkip)"],
  [{ frames: 4 }, "no option 'frames' (write frameStack)"],
  [
    { frameSkip: 0 },
    'AtariPreprocessing frameSkip must be a whole number from 1 to 10000; received 0',
  ],
  [{ noopMax: -1 }, 'AtariPreprocessing noopMax must be a whole number from 0 to 10000'],
  [{ frameStack: -1 }, 'AtariPreprocessing frameStack must be a whole number from 0 to 1024'],
  [{ size: 84 }, 'can shrink pictures, not enlarge them; received the size 84 × 84'],
  [{ size: 12, grayscale: 'gray' }, "grayscale must be 'ale' or 'opencv' or 'gymnasium'"],
  [{ size: 12, terminalOnLifeLoss: 0 }, 'terminalOnLifeLoss must be true or false'],
  [{ size: 12, clipReward: true }, "ClipReward to must be 'sign' or a range"],
])('refuses %o', (options, message) => {
  const make = (): unknown => new AtariPreprocessing(game(), options as never);
  expect(make).toThrow(OptionsError);
  expect(make).toThrow(message);
});

test('refuses what is no environment, in its own name', () => {
  const make = (): unknown => new AtariPreprocessing({} as never);
  expect(make).toThrow('new AtariPreprocessing(environment, …) needs an environment');
  expect(() => new AtariPreprocessing(showing([], [3]))).toThrow('needs pictures of bytes');
});

test('refuses pictures with opacity, unless they keep their channels', () => {
  const rgba = (): Environment<Uint8Array> => showing([new Uint8Array(16)], [2, 2, 4]);
  expect(() => new AtariPreprocessing(rgba(), { size: 1 })).toThrow(EnvironmentError);
  expect(() => new AtariPreprocessing(rgba(), { size: 1 })).toThrow(
    'those with opacity in Grayscale first',
  );
  const kept = new AtariPreprocessing(rgba(), { size: 1, grayscale: false, frameStack: 0 });
  expect(kept.observationSpace.shape).toEqual([1, 1, 4]);
  const gray = new AtariPreprocessing(new Grayscale(rgba()), { size: 1 });
  expect(gray.observationSpace.shape).toEqual([4, 1, 1]);
});
