import type { HalfMath } from './half.ts';
import { halfPanels, singlePanels, type AddProduct, type Panels } from './panels.ts';
import type { Binding, DispatchSpec } from './program.ts';
import { DEPTH, SMALL_TILE, tileFor, type Tile } from './tile.ts';

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
  /** @default what `tileFor` returns; the small one where the product is split */
  readonly tile?: Tile;
  /** By which it multiplies in half precision; `null` for single. @default null */
  readonly half?: HalfMath | null;
}

/** Rows and columns of the blocks that a tile consists of: four by four numbers of each of 64 threads. */
const BLOCK = 32;

/** Of a panel whose rows are those of the tile, from row to row, in fours; one is spare. */
const ALONG = DEPTH / 4 + 1;

/** As `ALONG`, of a panel whose rows are steps of the long dimension. */
const across = (side: number): number => side / 4 + 1;

/** Fours in a panel: `side` × `DEPTH` numbers of A or B, in either order. */
const panelOf = (side: number): number => Math.max(DEPTH * across(side), side * ALONG);

/** Workgroups that fill a large GPU. */
const ENOUGH_GROUPS = 300;

/**
 * A matrix product by tiles, A · B. Groups of 64 threads share a tile and split the
 * long dimension among them: products of this library are thin, and one group a
 * multiprocessor would wait for its loads most of the time. Each thread has 4 × 4
 * numbers of each block of the tile; in the end all threads add up what the groups
 * have, and store.
 */
export function product(spec: ProductSpec): DispatchSpec {
  return productCall(productShader(spec));
}

/** The call of a product alone. */
export function productCall(shader: ProductShader): DispatchSpec {
  const { label, bindings, groups, tile, fours, sums, panels, code } = shader;
  return {
    label,
    bindings,
    groups,
    code: `${panels.declare(fours, sums)}
${code}
@compute @workgroup_size(8, 8, ${tile.groups}) fn main(@builtin(workgroup_id) w: vec3u, @builtin(local_invocation_id) l: vec3u) { work(w, l); }`,
  };
}

/** The shader of a product, to be called by an entry point. */
export interface ProductShader extends DispatchSpec {
  readonly tile: Tile;
  /** Its memory, the array `panels`, which whoever calls it declares. */
  readonly panels: Panels;
  /** Fours of both matrices that the array has room for, at least. */
  readonly fours: number;
  /** Fours of sums that it has room for, at least. */
  readonly sums: number;
  /** WGSL of a function `work(w, l)` of the workgroup and the thread in it, and what it calls. */
  readonly code: string;
}

/** What {@link product} makes a call of a shader of. */
export function productShader(spec: ProductSpec): ProductShader {
  const { label, m, n, k, lanes, split, a, b } = spec;
  const tile = spec.tile ?? (split === 1 ? tileFor(m, n, k, lanes) : SMALL_TILE);
  const bindings = distinct([...a.bindings, ...b.bindings, ...spec.bindings]);
  const groups = [Math.ceil(n / tile.n), Math.ceil(m / tile.m), lanes * split] as const;
  const panels = spec.half ? halfPanels(spec.half) : singlePanels;
  return {
    label,
    bindings,
    groups,
    tile,
    panels,
    fours: tile.groups * (panelOf(tile.m) + panelOf(tile.n)),
    sums: tile.groups * 256,
    code: shader(spec, tile, partLength(k, split, tile), panels),
  };
}

/**
 * Into how many parts the long dimension is split, so that there are enough
 * workgroups for a large GPU, and none has too little to do.
 *
 * @param least - Of the long dimension, in a part.
 */
export function splitsFor(m: number, n: number, k: number, lanes: number, least: number): number {
  const tiles = Math.ceil(m / SMALL_TILE.m) * Math.ceil(n / SMALL_TILE.n) * lanes;
  const wanted = Math.max(1, Math.round(ENOUGH_GROUPS / tiles));
  const split = Math.max(1, Math.min(wanted, Math.floor(k / least)));
  return Math.ceil(k / partLength(k, split, SMALL_TILE));
}

