import { play, startTraining } from 'deepq/browser';
import { CartPole } from 'deepq/environments';
import { expect, test } from 'vitest';
import { Keyboard } from '../../src/browser/keyboard.ts';
import { DeepQError, OptionsError, UsageError, ValueError } from '../../src/errors.ts';

const keymap = { keys: { a: 0, b: 1 }, idle: 'repeat' } as const;
const target = new EventTarget();

test.each([{ signal: {} }, { signal: null }, { target: {} }, { target: null }, { onFrame: 5 }])(
  'play refuses %o',
  async (given) => {
    const options = { keymap, target, onFrame: () => undefined, maxEpisodeSteps: 1, ...given };
    await expect(play(new CartPole(), options as never)).rejects.toThrow(OptionsError);
  },
);

test('the keyboard refuses options that are none, and masks that allow nothing', async () => {
  const keyboard = new Keyboard(keymap, target);
  expect(() => keyboard.act(0, null as never)).toThrow(OptionsError);
  await expect(keyboard.actAsync(0, null as never)).rejects.toThrow(OptionsError);
  for (const actionMask of [[0, 0], null, 5, { length: 2 ** 53 }]) {
    expect(() => keyboard.act(0, { actionMask: actionMask as never })).toThrow(ValueError);
  }
  expect(keyboard.act(0, { actionMask: [0, 1] })).toBe(1);
  keyboard.close();
});

test('outside pages workers are not started', async () => {
  await expect(startTraining('worker.js')).rejects.toThrow(UsageError);
  await expect(startTraining(5 as never)).rejects.toThrow(DeepQError);
});
