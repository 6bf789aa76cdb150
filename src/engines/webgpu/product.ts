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

/** Rows and columns of a tile. */
const TILE = 32;

/** Of the long dimension, what a group of threads takes at once. */
const DEPTH = 8;

/** Groups of 64 threads that share a tile. */
const GROUPS = 4;

/** Of a panel whose rows are steps of the long dimension, from row to row, in fours; one is spare. */
const ACROSS = TILE / 4 + 1;

/** Of a panel whose rows are those of the tile. */
const ALONG = DEPTH / 4 + 1;

/** Fours in a panel: 8 × 32 numbers of A or B, in either order. */
const PANEL: number = Math.max(DEPTH * ACROSS, TILE * ALONG);

/** Workgroups that fill a large GPU. */
const ENOUGH_GROUPS = 300;

/**
 * A matrix product by tiles, A · B. Four groups of threads share a tile and split the
 * long dimension among them: products of this library are thin, and one group a
 * multiprocessor would wait for its loads most of the time. Each thread has 4 × 4
 * numbers; in the end all 256 add up what the groups have, and store.
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
 *
 * @param least - Of the long dimension, in a part.
 */
export function splitsFor(m: number, n: number, k: number, lanes: number, least: number): number {
  const tiles = Math.ceil(m / TILE) * Math.ceil(n / TILE) * lanes;
  const wanted = Math.max(1, Math.round(ENOUGH_GROUPS / tiles));
  const split = Math.max(1, Math.min(wanted, Math.floor(k / least)));
  return Math.ceil(k / partLength(k, split));
}

/** Of the long dimension, what one part takes. */
function partLength(k: number, split: number): number {
  const step = GROUPS * DEPTH;
  return Math.ceil(Math.ceil(k / split) / step) * step;
}

function shader({ m, n, k, split, a, b, code = '', store }: ProductSpec, part: number): string {
  const four = [0, 1, 2, 3];
  const fours = four.map((i) => `c${i}`);
  // Of A a column is wanted for each row of the tile, of B one for each step of k.
  const matrix = (wanted: 'x' | 'k', { fast }: Operand, at: (i: number) => string): string => {
    const columns = `mat4x4f(${four.map((i) => `panels[${at(i)}]`).join(', ')})`;
    return fast === wanted ? columns : `transpose(${columns})`;
  };
  const rowsOfA = (i: number): string =>
    a.fast === 'k' ? `(l.y * 4u + ${i}u) * ${ALONG}u + q` : `(q * 4u + ${i}u) * ${ACROSS}u + l.y`;
  // A thread has columns next to each other, or, where that suits the banks, 8 apart.
  const columnsOfB = (i: number): string =>
    b.fast === 'k' ? `(l.x + ${8 * i}u) * ${ALONG}u + q` : `(q * 4u + ${i}u) * ${ACROSS}u + l.x`;
  const parts = ['x', 'y', 'z', 'w'];
  const sums = four.flatMap((i) =>
    parts.map((part, step) => `c${i} = fma(b[${step}], vec4f(a[${i}].${part}), c${i});`),
  );
  const place = b.fast === 'k' ? ['col % 8u', 'col / 8u'] : ['col / 4u', 'col % 4u'];
  return `const M = ${m}u; const N = ${n}u; const K = ${k}u;
var<workgroup> panels: array<vec4f, ${Math.max(GROUPS * 2 * PANEL, GROUPS * 256)}>;
${[...new Set([a.code ?? '', b.code ?? '', code])].join('\n')}
${loader('loadA', a, 'M')}
${loader('loadB', b, 'N')}
fn put(m: u32, n: u32, z: u32, s: u32, v: f32) { ${store} }
@compute @workgroup_size(8, 8, ${GROUPS}) fn main(@builtin(workgroup_id) w: vec3u, @builtin(local_invocation_id) l: vec3u) {
  let t = l.y * 8u + l.x;
  let m0 = w.y * ${TILE}u; let n0 = w.x * ${TILE}u;
  let z = w.z / ${split}u; let s = w.z % ${split}u;
  let panelA = l.z * ${2 * PANEL}u; let panelB = panelA + ${PANEL}u;
  ${fours.map((name) => `var ${name} = vec4f();`).join(' ')}
  let end = min(K, (s + 1u) * ${part}u);
  for (var first = s * ${part}u; first < end; first += ${GROUPS * DEPTH}u) {
    let k0 = first + l.z * ${DEPTH}u;
    ${fill(a, 'loadA', 'm0', 'M', 'panelA')}
    ${fill(b, 'loadB', 'n0', 'N', 'panelB')}
    workgroupBarrier();
    for (var q = 0u; q < ${DEPTH / 4}u; q++) {
      let a = ${matrix('k', a, (i) => `panelA + ${rowsOfA(i)}`)};
      let b = ${matrix('x', b, (i) => `panelB + ${columnsOfB(i)}`)};
      ${sums.join(' ')}
    }
    workgroupBarrier();
  }
  ${fours.map((name, i) => `panels[l.z * 256u + ${64 * i}u + t] = ${name};`).join(' ')}
  workgroupBarrier();
  let thread = l.z * 64u + t;
  for (var e = thread; e < ${TILE * TILE}u; e += 256u) {
    let row = e / ${TILE}u; let col = e % ${TILE}u;
    let at = (row % 4u) * 64u + (row / 4u) * 8u + ${place[0]}; let part = ${place[1]};
    let v = panels[at][part] + panels[256u + at][part] + panels[512u + at][part] + panels[768u + at][part];
    if (m0 + row < M && n0 + col < N) { put(m0 + row, n0 + col, z, s, v); }
  }
}`;
}

/** A function that loads four numbers along the fast index; zeros outside. */
function loader(name: string, { fast, at, width }: Operand, edge: 'M' | 'N'): string {
  const head = `fn ${name}(x: u32, k: u32, z: u32) -> vec4f`;
  if (width === 4) return `${head} { return ${at}; }`;
  const next = fast === 'x' ? 'x + i, k, z' : 'x, k + i, z';
  return `fn ${name}1(x: u32, k: u32, z: u32) -> f32 { if (x >= ${edge} || k >= K) { return 0.0; } return ${at}; }
${head} { var v = vec4f(); for (var i = 0u; i < 4u; i++) { v[i] = ${name}1(${next}); } return v; }`;
}

/** Statements by which a group of threads fills its panel of a tile, four numbers each. */
function fill({ fast }: Operand, load: string, x0: string, edge: 'M' | 'N', panel: string): string {
  const [x, k, place] =
    fast === 'k'
      ? [`t / ${DEPTH / 4}u`, `4u * (t % ${DEPTH / 4}u)`, `x * ${ALONG}u + k / 4u`]
      : [`4u * (t % ${TILE / 4}u)`, `t / ${TILE / 4}u`, `k * ${ACROSS}u + x / 4u`];
  return `{ let x = ${x}; let k = ${k}; var v = vec4f();
      if (${x0} + x < ${edge} && k0 + k < end) { v = ${load}(${x0} + x, k0 + k, z); }
      panels[${panel} + ${place}] = v; }`;
}

/** Each binding once. */
function distinct(bindings: readonly Binding[]): readonly Binding[] {
  return [...new Map(bindings.map((binding) => [binding.name, binding])).values()];
}
