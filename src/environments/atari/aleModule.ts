/**
 * The part of ALE's WebAssembly module that {@link aleEmulator} uses.
 *
 * @see https://ale.farama.org/main/wasm/
 * @category Atari
 */
export interface AleModule {
  /** Its class of emulators. */
  readonly ALEInterface: new () => AleInterface;
  /** Its file system, in memory. */
  readonly FS: {
    mkdir(path: string): unknown;
    writeFile(path: string, data: Uint8Array): unknown;
  };
}

/**
 * The calls of ALE that {@link aleEmulator} uses.
 *
 * @category Atari
 */
export interface AleInterface {
  setInt(key: string, value: number): void;
  setFloat(key: string, value: number): void;
  loadROM(path: string): void;
  setMode(mode: number): void;
  setDifficulty(difficulty: number): void;
  resetGame(): void;
  act(action: number): number;
  lives(): number;
  gameOver(): boolean;
  getMinimalActionSet(): ArrayLike<number>;
  getLegalActionSet(): ArrayLike<number>;
  getScreenWidth(): number;
  getScreenHeight(): number;
  getScreenRGB(): Uint8Array | Uint8ClampedArray;
  getScreenGrayscale(): Uint8Array | Uint8ClampedArray;
  getRAM(): Uint8Array;
  saveState(): Uint8Array;
  loadState(state: Uint8Array): void;
  /** Releases its memory; objects of Emscripten have it. */
  delete?(): void;
}
