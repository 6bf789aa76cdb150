import type { Random } from '../../random/random.ts';

/**
 * Draws a matrix whose columns, or rows where it is wider than high, are at
 * right angles to each other and of length 1. Independent normal numbers have
 * no preferred direction, and neither has what Gram and Schmidt's method makes
 * of them.
 *
 * @returns Shape `[rows, columns]`.
 * @see Mezzadri 2007, https://arxiv.org/abs/math-ph/0609050
 */
export function orthogonalMatrix(rows: number, columns: number, random: Random): Float64Array {
  const isTall = rows >= columns;
  const [count, length] = isTall ? [columns, rows] : [rows, columns];
  const vectors: Float64Array[] = [];
  while (vectors.length < count) {
    const vector = Float64Array.from({ length }, () => random.normal());
    const drawn = Math.sqrt(dot(vector, vector));
    // Twice: what rounding leaves of the others is gone after the second time.
    for (let round = 0; round < 2; round++) {
      for (const other of vectors) subtract(vector, other, dot(vector, other));
    }
    const norm = Math.sqrt(dot(vector, vector));
    // Next to nothing is left of a draw that lies among the others; so draw anew.
    if (norm <= 1e-8 * drawn) continue;
    vectors.push(vector.map((value) => value / norm));
  }
  const matrix = new Float64Array(rows * columns);
  vectors.forEach((vector, index) => {
    vector.forEach((value, position) => {
      matrix[isTall ? position * columns + index : index * columns + position] = value;
    });
  });
  return matrix;
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index++) {
    sum += (one[index] as number) * (other[index] as number);
  }
  return sum;
}

/** `vector ← vector − factor · other`. */
function subtract(vector: Float64Array, other: Float64Array, factor: number): void {
  for (let index = 0; index < vector.length; index++) {
    vector[index] = (vector[index] as number) - factor * (other[index] as number);
  }
}
