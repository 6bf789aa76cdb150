import { expect, test } from 'vitest';
import { aleEmulator } from '../../src/atari/aleEmulator.ts';
import { AtariEnvironment } from '../../src/atari/atariEnvironment.ts';
import { checkEnvironment } from '../../src/conformance/checkEnvironment.ts';
import { EnvironmentError, OptionsError } from '../../src/errors.ts';
import { fakeAleModule } from '../support/fakeAle.ts';

const rom = '/roms/catch.bin';

test.each(['rgb', 'grayscale', 'ram'] as const)('plays, with observations %s', (observations) => {
  const emulator = aleEmulator(fakeAleModule(), { rom });
  expect(() => {
    checkEnvironment(new AtariEnvironment(emulator, { observations }));
  }).not.toThrow();
});

test('turns sticky actions off, seeds and sets before the game is loaded, and frees', () => {
  const module = fakeAleModule();
  const emulator = aleEmulator(module, { rom, mode: 4, difficulty: 1 });
  const loaded = [`loadROM ${rom} sticky 0`, 'setMode 4', 'setDifficulty 1'];
  const settings = ['setFloat repeat_action_probability 0', 'setInt random_seed'];
  expect(module.calls).toEqual([...settings, ...loaded]);

  module.calls.length = 0;
  const environment = new AtariEnvironment(emulator);
  environment.reset({ seed: 2 ** 32 - 1 });
  environment.reset();
  expect(module.calls).toEqual(['setInt random_seed', ...loaded]);
  environment.close();
  expect(module.calls.at(-1)).toBe('delete');
});

test('writes a ROM that comes as bytes into the file system', () => {
  const module = fakeAleModule();
  aleEmulator(module, { rom: Uint8Array.of(7, 7), game: 'pong' });
  expect(module.files.get('/roms/pong.bin')).toEqual(Uint8Array.of(7, 7));
  expect(module.calls).toContain('loadROM /roms/pong.bin sticky 0');
});

test.each([0, 1, 2 ** 31 - 2, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1])(
  'makes the seed %d one that ALE takes',
  (seed) => {
    const emulator = aleEmulator(fakeAleModule(), { rom });
    expect(() => emulator.seed!(seed)).not.toThrow();
  },
);

test('refuses what is no module, and games that are not there', () => {
  const make = (module: unknown, options: unknown) => (): unknown =>
    aleEmulator(module as never, options as never);
  expect(make(() => undefined, { rom })).toThrow(EnvironmentError);
  expect(make(undefined, { rom })).toThrow('await createALEModule()');
  const module = fakeAleModule();
  expect(make(module, { rom: '/roms/none.bin' })).toThrow('ALE could not load the game');
  expect(make(module, { rom: '' })).toThrow(OptionsError);
  expect(make(module, {})).toThrow('rom must be a path');
  expect(make(module, { rom: Uint8Array.of(1), game: '../x' })).toThrow('game must be a name');
  expect(make(module, { rom, mode: -1 })).toThrow('mode must be a whole number');
  expect(make(module, { rom, difficulty: '1' })).toThrow('difficulty must be a whole number');
  expect(make(module, { rom, seed: 1 })).toThrow("no option 'seed'");
});

test.each(['setMode', 'setDifficulty'] as const)('frees an emulator whose %s fails', (call) => {
  const module = fakeAleModule();
  class Refusing extends module.ALEInterface {
    override setMode(mode: number): void {
      if (call === 'setMode') throw new Error(`no ${mode}`);
    }
    override setDifficulty(): void {
      throw new Error('none');
    }
  }
  const make = (): unknown =>
    aleEmulator({ ...module, ALEInterface: Refusing }, { rom, mode: 99, difficulty: 98 });
  expect(make).toThrow(EnvironmentError);
  expect(module.calls.at(-1)).toBe('delete');
  expect(make).toThrow(call === 'setMode' ? 'refused the mode 99' : 'refused the difficulty 98');
});

test('frees an emulator whose game cannot be loaded', () => {
  const module = fakeAleModule();
  expect(() => aleEmulator(module, { rom: '/roms/none.bin' })).toThrow(EnvironmentError);
  expect(module.calls.at(-1)).toBe('delete');
});

test('is freed once, however often it is closed', () => {
  const module = fakeAleModule();
  const environment = new AtariEnvironment(aleEmulator(module, { rom }));
  environment.close();
  environment.close();
  expect(module.calls.filter((call) => call === 'delete')).toHaveLength(1);
});

test('bytes need a file system to write them to', () => {
  const { ALEInterface } = fakeAleModule();
  const make = (): unknown => aleEmulator({ ALEInterface } as never, { rom: Uint8Array.of(7) });
  expect(make).toThrow(EnvironmentError);
  expect(make).toThrow(/file system FS of the module/);
});
