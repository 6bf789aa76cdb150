import type { Random } from './random.ts';

/** Layers of equal area that the half of the bell curve is cut into, the last with the tail. */
const LAYERS = 128;
/** Where the tail begins, and the area of a layer, for so many layers. */
const TAIL = 3.442619855899;
const AREA = 9.91256303526217e-3;

/** How far each layer reaches: the lowest one as if its tail were a rectangle, then falling to 0. */
const REACHES: Float64Array = /* @__PURE__ */ reaches();
/** Which share of each layer lies wholly below the curve. */
const INSIDE: Float64Array = /* @__PURE__ */ REACHES.map(
  (reach, layer) => (REACHES[layer + 1] as number) / reach,
);

/**
 * A draw from the standard normal distribution, in a sixth of the time that
 * `random.normal()` takes, and with other results: 98 of 100 draws take one uniform number
 * and neither a logarithm nor a cosine. The distribution is exact (ziggurat).
 *
 * @see Marsaglia and Tsang 2000, https://doi.org/10.18637/jss.v005.i08
 * @see Doornik 2005, "An improved ziggurat method to generate normal random samples"
 */
export function quickNormal(random: Pick<Random, 'uniform'>): number {
  for (;;) {
    // Seven bits choose the layer, the other 46 a place in it.
    const drawn = LAYERS * random.uniform();
    const layer = drawn | 0;
    const place = 2 * (drawn - layer) - 1;
    const reach = REACHES[layer] as number;
    const x = place * reach;
    if (Math.abs(place) < (INSIDE[layer] as number)) return x;
    if (layer === 0) return place < 0 ? -drawTail(random) : drawTail(random);
    // In the corner of the layer that the curve cuts off.
    const next = REACHES[layer + 1] as number;
    const low = Math.exp((x * x - reach * reach) / 2);
    const high = Math.exp((x * x - next * next) / 2);
    if (low + random.uniform() * (high - low) < 1) return x;
  }
}

/** A draw from beyond {@link TAIL}. */
function drawTail(random: Pick<Random, 'uniform'>): number {
  for (;;) {
    // 1 − u keeps the logarithms finite.
    const beyond = -Math.log(1 - random.uniform()) / TAIL;
    if (-2 * Math.log(1 - random.uniform()) > beyond * beyond) return TAIL + beyond;
  }
}

function reaches(): Float64Array {
  const height = (x: number): number => Math.exp((-x * x) / 2);
  const all = new Float64Array(LAYERS + 1);
  all[0] = AREA / height(TAIL);
  all[1] = TAIL;
  for (let layer = 2; layer < LAYERS; layer++) {
    const before = all[layer - 1] as number;
    all[layer] = Math.sqrt(-2 * Math.log(AREA / before + height(before)));
  }
  return all;
}
