import type { Node } from './node.ts';
import type { Operand } from './product.ts';
import type { Binding } from './program.ts';
import { literal } from './wgsl.ts';

/** The outputs of a node as a shader reads them, in the first lane or in all. */
export interface NodeRead {
  readonly binding: Binding;
  /** Functions that the expressions call. */
  readonly code: string;
  /** WGSL: the number at an index; lanes one behind the other. */
  one(index: string): string;
  /** WGSL: four numbers from an index on, which is a multiple of 4. */
  four(index: string): string;
}

/**
 * How to read the outputs of a node.
 *
 * @param byFours - Whether all reads are of four numbers at multiples of 4.
 */
export function readNode({ output, format, scale }: Node, byFours: boolean): NodeRead {
  const name = 'inputs';
  if (format === 'bytes') {
    return {
      binding: { name, slice: output, type: 'u32' },
      code: bytesCode(scale),
      one: (index) => `bytesOf(${name}[(${index}) / 4u])[(${index}) % 4u]`,
      four: (index) => `bytesOf(${name}[(${index}) / 4u])`,
    };
  }
  return {
    binding: { name, slice: output, type: byFours ? 'vec4f' : 'f32' },
    code: '',
    one: (index) => `${name}[${index}]`,
    four: (index) => `${name}[(${index}) / 4u]`,
  };
}

/**
 * WGSL: the four numbers that bytes stand for. Conversions are slow on GPUs: a byte in the last
 * places of 2²³ is that much more than 2²³, exactly.
 */
function bytesCode(scale: number): string {
  return `fn bytesOf(four: u32) -> vec4f {
  let bytes = (vec4u(four) >> vec4u(0u, 8u, 16u, 24u)) & vec4u(255u);
  return (bitcast<vec4f>(bytes | vec4u(0x4b000000u)) - vec4f(8388608.0)) * ${literal(scale)};
}`;
}

/** WGSL: how far apart the lanes of a node are. */
export function laneLength({ rows, units, format }: Node): number {
  const length = rows * units;
  return format === 'bytes' ? Math.ceil(length / 4) * 4 : length;
}

/** The outputs of a node as the rows of A. */
export function rowsOperand(x: Node): Operand {
  const byFours = x.units % 4 === 0;
  const read = readNode(x, byFours);
  const index = `z * ${laneLength(x)}u + x * ${x.units}u + k`;
  return {
    bindings: [read.binding],
    code: read.code,
    fast: 'k',
    at: byFours ? read.four(index) : read.one(index),
    width: byFours ? 4 : 1,
  };
}

/**
 * The outputs of a node, in its first lane, as the columns of A, with a row of ones
 * behind them for the bias.
 */
export function columnsOperand(x: Node): Operand {
  const { units } = x;
  const byFours = units % 4 === 0;
  const read = readNode(x, byFours);
  const index = `k * ${units}u + min(x, ${byFours ? units - 4 : units - 1}u)`;
  return {
    bindings: [read.binding],
    code: read.code,
    fast: 'x',
    at: byFours
      ? `select(vec4f(1.0, 0.0, 0.0, 0.0), ${read.four(index)}, x < ${units}u)`
      : `select(1.0, ${read.one(index)}, x < ${units}u)`,
    width: byFours ? 4 : 1,
  };
}

/** A gradient `[rows, units]` as B, where its rows are the long dimension, or as A, where its units are. */
export function gradientOperand({ gradient, units }: Node, long: 'rows' | 'units'): Operand {
  const byFours = units % 4 === 0;
  const index = long === 'rows' ? `k * ${units}u + x` : `x * ${units}u + k`;
  const slice = gradient as NonNullable<Node['gradient']>;
  return {
    bindings: [{ name: 'above', slice, type: byFours ? 'vec4f' : 'f32' }],
    fast: long === 'rows' ? 'x' : 'k',
    at: byFours ? `above[(${index}) / 4u]` : `above[${index}]`,
    width: byFours ? 4 : 1,
  };
}

/** WGSL: one weight, where the weights may be bound by fours. */
export function oneWeight(byFours: boolean, index: string): string {
  return byFours ? `weights[(${index}) / 4u][(${index}) % 4u]` : `weights[${index}]`;
}
