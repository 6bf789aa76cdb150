import { OptionsError } from 'deepq';
import {
  drawFrame,
  Keyboard,
  keymaps,
  play,
  TouchPad,
  touchmaps,
  type PlayOptions,
} from 'deepq/browser';
import { makeEnvironment } from 'deepq/environments';
import * as planck from 'planck';
import { describe, expect, test } from 'vitest';

function press(key: string, more: KeyboardEventInit = {}): boolean {
  return document.body.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }),
  );
}
const release = (key: string, more: KeyboardEventInit = {}): void => {
  document.body.dispatchEvent(new KeyboardEvent('keyup', { key, bubbles: true, ...more }));
};

describe('Keyboard', () => {
  test('the last key that is held acts; a short press counts once', () => {
    const keyboard = new Keyboard(keymaps['LunarLander-v3']);
    expect(keyboard.act(0)).toBe(0);
    expect(press('ArrowLeft')).toBe(false);
    press('ArrowUp');
    expect(keyboard.act(0)).toBe(2);
    release('ArrowUp');
    expect(keyboard.act(0)).toBe(1);
    release('ArrowLeft');
    expect(keyboard.act(0)).toBe(0);
    press('ArrowRight');
    release('ArrowRight');
    expect([keyboard.act(0), keyboard.act(0)]).toEqual([3, 0]);
    keyboard.close();
    expect(press('ArrowRight')).toBe(true);
  });

  test('repeats where the map says so, passes over what is not allowed, leaves shortcuts', () => {
    const keyboard = new Keyboard(keymaps['CartPole-v1']);
    press('ArrowRight');
    release('ArrowRight');
    expect([keyboard.act(0), keyboard.act(0)]).toEqual([1, 1]);
    expect(keyboard.act(0, { actionMask: [1, 0] })).toBe(0);
    expect(press('ArrowRight', { ctrlKey: true })).toBe(true);
    expect(press('x')).toBe(true);
    keyboard.close();
  });

  test('Shift and Caps Lock make no difference, whenever they come', () => {
    const keyboard = new Keyboard({ keys: { a: 1, D: 2, 5: 3, KeyW: 4 }, idle: 0 });
    press('A', { code: 'KeyA', shiftKey: true });
    expect(keyboard.act(0)).toBe(1);
    release('a', { code: 'KeyA' });
    expect(keyboard.act(0)).toBe(0);
    press('a', { code: 'KeyA' });
    press('A', { code: 'KeyA', shiftKey: true, repeat: true });
    release('A', { code: 'KeyA', shiftKey: true });
    expect([keyboard.act(0), keyboard.act(0)]).toEqual([1, 0]);
    for (const [key, code, action] of [
      ['d', 'KeyD', 2],
      ['D', 'KeyD', 2],
      ['%', 'Digit5', 3],
      ['z', 'KeyW', 4],
      ['Z', 'KeyW', 4],
    ] as const) {
      expect(press(key, { code })).toBe(false);
      release(key, { code });
      expect([keyboard.act(0), keyboard.act(0)]).toEqual([action, 0]);
    }
    expect(press('%', { code: 'KeyP' })).toBe(true);
    keyboard.close();
  });

  test('waits for a key in games of turns', async () => {
    const keyboard = new Keyboard(keymaps['Taxi-v3']);
    expect(() => keyboard.act(0)).toThrow(/waits for a key/);
    const choosing = keyboard.actAsync(0, { actionMask: [0, 1, 0, 0, 0, 0] });
    press('ArrowDown');
    await Promise.resolve();
    press('ArrowUp');
    expect(await choosing).toBe(1);
    keyboard.close();
  });

  test('leaves what is typed into a field, also inside a custom element', () => {
    const keyboard = new Keyboard({ keys: { a: 1 }, idle: 0 });
    const host = document.body.appendChild(document.createElement('div'));
    const field = host.attachShadow({ mode: 'open' }).appendChild(document.createElement('input'));
    const typed = { key: 'a', bubbles: true, cancelable: true, composed: true };
    expect(field.dispatchEvent(new KeyboardEvent('keydown', typed))).toBe(true);
    expect(keyboard.act(0)).toBe(0);
    keyboard.close();
    host.remove();
  });

  test('refuses maps that are none', () => {
    expect(() => new Keyboard({ keys: {}, idle: 0 })).toThrow(OptionsError);
    expect(() => new Keyboard({ keys: { a: 0 }, idle: 'never' as never })).toThrow(/idle/);
    expect(() => new Keyboard({ keys: { a: 0, A: 1 }, idle: 0 })).toThrow(/one key/);
    expect(() => new Keyboard({ keys: { a: 1, A: 1 }, idle: 0 }).close()).not.toThrow();
  });
});

