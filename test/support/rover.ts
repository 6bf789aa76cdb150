import { StateReader } from '../../src/state/stateReader.ts';
import type { State } from '../../src/state/state.ts';
import type {
  Environment,
  ResetOptions,
  ResetResult,
  RgbaImage,
  StepResult,
} from '../../src/protocol/environment.ts';
import { UsageError } from '../../src/errors.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import type { Random } from '../../src/random/random.ts';
import { Discrete } from '../../src/spaces/discrete.ts';

/** Cells of the strip. */
const CELLS = 8;
/** Pixels of a cell, either way. */
const CELL = 3;

/**
 * A rover on a strip of cells: it starts in the left half, goes left (0) or
 * right (1), pays 1 for a step, gains 5 at the right end, and draws itself: a
 * strip of `CELLS` × `CELL` pixels, grey, with a red square.
 */
export class Rover implements Environment<number> {
  readonly observationSpace: Discrete = new Discrete(CELLS);
  readonly actionSpace: Discrete = new Discrete(2);
  closed = 0;
  #random: Random = createRandom(0);
  #cell = 0;
  #running = false;

  reset({ seed }: ResetOptions = {}): ResetResult<number> {
    if (seed !== undefined) this.#random = createRandom(seed);
    this.#cell = this.#random.integer(CELLS / 2);
    this.#running = true;
    return { observation: this.#cell, info: {} };
  }

  step(action: number): StepResult<number> {
    if (!this.#running) throw new UsageError('Call reset() first.');
    this.#cell = Math.max(0, this.#cell + (action === 1 ? 1 : -1));
    const terminated = this.#cell === CELLS - 1;
    this.#running = !terminated;
    const reward = terminated ? 5 : -1;
    return { observation: this.#cell, reward, terminated, truncated: false, info: {} };
  }

  close(): void {
    this.closed++;
  }

  getState(): State {
    const random = { ...this.#random.getState() };
    return { cell: this.#cell, running: this.#running, random };
  }

  setState(state: State): void {
    const reader = new StateReader('Rover', state);
    const cell = reader.integer('cell', { min: 0, max: CELLS - 1 });
    const running = reader.boolean('running');
    this.#random = reader.random('random');
    this.#cell = cell;
    this.#running = running;
  }

  render(): RgbaImage {
    const [width, height] = [CELLS * CELL, CELL];
    const data = new Uint8ClampedArray(width * height * 4);
    for (let pixel = 0; pixel < width * height; pixel++) {
      const isRover = Math.floor((pixel % width) / CELL) === this.#cell;
      data.set(isRover ? [220, 40, 40, 255] : [128, 128, 128, 255], 4 * pixel);
    }
    return { width, height, data };
  }
}
