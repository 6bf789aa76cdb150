import type { Draws, UpdateDraws } from '../engines/engine.ts';
import type { FractionCounts, Head } from '../heads/head.ts';
import type { NetworkShape } from '../networks/architecture.ts';
import { drawFractions, midpoints } from '../networks/fractions.ts';
import { drawNoise } from '../networks/noise.ts';
import type { Random } from '../random/random.ts';
import { ValueError } from '../errors.ts';
import { show } from '../validation/show.ts';
import { prepareRandom } from '../state/prepareRandom.ts';
import { StateReader } from '../state/stateReader.ts';
import type { State } from '../state/state.ts';

type Shape = Pick<NetworkShape, 'noiseCount' | 'takesFractions'>;

/**
 * Draws what the passes of a network take: the noise of noisy layers, and quantile
 * fractions. Nothing, for a network that takes neither.
 */
export class DrawSource {
  readonly #shape: Shape;
  readonly #counts: FractionCounts | null;
  /** Where the fractions lie by which actions are chosen, if the head says it. */
  readonly #actingFraction: ((drawn: number) => number) | undefined;
  /** For the passes of updates. */
  readonly #noise: Random;
  readonly #fractions: Random;

  /**
   * @param head - Says how many fractions its passes draw, and where those of acting lie.
   * @param random - What the streams for updates are made of.
   */
  constructor(shape: Shape, head: Pick<Head, 'fractions' | 'actingFraction'>, random: Random) {
    const { fractions: counts } = head;
    this.#shape = shape;
    this.#counts = shape.takesFractions && counts ? counts : null;
    this.#actingFraction = head.actingFraction?.bind(head);
    this.#noise = random.fork('noise');
    this.#fractions = random.fork('fractions');
  }

  /**
   * What a pass for values is to be given.
   *
   * @param random - Where it draws from. Without it there is no noise, and fractions are
   *   the midpoints of (0, 1), cut into as many pieces.
   */
  drawValues(batch: number, random: Random | undefined): Draws | undefined {
    const { noiseCount } = this.#shape;
    const counts = this.#counts;
    if (!counts && (noiseCount === 0 || !random)) return undefined;
    const noise = random && noiseCount > 0 ? drawNoise(this.#shape, random) : null;
    if (!counts) return { noise, fractions: null };
    const { acting } = counts;
    const fractions = random ? drawFractions(batch * acting, random) : midpoints(batch, acting);
    return { noise, fractions: this.#acting(fractions) };
  }

  /** As `drawValues` of one observation, with fractions all over (0, 1), wherever those of acting lie. */
  drawDistribution(random: Random | undefined): Draws | undefined {
    const { noiseCount } = this.#shape;
    const noise = random && noiseCount > 0 ? drawNoise(this.#shape, random) : null;
    return { noise, fractions: this.#counts && midpoints(1, this.#counts.acting) };
  }

  /** Draws of its own for each pass of an update, as the papers on both have it. */
  drawUpdate(batch: number, uses: Head['uses']): UpdateDraws {
    const counts = this.#counts;
    if (this.#shape.noiseCount === 0 && !counts) return {};
    const { online = 0, acting = 0, target = 0 } = counts ?? {};
    return {
      online: this.#draw(batch * online),
      ...(uses.nextOnline && { nextOnline: this.#drawActing(batch * acting) }),
      nextTarget: this.#draw(batch * target),
      ...(uses.target && { target: this.#draw(batch * target) }),
    };
  }

  /** Those of the pass that picks the action of the target. */
  #drawActing(count: number): Draws {
    const { noise, fractions } = this.#draw(count);
    return { noise, fractions: fractions && this.#acting(fractions) };
  }

  #acting(fractions: Float32Array): Float32Array {
    const moved = this.#actingFraction;
    return moved ? fractions.map((drawn) => requireFraction(drawn, moved(drawn))) : fractions;
  }

  #draw(count: number): Draws {
    return {
      noise: this.#shape.noiseCount > 0 ? drawNoise(this.#shape, this.#noise) : null,
      fractions: this.#counts ? drawFractions(count, this.#fractions) : null,
    };
  }

  /** The fields that a network's state has for it; none without noisy layers and fractions. */
  getState(): State {
    return {
      ...(this.#shape.noiseCount > 0 && { noise: this.#noise.getState() }),
      ...(this.#counts && { fractions: this.#fractions.getState() }),
    };
  }

  /**
   * Checks these fields of a network's state.
   *
   * @returns What takes them over.
   */
  prepareState(state: State): () => void {
    const reader = new StateReader('network', state);
    const takeOverNoise =
      this.#shape.noiseCount > 0 ? prepareRandom(reader, 'noise', this.#noise) : null;
    const takeOverFractions = this.#counts
      ? prepareRandom(reader, 'fractions', this.#fractions)
      : null;
    return () => {
      takeOverNoise?.();
      takeOverFractions?.();
    };
  }
}

/** @throws {ValueError} If it is none: the function that moved it may be the user's own. */
function requireFraction(drawn: number, moved: unknown): number {
  if (typeof moved === 'number' && moved >= 0 && moved <= 1) return moved;
  throw new ValueError(
    `actingFraction(drawn) of the head must return a number from 0 to 1; received ${show(moved)} for ${drawn}.`,
  );
}
