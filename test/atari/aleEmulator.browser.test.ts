import { expect, test } from 'vitest';
import { aleEmulator } from '../../src/atari/aleEmulator.ts';
import { AtariEnvironment } from '../../src/atari/atariEnvironment.ts';
import { checkEnvironment } from '../../src/conformance/checkEnvironment.ts';
import { AtariPreprocessing } from '../../src/atari/atariPreprocessing.ts';
import { fakeAleModule } from '../support/fakeAle.ts';

test('plays in a page, with preprocessing around it', () => {
  const emulator = aleEmulator(fakeAleModule(), { rom: '/roms/catch.bin' });
  const game = new AtariEnvironment(emulator, { frameSkip: 1 });
  const environment = new AtariPreprocessing(game, { size: 20, terminalOnLifeLoss: true });
  expect(() => {
    checkEnvironment(environment, { steps: 300 });
  }).not.toThrow();
});