test.each(Object.entries(keymaps))('the keys of %s are actions of it', (id, { keys, idle }) => {
  const environment = makeEnvironment(
    id as never,
    (id.startsWith('Lunar') ? { planck } : {}) as never,
  ) as ReturnType<typeof makeEnvironment<'CartPole-v1'>>;
  const { actionSpace } = environment;
  const actions = [...Object.values(keys), ...(typeof idle === 'number' ? [idle] : [])];
  expect(actions.toSorted()).toEqual(Array.from({ length: actionSpace.n }, (_, action) => action));
});

describe('TouchPad', () => {
  const makeCanvas = (): HTMLCanvasElement => {
    const canvas = document.body.appendChild(document.createElement('canvas'));
    canvas.style.cssText = 'position: fixed; left: 10px; top: 20px; width: 200px; height: 100px;';
    return canvas;
  };
  /** At a place of the canvas, from 0 to 1 in width and height; a move changes no button. */
  const touch = (
    canvas: HTMLCanvasElement,
    type: string,
    [x, y]: readonly [number, number],
    more: PointerEventInit = {},
  ): boolean =>
    canvas.dispatchEvent(
      new PointerEvent(type, {
        clientX: 10 + 200 * x,
        clientY: 20 + 100 * y,
        pointerId: 1,
        button: type === 'pointermove' ? -1 : 0,
        bubbles: true,
        cancelable: true,
        ...more,
      }),
    );
  /** A person who plays a game of turns by touches, after its first picture. */
  const playOnIce = async (more: Pick<PlayOptions, 'keymap'> = {}) => {
    const canvas = makeCanvas();
    const controller = new AbortController();
    const actions: (number | null)[] = [];
    const playing = play(makeEnvironment('FrozenLake-v1', { isSlippery: false }), {
      touchmap: touchmaps['FrozenLake-v1'],
      canvas,
      signal: controller.signal,
      framesPerSecond: 1_000,
      onFrame: ({ action }) => void actions.push(action),
      ...more,
    });
    await expect.poll(() => actions.length).toBe(1);
    return { canvas, controller, actions, playing };
  };

  test('the last finger that is down acts; a short touch counts once', () => {
    const canvas = makeCanvas();
    const touchPad = new TouchPad(touchmaps['LunarLander-v3'], canvas);
    expect(touchPad.act(0)).toBe(0);
    touch(canvas, 'pointerdown', [0.1, 0.5]);
    touch(canvas, 'pointerdown', [0.5, 0.5], { pointerId: 2 });
    expect([touchPad.act(0), touchPad.act(0)]).toEqual([2, 2]);
    touch(canvas, 'pointerup', [0.5, 0.5], { pointerId: 2 });
    expect(touchPad.act(0)).toBe(1);
    touch(canvas, 'pointercancel', [0.1, 0.5]);
    expect(touchPad.act(0)).toBe(0);
    touch(canvas, 'pointerdown', [0.9, 0.5]);
    touch(canvas, 'pointerup', [0.9, 0.5]);
    expect([touchPad.act(0), touchPad.act(0)]).toEqual([3, 0]);
    touchPad.close();
    touch(canvas, 'pointerdown', [0.9, 0.5]);
    expect(touchPad.act(0)).toBe(0);
    canvas.remove();
  });

  test('a finger that slides does what the place under it does, also beyond the edge', () => {
    const canvas = makeCanvas();
    const touchPad = new TouchPad(touchmaps['MountainCar-v0'], canvas);
    touch(canvas, 'pointermove', [0.9, 0.5]);
    expect(touchPad.act(0)).toBe(1);
    touch(canvas, 'pointerdown', [0.9, 0.5]);
    expect(touchPad.act(0)).toBe(2);
    touch(canvas, 'pointermove', [-3, 2]);
    expect(touchPad.act(0)).toBe(0);
    touch(canvas, 'pointerup', [-3, 2]);
    expect(touchPad.act(0)).toBe(1);
    touchPad.close();
    canvas.remove();
  });

  test('the left button of a mouse acts as long as it is down, whatever the right one does', () => {
    const canvas = makeCanvas();
    const touchPad = new TouchPad(touchmaps['LunarLander-v3'], canvas);
    const right = { button: 2 };
    const left = { button: 0 };
    touch(canvas, 'pointerdown', [0.1, 0.5], { ...left, buttons: 1 });
    touch(canvas, 'pointermove', [0.1, 0.5], { ...right, buttons: 3 });
    expect([touchPad.act(0), touchPad.act(0)]).toEqual([1, 1]);
    // Only the last button that goes up is a pointerup.
    touch(canvas, 'pointermove', [0.1, 0.5], { ...left, buttons: 2 });
    expect(touchPad.act(0)).toBe(0);
    touch(canvas, 'pointermove', [0.9, 0.5], { ...left, buttons: 3 });
    expect([touchPad.act(0), touchPad.act(0)]).toEqual([3, 3]);
    touch(canvas, 'pointermove', [0.9, 0.5], { ...right, buttons: 1 });
    touch(canvas, 'pointermove', [0.1, 0.5], { buttons: 1 });
    expect(touchPad.act(0)).toBe(1);
    touch(canvas, 'pointerup', [0.1, 0.5], left);
    expect(touchPad.act(0)).toBe(0);
    touch(canvas, 'pointerdown', [0.1, 0.5], { ...right, buttons: 2 });
    touch(canvas, 'pointerup', [0.1, 0.5], right);
    expect(touchPad.act(0)).toBe(0);
    touchPad.close();
    canvas.remove();
  });

  test('the page does not scroll meanwhile, opens no menu, and its style is left alone', () => {
    const canvas = makeCanvas();
    const touchPad = new TouchPad(touchmaps['CartPole-v1'], canvas);
    const isLeft = (type: string): boolean => touch(canvas, type, [0.9, 0.5]);
    expect(isLeft('contextmenu')).toBe(true);
    touch(canvas, 'pointerdown', [0.9, 0.5], { button: 2 });
    expect(touchPad.act(0, { actionMask: [1, 1] })).toBe(0);
    touch(canvas, 'pointerdown', [0.9, 0.5]);
    expect(['touchstart', 'contextmenu', 'dragstart'].map(isLeft)).toEqual([false, false, false]);
    expect(touchPad.act(0)).toBe(1);
    touch(canvas, 'pointerup', [0.9, 0.5]);
    expect([touchPad.act(0), touchPad.act(0, { actionMask: [true, false] })]).toEqual([1, 0]);
    touchPad.close();
    expect(canvas.style.touchAction).toBe('');
    canvas.remove();
  });

  test('what is closed twice leaves the next one alone', () => {
    const canvas = makeCanvas();
    const first = new TouchPad(touchmaps['LunarLander-v3'], canvas);
    first.close();
    const second = new TouchPad(touchmaps['LunarLander-v3'], canvas);
    first.close();
    touch(canvas, 'pointerdown', [0.1, 0.5]);
    expect(touch(canvas, 'touchstart', [0.1, 0.5])).toBe(false);
    expect([second.act(0), first.act(0)]).toEqual([1, 0]);
    second.close();
    canvas.remove();
  });

  test('a touch ends where the canvas is taken away, and a lost end is no end', () => {
    const canvas = makeCanvas();
    const touchPad = new TouchPad(touchmaps['LunarLander-v3'], canvas);
    touch(canvas, 'pointerdown', [0.1, 0.5]);
    expect(touchPad.act(0)).toBe(1);
    canvas.remove();
    document.dispatchEvent(new PointerEvent('pointerup', { pointerId: 1 }));
    expect(touchPad.act(0)).toBe(0);
    document.body.append(canvas);
    touch(canvas, 'pointerdown', [0.1, 0.5]);
    touch(canvas, 'pointerdown', [0.9, 0.5]);
    expect([touchPad.act(0), touchPad.act(0)]).toEqual([3, 3]);
    touchPad.close();
    canvas.remove();
  });

  test('what the map throws or returns by mistake comes to the player', async () => {
    const canvas = makeCanvas();
    const touchPad = new TouchPad({ actionAt: () => 0.5, idle: 'wait' }, canvas);
    const choosing = touchPad.actAsync(0);
    touch(canvas, 'pointerdown', [0.1, 0.5]);
    await expect(choosing).rejects.toThrow('received 0.5');
    touchPad.close();
    canvas.remove();
  });

  test('keys are not taken for touches, and a lost focus ends keys alone', async () => {
    const canvas = makeCanvas();
    const target = new EventTarget();
    const key = (type: string): boolean =>
      target.dispatchEvent(
        Object.assign(new KeyboardEvent(type, { key: '1', cancelable: true }), {
          composedPath: () => [],
        }),
      );
    const controller = new AbortController();
    const taken: (number | null)[] = [];
    const play1 = play(makeEnvironment('MountainCar-v0'), {
      keymap: { keys: { 1: 0, 2: 2 }, idle: 1 },
      touchmap: touchmaps['MountainCar-v0'],
      target,
      canvas,
      signal: controller.signal,
      framesPerSecond: 1_000,
      onFrame: ({ action }) => void taken.push(action),
    });
    const next = async (): Promise<number | null | undefined> => {
      const { length } = taken;
      // The step after the next one is decided after what came last.
      await expect.poll(() => taken.length).toBeGreaterThan(length + 2);
      return taken.at(-1);
    };
    touch(canvas, 'pointerdown', [0.9, 0.5]);
    expect(await next()).toBe(2);
    key('keydown');
    expect(await next()).toBe(0);
    key('keyup');
    expect(await next()).toBe(2);
    key('keydown');
    target.dispatchEvent(new Event('blur'));
    expect(await next()).toBe(2);
    touch(canvas, 'pointerup', [0.9, 0.5]);
    expect(await next()).toBe(1);
    controller.abort();
    await play1;
    canvas.remove();
  });

  test('waits for a touch in games of turns, and for one that is allowed', async () => {
    const canvas = makeCanvas();
    const touchPad = new TouchPad(touchmaps['FrozenLake-v1'], canvas);
    expect(() => touchPad.act(0)).toThrow(/waits for a touch/);
    const choosing = touchPad.actAsync(0, { actionMask: [0, 0, 1, 0] });
    touch(canvas, 'pointerdown', [0.1, 0.5]);
    await Promise.resolve();
    touch(canvas, 'pointermove', [0.9, 0.5]);
    touch(canvas, 'pointerup', [0.9, 0.5]);
    touch(canvas, 'pointerdown', [0.9, 0.5]);
    expect(await choosing).toBe(2);
    touchPad.close();
    canvas.remove();
  });

  test('a person plays by touches alone; keys are left to the page', async () => {
    const { canvas, controller, actions, playing } = await playOnIce();
    expect(press('ArrowLeft')).toBe(true);
    touch(canvas, 'pointerdown', [0.9, 0.5]);
    touch(canvas, 'pointerup', [0.9, 0.5]);
    await expect.poll(() => actions.length).toBe(2);
    controller.abort();
    expect(await playing).toEqual([]);
    expect(actions).toEqual([null, 2]);
    canvas.remove();
  });

  test('a person plays by keys and touches together', async () => {
    const keymap = keymaps['FrozenLake-v1'];
    const { canvas, controller, actions, playing } = await playOnIce({ keymap });
    touch(canvas, 'pointerdown', [0.9, 0.5]);
    touch(canvas, 'pointerup', [0.9, 0.5]);
    await expect.poll(() => actions.length).toBe(2);
    press('ArrowLeft');
    release('ArrowLeft');
    await expect.poll(() => actions.length).toBe(3);
    controller.abort();
    expect(await playing).toEqual([]);
    expect(actions).toEqual([null, 2, 0]);
    canvas.remove();
  });
});

