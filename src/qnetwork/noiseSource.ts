import type { Draws } from '../engines/engine.ts';
import type { NetworkShape } from '../networks/architecture.ts';
import { drawNoise } from '../networks/noise.ts';
import type { Random } from '../random/random.ts';
import { prepareRandom } from '../state/prepareRandom.ts';
import { StateReader } from '../state/stateReader.ts';
import type { State } from '../state/state.ts';
import type { UpdateDraws } from './update.ts';

/** Draws the noise of a network's passes; nothing, for a network without noisy layers. */
export class NoiseSource {
  readonly #shape: Pick<NetworkShape, 'noiseCount'>;
  readonly #random: Random;

  /** @param random - For the passes of updates. */
  constructor(shape: Pick<NetworkShape, 'noiseCount'>, random: Random) {
    this.#shape = shape;
    this.#random = random;
  }

  /** What a pass is to be given. */
  draw(random: Random = this.#random): Draws | undefined {
    if (this.#shape.noiseCount === 0) return undefined;
    return { noise: drawNoise(this.#shape, random), fractions: null };
  }

  /** Noise of its own for each pass of an update, as Fortunato et al. 2018 have it. */
  drawUpdate(): UpdateDraws {
    if (this.#shape.noiseCount === 0) return {};
    return {
      online: this.draw(),
      nextOnline: this.draw(),
      nextTarget: this.draw(),
      target: this.draw(),
    };
  }

  /** The field that a network's state has for it; none without noisy layers. */
  getState(): State {
    return this.#shape.noiseCount === 0 ? {} : { noise: this.#random.getState() };
  }

  /**
   * Checks that field of a network's state.
   *
   * @returns What takes it over.
   */
  prepareState(state: State): () => void {
    if (this.#shape.noiseCount === 0) return () => undefined;
    return prepareRandom(new StateReader('network', state), 'noise', this.#random);
  }
}