/** Of the long dimension, what one part takes. */
function partLength(k: number, split: number, tile: Tile): number {
  const step = tile.groups * DEPTH;
  return Math.ceil(Math.ceil(k / split) / step) * step;
}

function shader(spec: ProductSpec, tile: Tile, part: number, panels: Panels): string {
  const { m, n, k, split, a, b, code = '', store } = spec;
  const { groups } = tile;
  const four = [0, 1, 2, 3];
  const down = countTo(tile.m / BLOCK);
  const right = countTo(tile.n / BLOCK);
  const blocks = down.flatMap((row) => right.map((column) => [row, column] as const));
  // Of A a column is wanted for each row of the tile, of B one for each step of k.
  const matrix = (wanted: 'x' | 'k', { fast }: Operand, at: (i: number) => string): string => {
    const columns = panels.columns(four.map(at));
    return fast === wanted ? columns : `transpose(${columns})`;
  };
  const rowsOfA = (row: number, i: number): string =>
    a.fast === 'k'
      ? `panelA + (${BLOCK * row + i}u + l.y * 4u) * ${ALONG}u + q`
      : `panelA + (q * 4u + ${i}u) * ${across(tile.m)}u + ${8 * row}u + l.y`;
  // A thread has columns next to each other, or, where that suits the banks, 8 apart.
  const columnsOfB = (column: number, i: number): string =>
    b.fast === 'k'
      ? `panelB + (l.x + ${BLOCK * column + 8 * i}u) * ${ALONG}u + q`
      : `panelB + (q * 4u + ${i}u) * ${across(tile.n)}u + ${8 * column}u + l.x`;
  const sums = blocks.flatMap(([row, column]) => four.map((i) => `c${row}${column}${i}`));
  const multiply = (add: AddProduct): string =>
    `for (var q = 0u; q < ${DEPTH / 4}u; q++) {
      ${down.map((row) => `let a${row} = ${matrix('k', a, (i) => rowsOfA(row, i))};`).join(' ')}
      ${right.map((column) => `let b${column} = ${matrix('x', b, (i) => columnsOfB(column, i))};`).join(' ')}
      ${blocks
        .flatMap(([row, column]) =>
          four.flatMap((i) =>
            ['x', 'y', 'z', 'w'].map((of, step) =>
              add(`c${row}${column}${i}`, `b${column}[${step}]`, `a${row}[${i}].${of}`),
            ),
          ),
        )
        .join(' ')}
    }`;
  const place = b.fast === 'k' ? ['col % 8u', 'col / 8u'] : ['col / 4u', 'col % 4u'];
  const inGroup = (group: number): string => panels.sum(`${256 * group}u + at`, 'part');
  const [panelA, panelB] = [panelOf(tile.m), panelOf(tile.n)];
  const panelOfA = filling(a, tile.m, 'loadA', 'm0', 'M', 'panelA', panels);
  const panelOfB = filling(b, tile.n, 'loadB', 'n0', 'N', 'panelB', panels);
  return `const M = ${m}u; const N = ${n}u; const K = ${k}u;
${[...new Set([a.code ?? '', b.code ?? '', code, panels.code])].join('\n')}
${loader('loadA', a, 'M')}
${loader('loadB', b, 'N')}
fn put(m: u32, n: u32, z: u32, s: u32, v: f32) { ${store} }
fn work(w: vec3u, l: vec3u) {
  let t = l.y * 8u + l.x;
  let m0 = w.y * ${tile.m}u; let n0 = w.x * ${tile.n}u;
  let z = w.z / ${split}u; let s = w.z % ${split}u;
  let panelA = l.z * ${panelA + panelB}u; let panelB = panelA + ${panelA}u;
  ${sums.map((sum) => `var ${sum} = vec4f();`).join(' ')}
  let end = min(K, (s + 1u) * ${part}u);
  var k0 = s * ${part}u + l.z * ${DEPTH}u;
  ${panelOfA.declare} ${panelOfB.declare}
  ${panelOfA.load}
  ${panelOfB.load}
  for (var first = s * ${part}u; first < end; first += ${groups * DEPTH}u) {
    ${panelOfA.put}
    ${panelOfB.put}
    workgroupBarrier();
    // The next panels are on their way while these are multiplied.
    k0 += ${groups * DEPTH}u;
    ${panelOfA.load}
    ${panelOfB.load}
    ${panels.accumulate(sums, multiply)}
    workgroupBarrier();
  }
  let thread = l.z * 64u + t;
  ${blocks
    .map(
      ([row, column], index) => `${index === 0 ? '' : 'workgroupBarrier();'}
  ${four.map((i) => panels.putSum(`l.z * 256u + ${64 * i}u + t`, `c${row}${column}${i}`)).join(' ')}
  workgroupBarrier();
  for (var e = thread; e < ${BLOCK * BLOCK}u; e += ${64 * groups}u) {
    let row = e / ${BLOCK}u; let col = e % ${BLOCK}u;
    let at = (row % 4u) * 64u + (row / 4u) * 8u + ${place[0]}; let part = ${place[1]};
    let v = ${countTo(groups).map(inGroup).join(' + ')};
    let m = m0 + ${BLOCK * row}u + row; let n = n0 + ${BLOCK * column}u + col;
    if (m < M && n < N) { put(m, n, z, s, v); }
  }`,
    )
    .join('\n  ')}
}`;
}

