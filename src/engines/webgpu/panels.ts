import type { HalfMath } from './half.ts';

/**
 * WGSL of the memory of a workgroup that computes a product, the array `panels`: parts of both
 * matrices lie there, and in the end the sums that its threads have to exchange.
 */
export interface Panels {
  /** Functions that the expressions call. */
  readonly code: string;
  /**
   * The array.
   *
   * @param fours - For how many fours of a matrix there is room.
   * @param sums - For how many fours of sums there is, in the same place.
   */
  declare(fours: number, sums: number): string;
  /** A statement that puts four numbers of a matrix. */
  put(at: string, four: string): string;
  /** An expression: four columns of numbers of a matrix as they were put. */
  columns(at: readonly string[]): string;
  /**
   * Statements that add what `multiply` names to sums of single precision.
   *
   * @param sums - Their names.
   * @param multiply - Writes a loop, given how a product is added to a sum.
   */
  accumulate(sums: readonly string[], multiply: (add: AddProduct) => string): string;
  /** A statement that puts four sums. */
  putSum(at: string, four: string): string;
  /** An expression: one of four sums. */
  sum(at: string, part: string): string;
}

/** A statement: adds a column `b` times a number `a` to a sum. */
export type AddProduct = (sum: string, b: string, a: string) => string;

/** The array in single precision. */
export const singlePanels: Panels = {
  code: '',
  declare: (fours, sums) => `var<workgroup> panels: array<vec4f, ${Math.max(fours, sums)}>;`,
  put: (at, four) => `panels[${at}] = ${four};`,
  columns: (at) => `mat4x4f(${at.map((each) => `panels[${each}]`).join(', ')})`,
  accumulate: (_, multiply) => multiply((sum, b, a) => `${sum} = fma(${b}, vec4f(${a}), ${sum});`),
  putSum: (at, four) => `panels[${at}] = ${four};`,
  sum: (at, part) => `panels[${at}][${part}]`,
};

/**
 * The array in half precision: a matrix takes half of the room, and a GPU multiplies up to twice
 * as fast. Numbers are added up in half precision over one panel, eight of the long dimension, and
 * in single precision from panel to panel.
 */
export function halfPanels({ code }: HalfMath): Panels {
  const halfOf = (sum: string): string => `half_${sum}`;
  return {
    code,
    // Words in pairs: a pair holds four numbers of a matrix, or two sums.
    declare: (fours, sums) => `var<workgroup> panels: array<vec2u, ${Math.max(fours, 2 * sums)}>;`,
    put: (at, four) => `panels[${at}] = packedHalf(${four});`,
    columns: (at) => `half44(${at.map((each) => `unpackedHalf(panels[${each}])`).join(', ')})`,
    accumulate: (sums, multiply) => `${sums.map((sum) => `var ${halfOf(sum)} = half4();`).join(' ')}
    ${multiply((sum, b, a) => `${halfOf(sum)} = halfFma(${b}, half4(${a}), ${halfOf(sum)});`)}
    ${sums.map((sum) => `${sum} += vec4f(${halfOf(sum)});`).join(' ')}`,
    putSum: (at, four) =>
      `panels[2u * (${at})] = bitcast<vec2u>(${four}.xy); panels[2u * (${at}) + 1u] = bitcast<vec2u>(${four}.zw);`,
    sum: (at, part) => `bitcast<vec2f>(panels[2u * (${at}) + (${part}) / 2u])[(${part}) % 2u]`,
  };
}
