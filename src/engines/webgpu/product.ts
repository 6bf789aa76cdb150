import type { Binding, DispatchSpec } from './program.ts';

/**
 * One of the two matrices of a product, as WGSL. Its rows (of A) or columns (of B)
 * are counted by `x`, the long dimension by `k`, lanes by `z`; all are `u32`.
 */
export interface Operand {
  readonly bindings: readonly Binding[];
  /** Functions that the expression calls. */
  readonly code?: string;
  /** Along which of the two four numbers are loaded at once. */
  readonly fast: 'x' | 'k';
  /**
   * An expression: with `width` 4 a `vec4f` of four numbers from `x` and `k` on, which
   * are multiples of 4 on the fast index; with `width` 1 the one number there.
   */
  readonly at: string;
  readonly width: 1 | 4;
}

/** What {@link product} is made from. */
export interface ProductSpec {
  readonly label: string;
  /** Rows of A. */
  readonly m: number;
  /** Columns of B. */
  readonly n: number;
  /** The long dimension. */
  readonly k: number;
  /** Products side by side, told apart by `z`. */
  readonly lanes: number;
  /** Parts of the long dimension, told apart by `s`, to be summed elsewhere. */
  readonly split: number;
  readonly a: Operand;
  readonly b: Operand;
  /** Bindings that only `store` names. */
  readonly bindings: readonly Binding[];
  /** Functions that `store` calls. */
  readonly code?: string;
  /** Statements for one number `v` of the product, at `m`, `n`, `z`, `s`. */
  readonly store: string;
}

/** Of a tile, along the long dimension, that a group of threads takes at once. */
const DEPTH = 8;

/** Rows and columns of a tile. */
const TILE = 32;

/** Threads of a group; each takes 4 × 4 numbers of the tile. */
const GROUP = 64;

/**
 * A matrix product by tiles, A · B. Four groups of threads share a tile and split the
 * long dimension among them: products of this library are thin, and one group a
 * multiprocessor would wait for its loads most of the time.
 */
export function product(spec: ProductSpec): DispatchSpec {
  const { label, m, n, k, lanes, split, a, b } = spec;
  const bindings = distinct([...a.bindings, ...b.bindings, ...spec.bindings]);
  const groups = [Math.ceil(n / TILE), Math.ceil(m / TILE), lanes * split] as const;
  return { label, bindings, groups, code: shader(spec, partLength(k, split)) };
}

/**
 * Into how many parts the long dimension is split, so that there are enough
 * workgroups for a large GPU, and none has too little to do.
 */
export function splitsFor(m: number, n: number, k: number, lanes: number, least: number): number {
  const tiles = Math.ceil(m / TILE) * Math.ceil(n / TILE) * lanes;
  const wanted = Math.max(1, Math.round(ENOUGH_GROUPS / tiles));
  const split = Math.max(1, Math.min(wanted, Math.floor(k / least)));
  return Math.ceil(k / partLength(k, split));
}

/** Workgroups that fill a large GPU. */
const ENOUGH_GROUPS = 300;

const GROUPS = 4;

/** Of the long dimension, what one part takes. */
function partLength(k: number, split: number): number {
  const step = GROUPS * DEPTH;
  return Math.ceil(Math.ceil(k / split) / step) * step;
}

