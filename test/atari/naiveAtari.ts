import type { Environment } from '../../src/protocol/environment.ts';
import { grayscale, type GrayscaleFormula } from '../../src/pictures/images/grayscale.ts';
import { resizeArea } from '../../src/pictures/images/resizeArea.ts';

interface NaiveOptions {
  readonly frameSkip: number;
  readonly terminalOnLifeLoss: boolean;
  readonly grayscale: GrayscaleFormula | false;
  readonly size: readonly [number, number];
  readonly frameStack: number;
}

interface NaiveResult {
  readonly observation: Uint8Array;
  readonly reward: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
}

/**
 * Atari preprocessing as Gymnasium documents it, without any thrift: two
 * screens, of which the newer is the higher of both after every step, and a
 * queue of copies.
 */
export class NaiveAtari {
  readonly #inside: Environment<Uint8Array>;
  readonly #options: NaiveOptions;
  #screens: [newer: Uint8Array, older: Uint8Array] = [new Uint8Array(0), new Uint8Array(0)];
  #lives = 0;
  #queue: Uint8Array[] = [];

  constructor(inside: Environment<Uint8Array>, options: NaiveOptions) {
    this.#inside = inside;
    this.#options = options;
  }

  reset(seed?: number): Uint8Array {
    const { observation, info } = this.#inside.reset(seed === undefined ? {} : { seed });
    this.#lives = info['lives'] as number;
    const screen = this.#seen(observation);
    this.#screens = [screen, new Uint8Array(screen.length)];
    const shown = this.#shown();
    this.#queue = Array.from({ length: Math.max(1, this.#options.frameStack) }, () => shown);
    return this.#stacked();
  }

  step(action: number): NaiveResult {
    const { frameSkip, terminalOnLifeLoss } = this.#options;
    let sum = 0;
    let flags = { terminated: false, truncated: false };
    for (let frame = 0; frame < frameSkip; frame++) {
      const { observation, reward, terminated, truncated, info } = this.#inside.step(action);
      sum += reward;
      const lives = info['lives'] as number;
      const ends = terminated || (terminalOnLifeLoss && lives < this.#lives);
      this.#lives = lives;
      flags = { terminated: ends, truncated };
      if (ends || truncated) break;
      if (frame === frameSkip - 2) this.#screens[1] = this.#seen(observation);
      else if (frame === frameSkip - 1) this.#screens[0] = this.#seen(observation);
    }
    this.#queue = [...this.#queue.slice(1), this.#shown()];
    return { observation: this.#stacked(), reward: sum, ...flags };
  }

  #seen(frame: Uint8Array): Uint8Array {
    const formula = this.#options.grayscale;
    return formula === false ? frame : grayscale(frame, formula);
  }

  #shown(): Uint8Array {
    const { frameSkip, grayscale: formula, size } = this.#options;
    const [newer, older] = this.#screens;
    if (frameSkip > 1) {
      this.#screens[0] = newer.map((value, index) => Math.max(value, older[index]!));
    }
    const channels = formula === false ? 3 : 1;
    return resizeArea(this.#screens[0], { from: [42, 32], to: size, channels });
  }

  #stacked(): Uint8Array {
    return Uint8Array.from(this.#queue.flatMap((frame) => [...frame]));
  }
}
