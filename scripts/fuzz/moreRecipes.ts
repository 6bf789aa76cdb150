import type * as deepq from '../../src/index.ts';
import * as worlds from '../../src/environments.ts';
import { image, type Recipe } from './recipes.ts';

const bytes = Uint8Array.of(1, 2, 3);
const video = { bytes, mimeType: 'image/png', extension: 'png', episode: 1, length: 3, return: 1 };

/** An emulator of a game that is over after a few frames. */
function emulator(): object {
  let frames = 0;
  return {
    ...{
      loadROM: () => undefined,
      lives: () => 3,
      getScreenWidth: () => 4,
      getScreenHeight: () => 4,
    },
    ...{ getMinimalActionSet: () => [0, 1, 2], getLegalActionSet: () => [0, 1, 2, 3] },
    ...{ getScreenRGB: () => new Uint8Array(48), getRAM: () => new Uint8Array(128) },
    resetGame: () => void (frames = 0),
    act: () => ++frames,
    gameOver: () => frames > 8,
  };
}

async function* events(): AsyncGenerator<deepq.TrainingEvent> {
  const exploration = { name: 'epsilon', value: 1 };
  yield { type: 'steps', count: 1, seconds: 0.1, environmentSteps: 1, exploration };
}

const quiet = { write: () => true, isTTY: false };

/** By the names of the exports of `deepq/environments`, `deepq/node` and `deepq/browser`. */
export const moreRecipes: Readonly<Record<string, Recipe>> = {
  Acrobot: () => [{ seed: 1, equations: 'book', torqueNoise: 0.5 }],
  aleEmulator: () => [
    { ALEInterface: emulator, FS: {} },
    { rom: bytes, game: 'pong', mode: 0 },
  ],
  atariSettings: () => ['breakout'],
  AtariEnvironment: () => [
    emulator(),
    { observations: 'ram', frameSkip: 2, stickyActions: 0.1, seed: 1 },
  ],
  gymnasiumAtari: () => [worlds.atariSettings('breakout')],
  Blackjack: () => [{ seed: 1, natural: true, sab: false }],
  decodeBlackjack: () => [3],
  encodeBlackjack: () => [worlds.decodeBlackjack(3)],
  CartPole: () => [{ seed: 1 }],
  CliffWalking: () => [{ seed: 1, isSlippery: true }],
  FrozenLake: () => [{ seed: 1, desc: ['SF', 'HG'], isSlippery: true, successRate: 0.5 }],
  generateRandomMap: () => [{ size: 4, frozenProbability: 0.9, seed: 1 }],
  LunarLander: () => [{ planck: {}, seed: 1, gravity: -10, windPower: 1 }],
  makeEnvironment: () => ['FrozenLake-v1', { seed: 1, isSlippery: true, maxEpisodeSteps: 5 }],
  MountainCar: () => [{ seed: 1, goalVelocity: 0 }],
  Raster: () => [8, 8, [0, 0, 0]],
  textSize: () => ['text', 2],
  registerEnvironment: (random) => [
    `Fuzz-v${random.integer(2 ** 32)}`,
    { create: () => new worlds.CartPole(), options: [], maxEpisodeSteps: 5 },
  ],
  unregisterEnvironment: () => ['Fuzz-v1'],
  Taxi: () => [{ seed: 1, isRainy: true, ficklePassenger: true }],
  taxiActionMask: () => [3],
  decodeTaxi: () => [3],
  encodeTaxi: () => [worlds.decodeTaxi(3)],
  file: () => ['agent.safetensors'],
  modelFolder: () => ['model'],
  showProgress: () => [events(), { total: 5, stream: quiet, everySeconds: 0 }],
  videoFiles: () => ['videos', { fileName: () => 'one' }],
  GymnasiumEnvironment: () => ['CartPole-v1', { python: './no-such-python' }],
  AsyncGymnasiumEnvironment: () => ['CartPole-v1', { python: './no-such-python' }],
  download: () => ['agent.safetensors'],
  indexedDb: () => ['agent'],
  videoBlob: () => [{ ...video, ...image() }],
};