function shader({ m, n, k, split, a, b, code = '', store }: ProductSpec, part: number): string {
  const row = TILE + 4;
  const panel = DEPTH * row;
  const shared = Math.max(GROUPS * 2 * panel, (GROUPS - 1) * TILE * TILE);
  const four = [0, 1, 2, 3];
  const cells = four.flatMap((i) => four.map((j) => ({ i, j, name: `c${i}${j}` })));
  const each = (text: (cell: (typeof cells)[number]) => string): string => cells.map(text).join(' ');
  return `const M = ${m}u; const N = ${n}u; const K = ${k}u;
var<workgroup> shared_: array<f32, ${shared}>;
${[...new Set([a.code ?? '', b.code ?? '', code])].join('\n')}
${loader('loadA', a, 'M')}
${loader('loadB', b, 'N')}
@compute @workgroup_size(8, 8, ${GROUPS}) fn main(@builtin(workgroup_id) w: vec3u, @builtin(local_invocation_id) l: vec3u) {
  let t = l.y * 8u + l.x;
  let m0 = w.y * ${TILE}u; let n0 = w.x * ${TILE}u;
  let z = w.z / ${split}u; let s = w.z % ${split}u;
  let panelA = l.z * ${panel}u; let panelB = ${GROUPS * panel}u + l.z * ${panel}u;
  ${each(({ name }) => `var ${name} = 0.0;`)}
  let end = min(K, (s + 1u) * ${part}u);
  for (var at = s * ${part}u; at < end; at += ${GROUPS * DEPTH}u) {
    let k0 = at + l.z * ${DEPTH}u;
    ${fill(a, 'loadA', 'm0', 'panelA', row)}
    ${fill(b, 'loadB', 'n0', 'panelB', row)}
    workgroupBarrier();
    for (var k = 0u; k < ${DEPTH}u; k++) {
      let oa = panelA + k * ${row}u + l.y * 4u; let ob = panelB + k * ${row}u + l.x * 4u;
      ${four.map((i) => `let a${i} = shared_[oa + ${i}u]; let b${i} = shared_[ob + ${i}u];`).join(' ')}
      ${each(({ i, j, name }) => `${name} = fma(a${i}, b${j}, ${name});`)}
    }
    workgroupBarrier();
  }
  if (l.z > 0u) {
    let o = (l.z - 1u) * ${TILE * TILE}u + t;
    ${each(({ i, j, name }) => `shared_[o + ${(4 * i + j) * GROUP}u] = ${name};`)}
  }
  workgroupBarrier();
  if (l.z > 0u) { return; }
  for (var g = 0u; g < ${GROUPS - 1}u; g++) {
    let o = g * ${TILE * TILE}u + t;
    ${each(({ i, j, name }) => `${name} += shared_[o + ${(4 * i + j) * GROUP}u];`)}
  }
  ${each(
    ({ i, j, name }) =>
      `put(m0 + l.y * 4u + ${i}u, n0 + l.x * 4u + ${j}u, z, s, ${name});`,
  )}
}
fn put(m: u32, n: u32, z: u32, s: u32, v: f32) {
  if (m >= M || n >= N) { return; }
  ${store}
}`;
}

/** A function that loads four numbers along the fast index; zeros outside. */
function loader(name: string, { fast, at, width }: Operand, edge: 'M' | 'N'): string {
  const head = `fn ${name}(x: u32, k: u32, z: u32) -> vec4f`;
  if (width === 4) return `${head} { return ${at}; }`;
  const next = (i: number): string =>
    fast === 'x' ? `${name}1(x + ${i}u, k, z)` : `${name}1(x, k + ${i}u, z)`;
  return `fn ${name}1(x: u32, k: u32, z: u32) -> f32 { if (x >= ${edge} || k >= K) { return 0.0; } return ${at}; }
${head} { return vec4f(${[0, 1, 2, 3].map(next).join(', ')}); }`;
}

/** Statements by which a group of threads fills its panel of a tile. */
function fill({ fast }: Operand, load: string, x0: string, panel: string, row: number): string {
  const edge = load === 'loadA' ? 'M' : 'N';
  const [x, k, step] =
    fast === 'k'
      ? [`t / ${DEPTH / 4}u`, `4u * (t % ${DEPTH / 4}u)`, row]
      : [`4u * (t % ${TILE / 4}u)`, `t / ${TILE / 4}u`, 1];
  const put = ['x', 'y', 'z', 'w'].map((part, i) => `shared_[o + ${i * step}u] = v.${part};`).join(' ');
  return `{ let x = ${x}; let k = ${k}; var v = vec4f();
      if (${x0} + x < ${edge} && k0 + k < end) { v = ${load}(${x0} + x, k0 + k, z); }
      let o = ${panel} + k * ${row}u + x; ${put} }`;
}

/** Each binding once. */
function distinct(bindings: readonly Binding[]): readonly Binding[] {
  return [...new Map(bindings.map((binding) => [binding.name, binding])).values()];
}
