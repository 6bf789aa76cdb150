import { expect, test } from 'vitest';
import { AtariEnvironment } from '../../src/atari/atariEnvironment.ts';
import { checkEnvironment } from '../../src/conformance/checkEnvironment.ts';
import { EnvironmentError, OptionsError, UsageError, ValueError } from '../../src/errors.ts';
import { EpisodicLife } from '../../src/wrappers/episodicLife.ts';
import { TimeLimit } from '../../src/wrappers/timeLimit.ts';
import { FakeConsole } from '../support/fakeConsole.ts';
import { showing } from '../support/pictures.ts';
import { paying } from './rewards.ts';

const frames = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, index) => Uint8Array.of(index));

/** The pictures, endings and resets of play, with `|` before each reset. */
function play(environment: EpisodicLife<Uint8Array>, steps: number): string {
  let seen = `${environment.reset().observation[0]!}`;
  for (let step = 0; step < steps; step++) {
    const { observation, terminated, truncated } = environment.step(1);
    seen += ` ${observation[0]!}`;
    if (terminated || truncated) seen += ` | ${environment.reset().observation[0]!}`;
  }
  return seen;
}

test('the loss of a life is an end, and the game goes on until it is over', () => {
  // A life lost at 2 and 5; none left at 7, but over only at 9.
  const inside = showing(frames(10), [1], [3, 3, 2, 2, 2, 1, 1, 0, 0, 0]);
  expect(play(new EpisodicLife(inside), 8)).toBe('0 1 2 | 3 4 5 | 6 7 8 9 | 0 1');
});

test('extra lives are no end', () => {
  const inside = showing(frames(6), [1], [1, 2, 2, 1, 1, 1]);
  expect(play(new EpisodicLife(inside), 3)).toBe('0 1 2 3 | 4');
});

test('where the step after the loss of a life ends the game, a new one is begun', () => {
  const inside = showing(frames(4), [1], [2, 2, 1, 0]);
  expect(play(new EpisodicLife(inside), 3)).toBe('0 1 2 | 0 1');
});

test('begins a new game after a time limit, and with a seed', () => {
  const lives = Array.from({ length: 9 }, () => 3);
  const limited = new TimeLimit(showing(frames(9), [1], lives), { maxEpisodeSteps: 2 });
  expect(play(new EpisodicLife(limited), 3)).toBe('0 1 2 | 0 1');

  const environment = new EpisodicLife(showing(frames(9), [1], lives));
  environment.reset();
  environment.step(0);
  expect(environment.reset({ seed: 1 }).observation[0]).toBe(0);
  environment.step(0);
  expect(environment.reset().observation[0]).toBe(2);
});

test('after a step that failed, a new game is begun; after a wrong call, the old one goes on', () => {
  const inside = showing(
    frames(9),
    [1],
    Array.from({ length: 9 }, () => 3),
  );
  const { step } = inside;
  const environment = new EpisodicLife({
    ...inside,
    step: (action) => {
      if (action === 2) throw new EnvironmentError('out of order');
      if (action > 2) throw new ValueError('no action');
      return step(action);
    },
  });
  environment.reset();
  expect(() => environment.step(3)).toThrow('no action');
  expect(environment.reset().observation[0]).toBe(1);
  expect(() => environment.step(2)).toThrow('out of order');
  expect(environment.reset().observation[0]).toBe(0);

  const broken = new EpisodicLife(environment.environment, { action: 2 });
  broken.reset();
  // The step that the reset itself takes.
  expect(() => broken.reset()).toThrow('out of order');
  expect(broken.reset().observation[0]).toBe(0);
});

test('keeps the rules of environments around a game', () => {
  const game = new AtariEnvironment(new FakeConsole(), { frameSkip: 2 });
  const environment = new EpisodicLife(game);
  expect(() => {
    checkEnvironment(environment, { steps: 500 });
  }).not.toThrow();
});

test('refuses steps after an end, worlds without lives, and actions that are none', () => {
  const environment = new EpisodicLife(showing(frames(9), [1], [2, 1, 1, 1]));
  expect(() => environment.step(0)).toThrow(UsageError);
  environment.reset();
  expect(environment.step(0).terminated).toBe(true);
  expect(() => environment.step(0)).toThrow('ended with a life or the game; call reset() first');

  const lifeless = new EpisodicLife(paying([1]));
  expect(() => lifeless.reset()).toThrow(EnvironmentError);
  expect(() => lifeless.reset()).toThrow('needs the lives left as a number in info.lives');
  expect(() => new EpisodicLife(paying([1]), { action: 2 })).toThrow(OptionsError);
});
