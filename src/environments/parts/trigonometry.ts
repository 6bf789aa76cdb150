// π/2 in three parts: the first two of 33 bits, so that a whole number times
// them is exact.
const HALF_PI_1 = 1.57079632673412561417;
const HALF_PI_2 = 6.0771005063039659766e-11;
const HALF_PI_3 = 2.02226624879595063154e-21;
/** From here on the reduction by multiples of π/2 would lose bits. */
const LIMIT = 2 ** 20;
/** 2²⁷ + 1: splits a number into two of half its bits. */
const SPLITTER = 134_217_729;

// What the nearest numbers to -1/6 and 1/24 lack.
const SIXTH_REST = -9.25185853854297066e-18;
const TWENTY_FOURTH_REST = 2.31296463463574266e-18;

/**
 * The sine, correctly rounded but for less than one value in a thousand (of
 * V8's `Math.sin` in Node 20 it is 33).
 *
 * The last bit of `Math.sin` is the JavaScript engine's own affair, and a
 * chaotic system makes another trajectory of it. With this sine an environment
 * gives the same numbers in every engine, and those of C libraries, whose
 * sines are as good.
 *
 * @param x - In radians. From ±2²⁰ on `Math.sin` answers.
 */
export function sine(x: number): number {
  // -0 would become 0 on the way.
  return Math.abs(x) < LIMIT && x !== 0 ? sineAfterTurns(x, 0) : Math.sin(x);
}

/** The cosine; all else as in {@link sine}. */
export function cosine(x: number): number {
  return Math.abs(x) < LIMIT ? sineAfterTurns(x, 1) : Math.cos(x);
}

/** `sin(x + turns · π/2)`, from the distance of x to a multiple of π/2. */
function sineAfterTurns(x: number, turns: number): number {
  const n = Math.round(x * (2 / Math.PI));
  const far = x - n * HALF_PI_1;
  const step = n * HALF_PI_2;
  const near = far - step;
  const nearRest = far - near - step - n * HALF_PI_3;
  const distance = near + nearRest;
  const rest = near - distance + nearRest;
  const quadrant = (n + turns) & 3;
  const value = (quadrant & 1) === 0 ? smallSine(distance, rest) : smallCosine(distance, rest);
  return quadrant < 2 ? value : -value;
}

// Two numbers stand for one below: a rounded one, and a rest that it lacks.
// Rests of products are Dekker's, https://doi.org/10.1007/BF01397083, written
// out in full: as calls they take twice the time.

/** `x + x³ · (−1/6 + x²/120 − …)` for |x| ≤ π/4. */
function smallSine(x: number, xRest: number): number {
  const xScaled = SPLITTER * x;
  const xHigh = xScaled - (xScaled - x);
  const xLow = x - xHigh;
  const square = x * x;
  const squareRest = xHigh * xHigh - square + 2 * xHigh * xLow + xLow * xLow + 2 * x * xRest;

  const tail =
    square *
    (1 / 120 +
      square *
        (-1 / 5040 +
          square *
            (1 / 362_880 +
              square *
                (-1 / 39_916_800 +
                  square *
                    (1 / 6_227_020_800 +
                      square * (-1 / 1_307_674_368_000 + square / 355_687_428_096_000))))));
  const series = -1 / 6 + tail;
  const seriesRest = -1 / 6 - series + tail + SIXTH_REST;

  const squareScaled = SPLITTER * square;
  const squareHigh = squareScaled - (squareScaled - square);
  const squareLow = square - squareHigh;
  const seriesScaled = SPLITTER * series;
  const seriesHigh = seriesScaled - (seriesScaled - series);
  const seriesLow = series - seriesHigh;
  const factor = square * series;
  const factorRest =
    squareHigh * seriesHigh -
    factor +
    squareHigh * seriesLow +
    squareLow * seriesHigh +
    squareLow * seriesLow +
    (square * seriesRest + squareRest * series);

  const factorScaled = SPLITTER * factor;
  const factorHigh = factorScaled - (factorScaled - factor);
  const factorLow = factor - factorHigh;
  const change = x * factor;
  const changeRest =
    xHigh * factorHigh -
    change +
    xHigh * factorLow +
    xLow * factorHigh +
    xLow * factorLow +
    (x * factorRest + xRest * factor);
  const result = x + change;
  return result + (x - result + change + (changeRest + xRest));
}

/** `1 + x² · (−1/2 + x² · (1/24 − x²/720 + …))` for |x| ≤ π/4. */
function smallCosine(x: number, xRest: number): number {
  const xScaled = SPLITTER * x;
  const xHigh = xScaled - (xScaled - x);
  const xLow = x - xHigh;
  const square = x * x;
  const squareRest = xHigh * xHigh - square + 2 * xHigh * xLow + xLow * xLow + 2 * x * xRest;

  const tail =
    square *
    (-1 / 720 +
      square *
        (1 / 40_320 +
          square *
            (-1 / 3_628_800 +
              square *
                (1 / 479_001_600 +
                  square *
                    (-1 / 87_178_291_200 +
                      square * (1 / 20_922_789_888_000 - square / 6_402_373_705_728_000))))));
  const inner = 1 / 24 + tail;
  const innerRest = 1 / 24 - inner + tail + TWENTY_FOURTH_REST;

  const squareScaled = SPLITTER * square;
  const squareHigh = squareScaled - (squareScaled - square);
  const squareLow = square - squareHigh;
  const innerScaled = SPLITTER * inner;
  const innerHigh = innerScaled - (innerScaled - inner);
  const innerLow = inner - innerHigh;
  const term = square * inner;
  const termRest =
    squareHigh * innerHigh -
    term +
    squareHigh * innerLow +
    squareLow * innerHigh +
    squareLow * innerLow +
    (square * innerRest + squareRest * inner);

  const outer = -1 / 2 + term;
  const outerRest = -1 / 2 - outer + term + termRest;
  const outerScaled = SPLITTER * outer;
  const outerHigh = outerScaled - (outerScaled - outer);
  const outerLow = outer - outerHigh;
  const change = square * outer;
  const changeRest =
    squareHigh * outerHigh -
    change +
    squareHigh * outerLow +
    squareLow * outerHigh +
    squareLow * outerLow +
    (square * outerRest + squareRest * outer);
  const result = 1 + change;
  return result + (1 - result + change + changeRest);
}
