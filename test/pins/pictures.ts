import {
  Box,
  createRandom,
  Discrete,
  type Environment,
  type ResetOptions,
  type ResetResult,
  type StepResult,
} from 'deepq';

const SIDE = 12;

/**
 * A ball falls down a screen of 12 × 12 pixels, and drifts to a side; a bat of
 * three pixels in the lowest row goes left (0), stays (1) or goes right (2).
 * Catching the ball pays 1, missing it −1 and the end of the episode. After
 * four catches the episode is cut short.
 */
export class CatchTheBall implements Environment<Uint8Array> {
  readonly observationSpace: Box<'uint8'> = new Box({
    low: 0,
    high: 255,
    shape: [SIDE, SIDE],
    dtype: 'uint8',
  });
  readonly actionSpace: Discrete = new Discrete(3);
  #random = createRandom(0);
  #bat = 5;
  #ball = { row: 0, column: 0, drift: 0 };
  #catches = 0;

  reset({ seed }: ResetOptions = {}): ResetResult<Uint8Array> {
    if (seed !== undefined) this.#random = createRandom(seed);
    this.#bat = 5;
    this.#catches = 0;
    this.#drop();
    return { observation: this.#draw(), info: {} };
  }

  step(action: number): StepResult<Uint8Array> {
    this.#bat = Math.min(SIDE - 2, Math.max(1, this.#bat + action - 1));
    const { row, column, drift } = this.#ball;
    this.#ball.row = row + 1;
    this.#ball.column = Math.min(SIDE - 1, Math.max(0, column + drift));
    let reward = 0;
    let terminated = false;
    if (this.#ball.row === SIDE - 1) {
      const isCaught = Math.abs(this.#ball.column - this.#bat) <= 1;
      reward = isCaught ? 1 : -1;
      terminated = !isCaught;
      if (isCaught) this.#catches += 1;
    }
    const truncated = this.#catches === 4;
    const observation = this.#draw();
    if (reward > 0 && !truncated) this.#drop();
    return { observation, reward, terminated, truncated, info: {} };
  }

  #drop(): void {
    const column = this.#random.integer(SIDE);
    this.#ball = { row: 0, column, drift: this.#random.integer(3) - 1 };
  }

  #draw(): Uint8Array {
    const pixels = new Uint8Array(SIDE * SIDE);
    pixels.fill(128, (SIDE - 1) * SIDE + this.#bat - 1, (SIDE - 1) * SIDE + this.#bat + 2);
    pixels[this.#ball.row * SIDE + this.#ball.column] = 255;
    return pixels;
  }
}