/** A function that loads four numbers along the fast index; zeros outside. */
export function loader(name: string, { fast, at, width }: Operand, edge: 'M' | 'N'): string {
  const head = `fn ${name}(x: u32, k: u32, z: u32) -> vec4f`;
  if (width === 4) return `${head} { return ${at}; }`;
  const next = fast === 'x' ? 'x + i, k, z' : 'x, k + i, z';
  return `fn ${name}1(x: u32, k: u32, z: u32) -> f32 { if (x >= ${edge} || k >= K) { return 0.0; } return ${at}; }
${head} { var v = vec4f(); for (var i = 0u; i < 4u; i++) { v[i] = ${name}1(${next}); } return v; }`;
}

/** Statements by which a group of threads fills its panel of a tile, four numbers a time each. */
interface Filling {
  /** Declares what is loaded and not yet put. */
  readonly declare: string;
  /** From `k0` on. */
  readonly load: string;
  /** Into the panel. */
  readonly put: string;
}

function filling(
  { fast }: Operand,
  side: number,
  load: string,
  x0: string,
  edge: 'M' | 'N',
  panel: string,
  panels: Panels,
): Filling {
  const [x, k, place] =
    fast === 'k'
      ? [`u / ${DEPTH / 4}u`, `4u * (u % ${DEPTH / 4}u)`, `x * ${ALONG}u + k / 4u`]
      : [`4u * (u % ${side / 4}u)`, `u / ${side / 4}u`, `k * ${across(side)}u + x / 4u`];
  const turns = countTo((side * DEPTH) / 256);
  const next = (turn: number): string => `${panel}Next${turn}`;
  const at = (turn: number): string => `let u = t + ${64 * turn}u; let x = ${x}; let k = ${k};`;
  return {
    declare: turns.map((turn) => `var ${next(turn)} = vec4f();`).join(' '),
    load: turns
      .map(
        (turn) => `{ ${at(turn)} ${next(turn)} = vec4f();
      if (${x0} + x < ${edge} && k0 + k < end) { ${next(turn)} = ${load}(${x0} + x, k0 + k, z); } }`,
      )
      .join('\n    '),
    put: turns
      .map((turn) => `{ ${at(turn)} ${panels.put(`${panel} + ${place}`, next(turn))} }`)
      .join('\n    '),
  };
}

function countTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Each binding once. */
export function distinct(bindings: readonly Binding[]): readonly Binding[] {
  return [...new Map(bindings.map((binding) => [binding.name, binding])).values()];
}
