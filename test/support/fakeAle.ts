import type { AleInterface, AleModule } from '../../src/atari/aleModule.ts';
import { FakeConsole } from './fakeConsole.ts';

/** A module made by hand, with the calls that ALE documents for its WebAssembly build. */
export interface FakeAleModule extends AleModule {
  /** What was called, with what. */
  readonly calls: string[];
  readonly files: Map<string, Uint8Array>;
}

/** Makes the module; as in ALE, settings count from the next `loadROM` on. */
export function fakeAleModule(): FakeAleModule {
  const calls: string[] = [];
  const files = new Map<string, Uint8Array>([['/roms/catch.bin', Uint8Array.of(1)]]);

  class FakeAle implements AleInterface {
    readonly #console = new FakeConsole();
    readonly #settings = new Map<string, number>([['repeat_action_probability', 0.25]]);

    setInt(key: string, value: number): void {
      calls.push(`setInt ${key}`);
      if (!Number.isInteger(value) || value < 0 || value >= 2 ** 31) throw new Error('No int.');
      this.#settings.set(key, value);
    }

    setFloat(key: string, value: number): void {
      calls.push(`setFloat ${key} ${value}`);
      this.#settings.set(key, value);
    }

    loadROM(path: string): void {
      calls.push(`loadROM ${path} sticky ${this.#settings.get('repeat_action_probability')}`);
      if (!files.has(path)) throw new Error(`There is no ${path}.`);
      this.#console.seed(this.#settings.get('random_seed') ?? 0);
    }

    setMode(mode: number): void {
      calls.push(`setMode ${mode}`);
    }

    setDifficulty(difficulty: number): void {
      calls.push(`setDifficulty ${difficulty}`);
    }

    resetGame(): void {
      this.#console.resetGame();
    }

    act(action: number): number {
      return this.#console.act(action);
    }

    lives(): number {
      return this.#console.lives();
    }

    gameOver(): boolean {
      return this.#console.gameOver();
    }

    getMinimalActionSet(): number[] {
      return this.#console.getMinimalActionSet();
    }

    getLegalActionSet(): number[] {
      return this.#console.getLegalActionSet();
    }

    getScreenWidth(): number {
      return this.#console.getScreenWidth();
    }

    getScreenHeight(): number {
      return this.#console.getScreenHeight();
    }

    getScreenRGB(): Uint8ClampedArray {
      return new Uint8ClampedArray(this.#console.getScreenRGB());
    }

    getScreenGrayscale(): Uint8ClampedArray {
      return new Uint8ClampedArray(this.#console.getScreenGrayscale());
    }

    getRAM(): Uint8Array {
      return this.#console.getRAM();
    }

    saveState(): Uint8Array {
      return this.#console.saveState();
    }

    loadState(state: Uint8Array): void {
      this.#console.loadState(state);
    }

    delete(): void {
      calls.push('delete');
    }
  }

  return {
    calls,
    files,
    ALEInterface: FakeAle,
    FS: {
      mkdir: (path) => {
        calls.push(`mkdir ${path}`);
        throw new Error('It is there already.');
      },
      writeFile: (path, data) => {
        files.set(path, data);
      },
    },
  };
}
