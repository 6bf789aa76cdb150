import { play, startTraining, TouchPad } from 'deepq/browser';
import { CartPole } from 'deepq/environments';
import { expect, test } from 'vitest';
import { Keyboard } from '../../src/browser/keyboard.ts';
import { DeepQError, OptionsError, UsageError, ValueError } from '../../src/errors.ts';

const keymap = { keys: { a: 0, b: 1 }, idle: 'repeat' } as const;
const touchmap = { actionAt: () => 0, idle: 'repeat' } as const;
const target = new EventTarget();

test.each([
  { signal: {} },
  { signal: null },
  { target: {} },
  { target: null },
  { onFrame: 5 },
  { touchmap: {} },
  { touchMap: touchmap },
  { keymap: { keys: { a: 9 }, idle: 0 } },
  { keymap: { keys: { a: 1 }, idle: 2 } },
  { touchmap },
  { touchmap: { ...touchmap, idle: 2 } },
  { touchmap: null },
  { keymap: null, touchmap },
  { keymap: undefined, touchmap },
  { keymap: undefined, target: undefined },
])('play refuses %o', async (given) => {
  const options = { keymap, target, onFrame: () => undefined, maxEpisodeSteps: 1, ...given };
  await expect(play(new CartPole(), options as never)).rejects.toThrow(OptionsError);
});

test('an option that play has not is told with those that it has', async () => {
  const options = { keymap, target, onFrame: () => undefined, touchMap: touchmap };
  await expect(play(new CartPole(), options)).rejects.toThrow(
    /^play has no option 'touchMap'.*keymap, touchmap, canvas/,
  );
});

test.each([Symbol('many'), 2n, null, {}])('play refuses an action space of %o', async (n) => {
  const environment = Object.assign(new CartPole(), { actionSpace: { n } });
  const options = { keymap, target, onFrame: () => undefined, maxEpisodeSteps: 1 };
  await expect(play(environment, options)).rejects.toThrow(DeepQError);
});

test('play needs a map of keys or of touches', async () => {
  const options = { onFrame: () => undefined };
  await expect(play(new CartPole(), options)).rejects.toThrow(/needs keymap or touchmap.*neither/);
});

test('keys are listened to nowhere where there are none', async () => {
  const options = { touchmap, target, onFrame: () => undefined };
  await expect(play(new CartPole(), options)).rejects.toThrow(/^target is where.*no keymap/);
});

test('a touchmap without a canvas is told by the name of the option', async () => {
  const options = { keymap, touchmap, target, onFrame: () => undefined };
  await expect(play(new CartPole(), options)).rejects.toThrow(/^canvas must be/);
});

test('the keyboard refuses options that are none, and masks that allow nothing', async () => {
  const keyboard = new Keyboard(keymap, target);
  expect(() => keyboard.act(0, null as never)).toThrow(OptionsError);
  await expect(keyboard.actAsync(0, null as never)).rejects.toThrow(OptionsError);
  for (const actionMask of [[0, 0], null, 5, { length: 2 ** 53 }, ['0', '1'], [NaN, 1], []]) {
    expect(() => keyboard.act(0, { actionMask: actionMask as never })).toThrow(ValueError);
  }
  expect(keyboard.act(0, { actionMask: [0, 1] })).toBe(1);
  expect(keyboard.act(0, { actionMask: [true, false] })).toBe(0);
  expect(keyboard.act(0, { actionMask: [false, true] })).toBe(1);
  keyboard.close();
});

test('a keyboard that waits no more takes an action that is allowed', async () => {
  const keyboard = new Keyboard({ ...keymap, idle: 'wait' }, target);
  const choosing = keyboard.actAsync(0, { actionMask: [0, 1] });
  keyboard.close();
  expect(await choosing).toBe(1);
});

test('what is listened to has to be an element of the page', () => {
  for (const element of [null, 5, {}, target]) {
    expect(() => new TouchPad(touchmap, element as never)).toThrow(OptionsError);
  }
  for (const map of [null, {}, { ...touchmap, idle: -1 }, { idle: 0, actionAt: 5 }]) {
    expect(() => new TouchPad(map as never, target as never)).toThrow(/touchmaps has those/);
  }
});

test('outside pages workers are not started', async () => {
  await expect(startTraining('worker.js')).rejects.toThrow(UsageError);
  await expect(startTraining(5 as never)).rejects.toThrow(DeepQError);
  await expect(startTraining('worker.js', null as never)).rejects.toThrow(OptionsError);
});
