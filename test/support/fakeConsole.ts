import type { ArcadeEmulator } from '../../src/atari/arcadeEmulator.ts';

/** What a {@link FakeConsole} is made from. */
export interface FakeConsoleOptions {
  /** @default 42 */
  readonly height?: number;
  /** @default 32 */
  readonly width?: number;
  /** @default 3 */
  readonly lives?: number;
}

/** Where things are in its memory. */
const PADDLE = 0;
const BALL_X = 1;
const BALL_Y = 2;
const LIVES = 3;
const FRAME = 4;
const CHANCE = 5;
const OVER = 6;
const SCORE = 7;

const RIGHT = 3;
const LEFT = 4;

/**
 * A game console that was never built: catch the ball with the paddle for 5
 * points, or lose a life. All of it is in 128 bytes, chance included. Like
 * consoles do, it draws the ball in every other frame only, shows its screen
 * from the next frame on after a state was loaded, and hands out its own
 * memory.
 */
export class FakeConsole implements ArcadeEmulator {
  readonly ram: Uint8Array = new Uint8Array(128);
  /** The calls that tests ask for. */
  readonly calls: string[] = [];
  readonly #height: number;
  readonly #width: number;
  readonly #startLives: number;
  readonly #rgb: Uint8Array;

  constructor({ height = 42, width = 32, lives = 3 }: FakeConsoleOptions = {}) {
    this.#height = height;
    this.#width = width;
    this.#startLives = lives;
    this.#rgb = new Uint8Array(height * width * 3);
    this.ram[CHANCE] = 7;
  }

  loadROM(rom: string): void {
    this.calls.push(`loadROM ${rom}`);
  }

  setFloat(key: string, value: number): void {
    this.calls.push(`setFloat ${key} ${value}`);
  }

  seed(seed: number): void {
    this.calls.push('seed');
    this.ram[CHANCE] = seed;
  }

  resetGame(): void {
    const { ram } = this;
    const chance = ram[CHANCE]!;
    ram.fill(0);
    ram[CHANCE] = chance;
    ram[LIVES] = this.#startLives;
    ram[PADDLE] = this.#width >> 1;
    this.#serve();
    this.#draw();
  }

  act(action: number): number {
    const { ram } = this;
    if (ram[OVER] === 1) return 0;
    ram[FRAME]!++;
    if (action === RIGHT) ram[PADDLE] = Math.min(this.#width - 1, ram[PADDLE]! + 1);
    if (action === LEFT) ram[PADDLE] = Math.max(0, ram[PADDLE]! - 1);
    ram[BALL_Y]! += 2;
    const reward = ram[BALL_Y]! >= this.#height - 2 ? this.#land() : 0;
    this.#draw();
    return reward;
  }

  lives(): number {
    return this.ram[LIVES]!;
  }

  gameOver(): boolean {
    return this.ram[OVER] === 1;
  }

  getMinimalActionSet(): number[] {
    return [0, 1, RIGHT, LEFT];
  }

  getLegalActionSet(): number[] {
    return Array.from({ length: 18 }, (_, action) => action);
  }

  getScreenWidth(): number {
    return this.#width;
  }

  getScreenHeight(): number {
    return this.#height;
  }

  getScreenRGB(): Uint8Array {
    return this.#rgb;
  }

  getScreenGrayscale(): Uint8Array {
    return this.#rgb.filter((_, index) => index % 3 === 0);
  }

  getRAM(): Uint8Array {
    return this.ram;
  }

  saveState(): Uint8Array {
    return this.ram;
  }

  loadState(state: Uint8Array): void {
    if (state.length !== 128) throw new Error('That is no state of this console.');
    this.ram.set(state);
  }

  close(): void {
    this.calls.push('close');
  }

  #land(): number {
    const { ram } = this;
    const caught = Math.abs(ram[PADDLE]! - ram[BALL_X]!) <= 4;
    if (caught) ram[SCORE]!++;
    else ram[LIVES]!--;
    if (ram[LIVES] === 0) ram[OVER] = 1;
    this.#serve();
    return caught ? 5 : 0;
  }

  #serve(): void {
    const { ram } = this;
    ram[CHANCE] = ram[CHANCE]! * 13 + 89;
    ram[BALL_X] = ram[CHANCE] % this.#width;
    ram[BALL_Y] = 0;
  }

  #draw(): void {
    const { ram } = this;
    const background = 40 + 10 * ram[LIVES]!;
    this.#rgb.fill(background);
    this.#rgb.set([ram[SCORE]!, ram[FRAME]!, 99]);
    this.#paint(this.#height - 1, ram[PADDLE]!, [200, 72, 72]);
    if (ram[FRAME]! % 2 === 0) this.#paint(ram[BALL_Y]!, ram[BALL_X]!, [236, 236, 80]);
  }

  #paint(row: number, column: number, color: readonly number[]): void {
    for (let x = Math.max(0, column - 2); x < Math.min(this.#width, column + 3); x++) {
      this.#rgb.set(color, 3 * (row * this.#width + x));
    }
  }
}
