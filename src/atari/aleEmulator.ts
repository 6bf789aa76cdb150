import { EnvironmentError, OptionsError } from '../errors.ts';
import { rejectUnknownOptions, requireInteger, show } from '../validation/options.ts';
import { isUint8Array } from '../validation/typedArrays.ts';
import type { AleInterface, AleModule } from './aleModule.ts';
import type { ArcadeEmulator } from './arcadeEmulator.ts';

/**
 * What {@link aleEmulator} takes.
 *
 * @category Atari
 */
export interface AleEmulatorOptions {
  /**
   * The game: a path in the module's file system (`/roms/breakout.bin`, where
   * ROMs are packed with the module), or the bytes of a ROM.
   */
  readonly rom: string | Uint8Array;
  /**
   * What the game is called in ALE; for bytes, the file that they are written
   * to is named so.
   *
   * @default 'game'
   */
  readonly game?: string;
  /** The mode of the game: a number that `getAvailableModes` lists. */
  readonly mode?: number;
  /** The difficulty: a number that `getAvailableDifficulties` lists. */
  readonly difficulty?: number;
}

/**
 * An emulator from ALE's own WebAssembly build, of ALE 0.12 or later, which
 * you install or download yourself: it is under the GPL, and no part of deepq.
 *
 * ALE seeds its chance where it loads a game, so a `reset` with a seed loads
 * the game again. What its chance has come to is not in the states that it
 * saves: an environment that goes on from one is exact to the end of the game.
 * Sticky actions of ALE itself are turned off, since
 * {@link AtariEnvironment} has its own.
 *
 * @param module - What `await createALEModule()` gives.
 * @throws {OptionsError} If an option is unknown or makes no sense.
 * @throws {EnvironmentError} If `module` is no such module, or cannot load the
 *   game.
 * @example
 * ```ts
 * import { AtariEnvironment, aleEmulator, type AleModule } from 'deepq/environments';
 *
 * // import createALEModule from '@farama/ale'; const module = await createALEModule();
 * function breakout(module: AleModule) {
 *   const emulator = aleEmulator(module, { rom: '/roms/breakout.bin' });
 *   return new AtariEnvironment(emulator, { frameSkip: 1 });
 * }
 * ```
 * @see https://ale.farama.org/main/wasm/
 * @category Atari
 */
export function aleEmulator(module: AleModule, options: AleEmulatorOptions): ArcadeEmulator {
  rejectUnknownOptions('aleEmulator', options, ['rom', 'game', 'mode', 'difficulty']);
  const { mode, difficulty } = options;
  if (mode !== undefined) requireInteger('aleEmulator mode', mode, { min: 0 });
  if (difficulty !== undefined) requireInteger('aleEmulator difficulty', difficulty, { min: 0 });
  requireModule(module);
  const path = placeRom(module, options);
  const ale = requireInterface(new module.ALEInterface());
  const set = (name: string, value: number | undefined, call: (value: number) => void): void => {
    if (value === undefined) return;
    try {
      call(value);
    } catch (cause) {
      throw new EnvironmentError(
        `ALE refused the ${name} ${value} of the game ${path}. Choose one that the game has.`,
        { cause },
      );
    }
  };
  const load = (): void => {
    try {
      ale.loadROM(path);
    } catch (cause) {
      throw new EnvironmentError(
        `ALE could not load the game ${path}. It must be the ROM of a game that ALE knows, in the ` +
          "module's file system: look with module.FS.readdir('/roms'), or pass the ROM's bytes.",
        { cause },
      );
    }
    set('mode', mode, (value) => {
      ale.setMode(value);
    });
    set('difficulty', difficulty, (value) => {
      ale.setDifficulty(value);
    });
  };
  try {
    ale.setFloat('repeat_action_probability', 0);
    ale.setInt('random_seed', 1);
    load();
  } catch (error) {
    ale.delete?.();
    throw error;
  }
  return emulatorOf(ale, load);
}

/** Another module may have a class of that name. */
function requireInterface(ale: AleInterface): AleInterface {
  const given = Object(ale) as Partial<Record<keyof AleInterface, unknown>>;
  const needed = ['setFloat', 'setInt', 'loadROM', 'act', 'getScreenRGB'] as const;
  const missing = needed.find((name) => typeof given[name] !== 'function');
  if (missing === undefined) return ale;
  throw new EnvironmentError(
    `aleEmulator(module) needs the module that await createALEModule() gives; its ALEInterface lacks ${missing}.`,
  );
}

function emulatorOf(ale: AleInterface, load: () => void): ArcadeEmulator {
  let isClosed = false;
  return {
    resetGame: () => {
      ale.resetGame();
    },
    act: (action) => ale.act(action),
    lives: () => ale.lives(),
    gameOver: () => ale.gameOver(),
    getMinimalActionSet: () => ale.getMinimalActionSet(),
    getLegalActionSet: () => ale.getLegalActionSet(),
    getScreenWidth: () => ale.getScreenWidth(),
    getScreenHeight: () => ale.getScreenHeight(),
    getScreenRGB: () => ale.getScreenRGB(),
    getScreenGrayscale: () => ale.getScreenGrayscale(),
    getRAM: () => ale.getRAM(),
    seed: (seed) => {
      // ALE takes signed words, and wants one above 0.
      ale.setInt('random_seed', 1 + (seed % (2 ** 31 - 1)));
      load();
    },
    saveState: () => ale.saveState(),
    loadState: (state) => {
      ale.loadState(state);
    },
    close: () => {
      // A second delete would be an error of Emscripten's.
      if (!isClosed) ale.delete?.();
      isClosed = true;
    },
  };
}

/** Returns the path of the ROM; writes it where it came as bytes. */
function placeRom({ FS }: Partial<AleModule>, { rom, game = 'game' }: AleEmulatorOptions): string {
  if (typeof rom === 'string' && rom !== '') return rom;
  if (!isUint8Array(rom) || rom.length === 0) {
    throw new OptionsError(
      "aleEmulator rom must be a path in the module's file system, or the bytes of a ROM in a " +
        `Uint8Array; received ${show(rom)}.`,
    );
  }
  if (typeof game !== 'string' || !/^\w+$/.test(game)) {
    throw new OptionsError(
      `aleEmulator game must be a name such as 'space_invaders'; received ${show(game)}.`,
    );
  }
  if (typeof FS?.writeFile !== 'function') {
    throw new EnvironmentError(
      'aleEmulator needs the file system FS of the module to write a ROM to; the module has none. ' +
        'Export FS when the module is built, or pack the ROM with it and pass its path.',
    );
  }
  try {
    FS.mkdir('/roms');
  } catch {
    // It is there already: there is no other way to ask.
  }
  const path = `/roms/${game}.bin`;
  FS.writeFile(path, rom);
  return path;
}

function requireModule(module: unknown): void {
  const given = module as Partial<AleModule> | null | undefined;
  if (typeof given?.ALEInterface === 'function') return;
  throw new EnvironmentError(
    'aleEmulator(module, …) needs the module of ALE, with its ALEInterface; received ' +
      `${show(module)}. Pass what createALEModule() resolves to: await createALEModule().`,
  );
}
