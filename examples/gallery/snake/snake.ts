/** Snake as an environment: the game itself, with nothing of learning in it. */
import { Box, Discrete, type Environment, type Info, type State, type StepResult } from 'deepq';

/** The side of the board, in cells. */
export const SIZE = 8;
/** So many steps without food end an episode: a snake that runs in circles has lost. */
const HUNGER = 80;
/** North, east, south, west: as steps along x and y. */
const WAYS = [
  [0, -1],
  [1, 0],
  [0, 1],
  [-1, 0],
] as const;

/** What is seen of a game. */
export interface Board {
  /** Cells from the head to the tail; a cell is `y · SIZE + x`. */
  readonly snake: readonly number[];
  readonly food: number;
}

/**
 * A snake that eats and grows. It sees, in each of the four directions: how far it is to a wall
 * or to itself, and whether there is food that way. The mask leaves out what would end the game
 * at once, so that the agent never has to learn it.
 */
export class Snake implements Environment<Float32Array> {
  readonly observationSpace: Box = new Box({ low: -1, high: 1, shape: [10] });
  /** North, east, south, west. */
  readonly actionSpace: Discrete = new Discrete(4);
  #snake: number[] = [];
  #food = 0;
  #hunger = 0;
  #seed = 1;
  #isRunning = false;

  get board(): Board {
    return { snake: this.#snake, food: this.#food };
  }

  reset({ seed }: { readonly seed?: number } = {}): { observation: Float32Array; info: Info } {
    if (seed !== undefined) this.#seed = seed;
    const middle = (SIZE / 2) * SIZE + SIZE / 2;
    this.#snake = [middle, middle + 1, middle + 2];
    this.#hunger = 0;
    this.#isRunning = true;
    this.#placeFood();
    return { observation: this.#observe(), info: { actionMask: this.mask() } };
  }

  step(action: number): StepResult<Float32Array> {
    if (!this.#isRunning) throw new Error('The game is over; call reset().');
    const head = this.#next(action);
    this.#hunger += 1;
    let reward = -0.01;
    let terminated = head === null || this.#hits(head);
    if (terminated) reward = -1;
    else {
      this.#snake.unshift(head!);
      if (head === this.#food) {
        reward = 1;
        this.#hunger = 0;
        terminated = this.#snake.length === SIZE * SIZE;
        if (!terminated) this.#placeFood();
      } else this.#snake.pop();
    }
    const truncated = !terminated && this.#hunger >= HUNGER;
    this.#isRunning = !terminated && !truncated;
    const info = { actionMask: this.mask() };
    return { observation: this.#observe(), reward, terminated, truncated, info };
  }

  /** What does not end the game at once; all where everything does. */
  mask(): Uint8Array {
    const mask = Uint8Array.from(WAYS, (_, action) => {
      const next = this.#next(action);
      return next === null || this.#hits(next) ? 0 : 1;
    });
    return mask.includes(1) ? mask : mask.fill(1);
  }

  /** With these two, a training can be saved in the middle of a game. */
  getState(): State {
    const [food, hunger, seed] = [this.#food, this.#hunger, this.#seed];
    return { snake: [...this.#snake], food, hunger, seed, isRunning: this.#isRunning };
  }

  setState(state: State): void {
    this.#snake = [...(state['snake'] as readonly number[])];
    this.#food = state['food'] as number;
    this.#hunger = state['hunger'] as number;
    this.#seed = state['seed'] as number;
    this.#isRunning = state['isRunning'] as boolean;
  }

  #observe(): Float32Array {
    const head = this.#snake[0]!;
    const [dx, dy] = [(this.#food % SIZE) - (head % SIZE), this.#row(this.#food) - this.#row(head)];
    const free = WAYS.map((_, action) => this.#freeCells(action) / SIZE);
    const toFood = [dy < 0, dx > 0, dy > 0, dx < 0].map(Number);
    return Float32Array.from([...free, ...toFood, dx / SIZE, dy / SIZE]);
  }

  #freeCells(action: number): number {
    let cells = 0;
    let next = this.#next(action);
    while (next !== null && !this.#hits(next)) {
      cells += 1;
      next = this.#next(action, next);
    }
    return cells;
  }

  /** The cell in a direction; null beyond the board. */
  #next(action: number, from = this.#snake[0]!): number | null {
    const [dx, dy] = WAYS[action]!;
    const [x, y] = [(from % SIZE) + dx, this.#row(from) + dy];
    return x < 0 || y < 0 || x >= SIZE || y >= SIZE ? null : y * SIZE + x;
  }

  /** The tail moves away in the same step. */
  #hits(cell: number): boolean {
    return this.#snake.indexOf(cell) >= 0 && this.#snake.indexOf(cell) < this.#snake.length - 1;
  }

  #row(cell: number): number {
    return Math.floor(cell / SIZE);
  }

  #placeFood(): void {
    const free = Array.from({ length: SIZE * SIZE }, (_, cell) => cell).filter(
      (cell) => !this.#snake.includes(cell),
    );
    // The generator of Park and Miller: the same seed gives the same games.
    this.#seed = (48_271 * (this.#seed % 2_147_483_646 || 1)) % 2_147_483_647;
    this.#food = free[this.#seed % free.length]!;
  }
}

/** Draws a board. */
export function drawSnake(canvas: HTMLCanvasElement, { snake, food }: Board): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const cell = canvas.width / SIZE;
  const fill = (at: number, color: string): void => {
    context.fillStyle = color;
    const [x, y] = [(at % SIZE) * cell, Math.floor(at / SIZE) * cell];
    context.fillRect(x + 1, y + 1, cell - 2, cell - 2);
  };
  context.clearRect(0, 0, canvas.width, canvas.height);
  for (const [index, at] of snake.entries()) fill(at, index === 0 ? '#0f766e' : '#2aa698');
  fill(food, '#c2410c');
}
