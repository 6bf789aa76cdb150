/** Which pixels of a line each pixel of a shorter line is made of. */
export interface AreaTaps {
  /** How many pixels each is made of, some of which may weigh nothing. */
  readonly count: number;
  /** The first of them, for each pixel of the shorter line. Shape `[to]`. */
  readonly first: Int32Array;
  /** What they weigh. Shape `[count, to]`. */
  readonly weights: Float32Array;
}

/** Parts of a pixel below this one are left out, as OpenCV does. */
const LEAST_PART = 1e-3;
/** So many can be added without a loop. */
const LEAST_COUNT = 3;

/**
 * The weights of an average over areas: a pixel of the shorter line covers
 * `from / to` pixels of the longer one, the outermost of them in part.
 *
 * They are those of OpenCV, rounding included: parts in float64, weights in
 * float32, parts below a thousandth of a pixel left out.
 *
 * @param from - Pixels of the longer line.
 * @param to - Pixels of the shorter line: at most `from`.
 */
export function areaTaps(from: number, to: number): AreaTaps {
  // Not from / to, which may differ in the last bit.
  const scale = 1 / (to / from);
  const lines = Array.from({ length: to }, (_, index) => weigh(index * scale, scale, from));
  const longest = lines.reduce((most, { weights }) => Math.max(most, weights.length), 0);
  const count = Math.min(from, Math.max(LEAST_COUNT, longest));
  const first = new Int32Array(to);
  const weights = new Float32Array(count * to);
  for (const [index, line] of lines.entries()) {
    // Weights of 0 fill up, on the left at the end of the line.
    const start = Math.min(line.first, from - count);
    first[index] = start;
    for (const [tap, weight] of line.weights.entries()) {
      weights[(line.first - start + tap) * to + index] = weight;
    }
  }
  return { count, first, weights };
}

function weigh(
  begin: number,
  scale: number,
  from: number,
): { readonly first: number; readonly weights: readonly number[] } {
  const end = begin + scale;
  const covered = Math.min(scale, from - begin);
  const lastWhole = Math.min(Math.floor(end), from - 1);
  const firstWhole = Math.min(Math.ceil(begin), lastWhole);
  const weights: number[] = [];
  const hasFirstPart = firstWhole - begin > LEAST_PART;
  if (hasFirstPart) weights.push((firstWhole - begin) / covered);
  for (let pixel = firstWhole; pixel < lastWhole; pixel++) weights.push(1 / covered);
  if (end - lastWhole > LEAST_PART) {
    weights.push(Math.min(end - lastWhole, 1, covered) / covered);
  }
  return { first: hasFirstPart ? firstWhole - 1 : firstWhole, weights };
}
