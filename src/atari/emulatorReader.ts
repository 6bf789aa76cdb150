import { EnvironmentError } from '../errors.ts';
import { show } from '../validation/options.ts';
import type { RgbaImage } from '../protocol/environment.ts';
import { isTypedArray, isUint8Array } from '../validation/typedArrays.ts';
import type { ArcadeEmulator } from './arcadeEmulator.ts';
import type { AtariObservations } from './atariEnvironmentOptions.ts';

/** The calls without which there is no game. */
const NEEDED = [
  'resetGame',
  'act',
  'lives',
  'gameOver',
  'getMinimalActionSet',
  'getLegalActionSet',
  'getScreenWidth',
  'getScreenHeight',
  'getScreenRGB',
] as const;

/** @throws {EnvironmentError} If a call is missing that is needed. */
export function requireEmulator(
  emulator: unknown,
  observations: AtariObservations,
  rom: string | undefined,
): ArcadeEmulator {
  const given = emulator as Partial<Record<string, unknown>> | null | undefined;
  const optional = { rgb: [], grayscale: ['getScreenGrayscale'], ram: ['getRAM'] }[observations];
  const needed = [...NEEDED, ...optional, ...(rom === undefined ? [] : ['loadROM'])];
  const missing = needed.filter((call) => typeof given?.[call] !== 'function');
  if (missing.length === 0) return emulator as ArcadeEmulator;
  throw new EnvironmentError(
    `new AtariEnvironment(emulator, …) needs an emulator with ${needed.join(', ')}; received ` +
      `${show(emulator)} without ${missing.join(', ')}. For ALE's WebAssembly build, pass ` +
      'aleEmulator(module, { rom }).',
  );
}

/** The numbers of the actions that an agent has. */
export function readActions(emulator: ArcadeEmulator, full: boolean): readonly number[] {
  const call = full ? 'getLegalActionSet' : 'getMinimalActionSet';
  const actions = Array.from((emulator[call]() as ArrayLike<number> | null | undefined) ?? []);
  if (actions.length > 0 && actions.every((action) => Number.isInteger(action))) return actions;
  throw new EnvironmentError(
    `emulator.${call}() must return the numbers of at least one action; received ` +
      `[${actions.join(', ')}]. Load a game before the environment is made, or pass a rom.`,
  );
}

/** The points that a frame gained. @throws {EnvironmentError} If the emulator returns none. */
export function act(emulator: ArcadeEmulator, action: number): number {
  const points: unknown = emulator.act(action);
  if (typeof points === 'number' && Number.isFinite(points)) return points;
  throw new EnvironmentError(
    `emulator.act(${action}) must return the points gained, a finite number; received ${show(points)}.`,
  );
}

/** Whether the game has ended. @throws {EnvironmentError} If the emulator does not say. */
export function isOver(emulator: ArcadeEmulator): boolean {
  const over: unknown = emulator.gameOver();
  if (typeof over === 'boolean') return over;
  throw new EnvironmentError(
    `emulator.gameOver() must return true or false; received ${show(over)}.`,
  );
}

/** What the agent sees, and how long it is. */
export interface View {
  readonly shape: readonly number[];
  /** A new array. */
  read(): Uint8Array;
}

/** @throws {EnvironmentError} If the emulator returns something else. */
export function viewOf(emulator: ArcadeEmulator, observations: AtariObservations): View {
  const screen = [emulator.getScreenHeight(), emulator.getScreenWidth()];
  if (!screen.every((length) => Number.isInteger(length) && length > 0)) {
    throw new EnvironmentError(
      'emulator.getScreenHeight() and getScreenWidth() must return pixels; received ' +
        `${screen.join(' and ')}. Load a game before the environment is made, or pass a rom.`,
    );
  }
  if (observations === 'ram') {
    const length = (emulator.getRAM!() as Uint8Array | null | undefined)?.length ?? 0;
    if (length === 0) {
      throw new EnvironmentError(
        'emulator.getRAM() must return the bytes of a memory; received none. Load a game before the ' +
          "environment is made, pass a rom, or take the observations 'rgb'.",
      );
    }
    const shape = [length];
    return { shape, read: () => copyOf('getRAM', emulator.getRAM!(), shape) };
  }
  if (observations === 'grayscale') {
    const read = (): Uint8Array =>
      copyOf('getScreenGrayscale', emulator.getScreenGrayscale!(), screen);
    return { shape: screen, read };
  }
  const shape = [...screen, 3];
  return { shape, read: () => copyOf('getScreenRGB', emulator.getScreenRGB(), shape) };
}

function copyOf(
  call: string,
  bytes: Uint8Array | Uint8ClampedArray,
  shape: readonly number[],
): Uint8Array {
  const size = shape.reduce((product, length) => product * length, 1);
  const isBytes = isUint8Array(bytes) || isTypedArray(bytes, 'Uint8ClampedArray');
  if (isBytes && bytes.length === size) return new Uint8Array(bytes);
  throw new EnvironmentError(
    `emulator.${call}() must return ${size} bytes, of shape [${shape.join(', ')}]; received ` +
      `${show(bytes)}.`,
  );
}

/** A picture of RGB pixels. */
export function toRgba(rgb: Uint8Array, height: number, width: number): RgbaImage {
  const data = new Uint8ClampedArray(4 * height * width).fill(255);
  for (let pixel = 0; pixel < height * width; pixel++) {
    data[4 * pixel] = rgb[3 * pixel] as number;
    data[4 * pixel + 1] = rgb[3 * pixel + 1] as number;
    data[4 * pixel + 2] = rgb[3 * pixel + 2] as number;
  }
  return { width, height, data };
}
