import { expect, test } from 'vitest';
import { AtariEnvironment } from '../../src/atari/atariEnvironment.ts';
import { atariSettings } from '../../src/atari/atariSettings.ts';
import { gymnasiumAtari } from '../../src/atari/gymnasiumAtari.ts';
import { OptionsError } from '../../src/errors.ts';
import recorded from '../fixtures/atari_ids.json' with { type: 'json' };
import { FakeConsole } from '../support/fakeConsole.ts';

const ids = Object.entries(recorded.ids) as [string, [string, number | [number, number], number]][];

test('every id that ale_py registers stands for what it is registered with', () => {
  expect(ids.length).toBeGreaterThan(300);
  const expected = ids.map(([id, [game, frameskip, stickyActions]]) => {
    const frameSkip =
      typeof frameskip === 'number' ? frameskip : { from: frameskip[0], to: frameskip[1] - 1 };
    const common = { observations: 'rgb', fullActionSpace: false, maxFrames: 108_000 };
    return [id, { game, frameSkip, stickyActions, ...common }];
  });
  expect(ids.map(([id]) => [id, atariSettings(id)])).toEqual(expected);
});

test('every id that ale_py registers becomes the arguments that it is registered with', () => {
  for (const [id, [game, frameskip, sticky]] of ids) {
    const made = gymnasiumAtari(atariSettings(id));
    expect((recorded.ids as Record<string, unknown[]>)[made.id]![0]).toBe(game);
    expect(made.options).toEqual({
      obs_type: 'rgb',
      frameskip,
      repeat_action_probability: sticky,
      full_action_space: false,
      max_num_frames_per_episode: 108_000,
    });
  }
});

test.each([
  ['Breakout-ram-v0', 'breakout', 'ram', { from: 2, to: 4 }, 0.25],
  ['Assault-v4', 'assault', 'rgb', { from: 2, to: 4 }, 0],
  ['AssaultDeterministic-v4', 'assault', 'rgb', 4, 0],
  ['SpaceInvadersDeterministic-v0', 'space_invaders', 'rgb', 3, 0.25],
  ['MsPacman-ramNoFrameskip-v4', 'ms_pacman', 'ram', 1, 0],
  ['ALE/Breakout-ram-v5', 'breakout', 'ram', 4, 0.25],
  ['ALE/TicTacToe3D-v5', 'tic_tac_toe_3d', 'rgb', 4, 0.25],
] as const)('%s of the older gym', (id, game, observations, frameSkip, stickyActions) => {
  const settings = { game, observations, frameSkip, stickyActions };
  expect(atariSettings(id)).toMatchObject(settings);
});

test('the settings make an environment', () => {
  const { game, ...settings } = atariSettings('Breakout-ram-v0');
  const environment = new AtariEnvironment(new FakeConsole(), settings);
  expect(game).toBe('breakout');
  expect(environment.observationSpace.shape).toEqual([128]);
  expect(environment.frameSkip).toEqual({ from: 2, to: 4 });
});

test('the arguments of Gymnasium', () => {
  const settings = { ...atariSettings('Breakout-ram-v0'), maxFrames: Infinity };
  expect(gymnasiumAtari(settings)).toEqual({
    id: 'ALE/Breakout-v5',
    options: {
      obs_type: 'ram',
      frameskip: [2, 5],
      repeat_action_probability: 0.25,
      full_action_space: false,
      max_num_frames_per_episode: null,
    },
  });
});

test.each([
  ['Asault-v0', "no game is called 'Asault' (did you mean 'Assault'?)"],
  ['ALE/Breakout-v4', "write 'ALE/Breakout-v5', or 'Breakout-v4'"],
  ['Breakout-v5', "write 'ALE/Breakout-v5'"],
  ['ALE/BreakoutDeterministic-v5', 'have no Deterministic'],
  ['Tetris-v4', "this game has no -v4; write 'ALE/Tetris-v5'"],
  ['Breakout', 'ids look like'],
  ['breakout-v0', 'ids look like'],
  ['Breakout-v1', 'ids look like'],
  [5, 'knows no environment 5'],
])('refuses %s', (id, message) => {
  const look = (): unknown => atariSettings(id as string);
  expect(look).toThrow(OptionsError);
  expect(look).toThrow(message);
});

test.each([
  ['Breakout-v4', "received 'Breakout-v4'. Write gymnasiumAtari(atariSettings('Breakout-v4'))"],
  [undefined, 'received undefined'],
  [{ game: 5, frameSkip: 4 }, 'needs the settings of a game'],
  [{ game: 'breakout' }, 'gymnasiumAtari frameSkip must be a number of frames or a range'],
])('refuses to make arguments of %o', (settings, message) => {
  const make = (): unknown => gymnasiumAtari(settings as never);
  expect(make).toThrow(OptionsError);
  expect(make).toThrow(message);
});
