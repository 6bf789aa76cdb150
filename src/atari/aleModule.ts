/**
 * The part of ALE's WebAssembly module that {@link aleEmulator} uses.
 *
 * @see https://ale.farama.org/main/wasm/
 * @category Atari
 */
export interface AleModule {
  /** Its class of emulators. */
  readonly ALEInterface: AleConstructor;
  /** Its file system, in memory. */
  readonly FS: {
    /** Makes a folder. */
    mkdir(path: string): unknown;
    /** Writes a file. */
    writeFile(path: string, data: Uint8Array): unknown;
  };
}

/**
 * ALE's class of emulators.
 *
 * @category Atari
 */
export interface AleConstructor {
  /** Makes one without a game. */
  new (): AleInterface;
}

/**
 * The calls of ALE that {@link aleEmulator} uses.
 *
 * @category Atari
 */
export interface AleInterface {
  /** Sets an option, such as `random_seed`; before `loadROM`. */
  setInt(key: string, value: number): void;
  /** Sets an option, such as `repeat_action_probability`; before `loadROM`. */
  setFloat(key: string, value: number): void;
  /** Starts the game in a file of its file system. */
  loadROM(path: string): void;
  /** Chooses one of the modes that the game has. */
  setMode(mode: number): void;
  /** Chooses one of the difficulties that the game has. */
  setDifficulty(difficulty: number): void;
  /** Begins the game anew. */
  resetGame(): void;
  /** Takes an action for one frame, and returns the reward. */
  act(action: number): number;
  /** Lives left. */
  lives(): number;
  /** Whether the game has ended. */
  gameOver(): boolean;
  /** The actions that do something in the game. */
  getMinimalActionSet(): ArrayLike<number>;
  /** All 18 actions of the console. */
  getLegalActionSet(): ArrayLike<number>;
  /** In pixels. */
  getScreenWidth(): number;
  /** In pixels. */
  getScreenHeight(): number;
  /** Red, green and blue of each pixel; shape `[height, width, 3]`. */
  getScreenRGB(): Uint8Array | Uint8ClampedArray;
  /** Gray of each pixel; shape `[height, width]`. */
  getScreenGrayscale(): Uint8Array | Uint8ClampedArray;
  /** The memory of the console; shape `[128]`. */
  getRAM(): Uint8Array;
  /** All that decides how the game goes on. */
  saveState(): Uint8Array;
  /** Goes on from what `saveState` returned. */
  loadState(state: Uint8Array): void;
  /** Releases its memory; objects of Emscripten have it. */
  delete?(): void;
}
