import { expect, test } from 'vitest';
import { EnvironmentError, UsageError } from '../../../src/errors.ts';
import { AsyncGymnasiumEnvironment } from '../../../src/node/gymnasium/asyncGymnasiumEnvironment.ts';
import { GymnasiumEnvironment } from '../../../src/node/gymnasium/gymnasiumEnvironment.ts';
import { AtariPreprocessing } from '../../../src/atari/atariPreprocessing.ts';
import { FireReset } from '../../../src/wrappers/fireReset.ts';
import { RecordEpisodeStatistics } from '../../../src/wrappers/recordEpisodeStatistics.ts';
import { describeWithPython, python } from '../../support/python.ts';

const single = { frameskip: 1 };

describeWithPython('Atari games of Gymnasium', () => {
  test.each([
    ['ALE/Assault-v5', {}, 4],
    ['ALE/Assault-v5', { options: single }, 1],
    ['AssaultNoFrameskip-v4', {}, 1],
    ['Assault-v0', {}, { from: 2, to: 4 }],
    ['CartPole-v1', {}, undefined],
    ['CartPole-v1', { wrappers: [{ name: 'MaxAndSkipObservation' }] }, undefined],
  ])('say how many frames a step takes: %s with %o', async (id, options, frameSkip) => {
    const game = await GymnasiumEnvironment.create(id, { python, ...options });
    expect(game.frameSkip).toEqual(frameSkip);
    game.close();
  });

  test('and what their actions do', async () => {
    const game = await AsyncGymnasiumEnvironment.create('ALE/Breakout-v5', { python });
    expect(game.actionMeanings).toEqual(['NOOP', 'FIRE', 'RIGHT', 'LEFT']);
    expect(game.frameSkip).toBe(4);
    await game.close();
    const pole = await GymnasiumEnvironment.create('CartPole-v1', { python });
    expect(pole.actionMeanings).toBeUndefined();
    pole.close();
  });

  test('are refused where frames would be skipped twice', async () => {
    const game = await GymnasiumEnvironment.create<Uint8Array>('ALE/Assault-v5', { python });
    const counted = new RecordEpisodeStatistics(game);
    for (const environment of [game, counted]) {
      const make = (): unknown => new AtariPreprocessing(environment);
      expect(make).toThrow(EnvironmentError);
      expect(make).toThrow('takes frameSkip 4 itself. Make it with frameSkip: 1 (in Gymnasium:');
    }
    expect(new AtariPreprocessing(game, { frameSkip: 1 }).reset().observation).toHaveLength(28_224);
    game.close();
  });

  test('that have no FIRE are none for FireReset', async () => {
    const freeway = await GymnasiumEnvironment.create('ALE/Freeway-v5', { python });
    expect(() => new FireReset(freeway)).toThrow('actions of this game are NOOP, UP, DOWN');
    freeway.close();
  });
});

test.each([
  ['GymnasiumEnvironment', GymnasiumEnvironment],
  ['AsyncGymnasiumEnvironment', AsyncGymnasiumEnvironment],
])('%s is made by create, and says so where it is made with new', (name, type) => {
  for (const more of [[], [{ python: 'python3' }]]) {
    const make = (): unknown => Reflect.construct(type, ['CartPole-v1', ...more]);
    expect(make).toThrow(UsageError);
    expect(make).toThrow(`write await ${name}.create('CartPole-v1', options)`);
  }
});