test.each(Object.entries(touchmaps))('the touches of %s are those of its keys', (id, touchmap) => {
  const { keys, idle } = keymaps[id as keyof typeof keymaps];
  const shares = Array.from({ length: 21 }, (_, at) => at / 20);
  const touched = shares.flatMap((x) => shares.map((y) => touchmap.actionAt(x, y)));
  expect([...new Set(touched)].toSorted()).toEqual([...new Set(Object.values(keys))].toSorted());
  expect(touchmap.idle).toBe(idle);
});

test('play draws on a canvas, and the signal ends it while it waits for a key', async () => {
  const canvas = document.createElement('canvas');
  const controller = new AbortController();
  const playing = play(makeEnvironment('FrozenLake-v1'), {
    keymap: keymaps['FrozenLake-v1'],
    canvas,
    signal: controller.signal,
  });
  await expect.poll(() => canvas.width).not.toBe(300);
  controller.abort();
  expect(await playing).toEqual([]);
  const pixel = canvas.getContext('2d')!.getImageData(5, 5, 1, 1).data;
  expect(pixel[3]).toBe(255);
  await expect(
    play(makeEnvironment('CartPole-v1'), { keymap: keymaps['CartPole-v1'] }),
  ).rejects.toThrow(OptionsError);
});

test('play has a pole fall', async () => {
  const seen: number[] = [];
  const [episode] = await play(makeEnvironment('CartPole-v1'), {
    keymap: keymaps['CartPole-v1'],
    framesPerSecond: 1_000,
    onFrame: ({ episodeLength }) => void seen.push(episodeLength),
  });
  expect(seen).toHaveLength(episode!.length + 1);
});

test('drawFrame sizes the canvas', () => {
  const canvas = document.createElement('canvas');
  const data = new Uint8ClampedArray([1, 2, 3, 255, 4, 5, 6, 255]);
  drawFrame(canvas, { width: 2, height: 1, data });
  expect([canvas.width, canvas.height]).toEqual([2, 1]);
  expect([...canvas.getContext('2d')!.getImageData(1, 0, 1, 1).data]).toEqual([4, 5, 6, 255]);
  drawFrame(canvas, null);
  expect(canvas.width).toBe(2);
  expect(() => drawFrame(null as never, null)).toThrow(OptionsError);
});
