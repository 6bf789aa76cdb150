import type { Random } from '../../random/random.ts';
import type { ParameterInfo } from '../architecture.ts';
import { orthogonalMatrix } from './orthogonalMatrix.ts';

/**
 * Draws the first numbers of one array of weights.
 *
 * @param into - Where they go. Shape `[info.size]`.
 */
export function drawInitial(info: ParameterInfo, random: Random, into: Float32Array): void {
  const { initial, fanIn, fanOut, shape } = info;
  switch (initial.type) {
    case 'uniform': {
      const { low, high } = initial;
      fill(into, () => low + (high - low) * random.uniform());
      return;
    }
    case 'normal': {
      const { mean, standardDeviation } = initial;
      fill(into, () => mean + standardDeviation * random.normal());
      return;
    }
    case 'truncatedNormal': {
      const { mean, standardDeviation } = initial;
      fill(into, () => mean + standardDeviation * withinTwo(random));
      return;
    }
    case 'constant':
      into.fill(initial.value);
      return;
    case 'fanInUniform':
      fillUniform(into, 1 / Math.sqrt(fanIn), random);
      return;
    case 'varianceScaling': {
      const { scale, fan, distribution } = initial;
      const variance = scale / (fan === 'in' ? fanIn : (fanIn + fanOut) / 2);
      // A uniform draw in ±b has the variance b² / 3.
      if (distribution === 'uniform') fillUniform(into, Math.sqrt(3 * variance), random);
      else fill(into, () => Math.sqrt(variance) * random.normal());
      return;
    }
    case 'orthogonal': {
      const columns = shape.at(-1) ?? 1;
      const matrix = orthogonalMatrix(into.length / columns, columns, random);
      into.set(matrix.map((value) => initial.gain * value));
    }
  }
}

/** In the order of the array, which decides which draw is whose. */
function fill(into: Float32Array, draw: () => number): void {
  for (let index = 0; index < into.length; index++) into[index] = draw();
}

function fillUniform(into: Float32Array, bound: number, random: Random): void {
  fill(into, () => bound * (2 * random.uniform() - 1));
}

/** A standard normal draw within ±2. */
function withinTwo(random: Random): number {
  for (;;) {
    const value = random.normal();
    if (Math.abs(value) <= 2) return value;
  }
}
