/**
 * A console that plays one game, frame by frame: the calls of the Arcade
 * Learning Environment, by the names of its WebAssembly build. Write an object
 * with them around any emulator, and {@link AtariEnvironment} makes an
 * environment of it; {@link aleEmulator} does so for ALE itself.
 *
 * Arrays that it returns are copied at once: they may be views of its memory.
 *
 * @see https://ale.farama.org
 * @category Atari
 */
export interface ArcadeEmulator {
  /**
   * Loads a game: a path, or whatever else the emulator knows games by. Needed
   * only where {@link AtariEnvironmentOptions.rom} is to be used.
   */
  loadROM?(rom: string): void;
  /** Starts a new game. */
  resetGame(): void;
  /**
   * Holds the joystick for one frame.
   *
   * @param action - One of {@link atariActions}, by its number.
   * @returns The points that this frame gained, which may be negative.
   */
  act(action: number): number;
  /** How many lives are left; 0 in games that have none. */
  lives(): number;
  /** Whether the game has ended: no time limit of the emulator's own. */
  gameOver(): boolean;
  /** The numbers of the actions that do something in this game. */
  getMinimalActionSet(): ArrayLike<number>;
  /** The numbers of all actions. */
  getLegalActionSet(): ArrayLike<number>;
  /** In pixels. */
  getScreenWidth(): number;
  /** In pixels. */
  getScreenHeight(): number;
  /** Red, green and blue of each pixel; shape `[height, width, 3]`. */
  getScreenRGB(): Uint8Array | Uint8ClampedArray;
  /** The gray of each pixel; shape `[height, width]`. */
  getScreenGrayscale?(): Uint8Array | Uint8ClampedArray;
  /** The memory of the console: 128 bytes in an Atari 2600. */
  getRAM?(): Uint8Array;
  /**
   * Starts whatever the emulator draws by chance anew: the next `resetGame`,
   * and what follows, depends on it alone.
   *
   * @param seed - A whole number from 0 to 2³² − 1.
   */
  seed?(seed: number): void;
  /** A setting such as `repeat_action_probability`, before the game is loaded. */
  setFloat?(key: string, value: number): void;
  /** Everything that decides what comes next. */
  saveState?(): Uint8Array;
  /** Continues from what `saveState` returned. */
  loadState?(state: Uint8Array): void;
  /** Releases memory. */
  close?(): void;
}
