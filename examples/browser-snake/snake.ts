import {
  Box,
  createRandom,
  Discrete,
  type Environment,
  type ResetOptions,
  type ResetResult,
  type StepResult,
} from 'deepq';
import type { RandomState, RgbaImage, State } from 'deepq';

const SIZE = 8;
const PIXELS = 24;
const HUNGER = 100;
/** Up, right, down, left, as steps in a list of cells with a wall around it. */
const WIDE = SIZE + 2;
const MOVES = [-WIDE, 1, WIDE, -1];

/** Snake on eight times eight cells: 1 for each apple, −1 for biting a wall or itself. */
export class Snake implements Environment<Float32Array> {
  /** Of each direction: whether death lies there, the apple does, and the snake heads there. */
  readonly observationSpace: Box = new Box({ low: 0, high: 1, shape: [12] });
  readonly actionSpace: Discrete = new Discrete(4);
  #random = createRandom(0);
  /** The cells of the snake, its head first. */
  #body: number[] = [];
  #heading = 0;
  #apple = 0;
  /** Steps since the last apple. */
  #hunger = 0;

  reset({ seed }: ResetOptions = {}): ResetResult<Float32Array> {
    if (seed !== undefined) this.#random = createRandom(seed);
    const middle = (WIDE / 2) * WIDE + WIDE / 2;
    this.#body = [middle, middle + WIDE, middle + 2 * WIDE];
    [this.#heading, this.#hunger] = [0, 0];
    this.#placeApple();
    return { observation: this.#observe(), info: this.#info() };
  }

  step(action: number): StepResult<Float32Array> {
    const head = this.#body[0]! + MOVES[action]!;
    const terminated = this.#isDeath(head);
    const eats = head === this.#apple;
    this.#heading = action;
    this.#hunger = eats ? 0 : this.#hunger + 1;
    if (!terminated) this.#body.unshift(head);
    if (eats) this.#placeApple();
    else if (!terminated) this.#body.pop();
    const reward = terminated ? -1 : eats ? 1 : 0;
    const truncated = !terminated && this.#hunger >= HUNGER;
    return { observation: this.#observe(), reward, terminated, truncated, info: this.#info() };
  }

  render(): RgbaImage {
    const width = WIDE * PIXELS;
    const data = new Uint8ClampedArray(4 * width * width);
    for (let at = 0; at < width * width; at++) {
      const x = Math.floor((at % width) / PIXELS);
      const y = Math.floor(at / width / PIXELS);
      data.set(this.#color(y * WIDE + x), 4 * at);
    }
    return { width, height: width, data };
  }

  getState(): State {
    const [body, heading, apple, hunger] = [
      [...this.#body],
      this.#heading,
      this.#apple,
      this.#hunger,
    ];
    return { body, heading, apple, hunger, random: { ...this.#random.getState() } };
  }

  setState(state: State): void {
    this.#random.setState(state['random'] as RandomState);
    this.#body = [...(state['body'] as number[])];
    this.#heading = state['heading'] as number;
    this.#apple = state['apple'] as number;
    this.#hunger = state['hunger'] as number;
  }

  /** Turning right back is not allowed. */
  #info(): { readonly actionMask: Uint8Array } {
    return {
      actionMask: Uint8Array.from(MOVES, (_, a) => (a === (this.#heading + 2) % 4 ? 0 : 1)),
    };
  }

  #observe(): Float32Array {
    const head = this.#body[0]!;
    const [dx, dy] = [(this.#apple % WIDE) - (head % WIDE), this.#apple / WIDE - head / WIDE];
    const apple = [Math.trunc(dy) < 0, dx > 0, Math.trunc(dy) > 0, dx < 0];
    const death = MOVES.map((move) => this.#isDeath(head + move));
    return Float32Array.from(
      [...death, ...apple, ...MOVES.map((_, action) => action === this.#heading)],
      Number,
    );
  }

  #isDeath(cell: number): boolean {
    return isWall(cell) || this.#body.includes(cell);
  }

  #placeApple(): void {
    const free = Array.from({ length: WIDE * WIDE }, (_, cell) => cell).filter(
      (cell) => !this.#isDeath(cell),
    );
    this.#apple = free[this.#random.integer(Math.max(1, free.length))] ?? -1;
  }

  #color(cell: number): number[] {
    if (isWall(cell)) return [71, 85, 105, 255];
    if (cell === this.#body[0]) return [21, 128, 61, 255];
    if (this.#body.includes(cell)) return [74, 222, 128, 255];
    return cell === this.#apple ? [220, 38, 38, 255] : [241, 245, 249, 255];
  }
}

function isWall(cell: number): boolean {
  const [x, y] = [cell % WIDE, Math.floor(cell / WIDE)];
  return x === 0 || y === 0 || x === WIDE - 1 || y === WIDE - 1;
}
