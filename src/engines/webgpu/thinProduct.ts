import type { ProductSpec } from './product.ts';
import { distinct, loader } from './product.ts';
import { MAX_LINE, type DispatchSpec } from './program.ts';

/** Threads of a workgroup, which computes one row. */
const THREADS = 64;

/** Columns at most: a thread keeps a part of each. With so few, tiles would be empty for the most part. */
export const MOST_COLUMNS = 32;

/**
 * A matrix product with few columns, A · B, as the last layer of a network is: a workgroup
 * computes a row, each thread a part of the long dimension, and then all add up.
 *
 * @param spec - A has its long dimension as the fast one, B its columns; no splits.
 */
export function thinProduct(spec: ProductSpec): DispatchSpec {
  const { label, m, n, k, lanes, a, b, code = '', store } = spec;
  const fours = Math.ceil(n / 4);
  // A line of workgroups has an end.
  const lines = Math.ceil(m / MAX_LINE);
  const across = Math.ceil(m / lines);
  const each = (write: (q: number) => string): string =>
    Array.from({ length: fours }, (_, q) => write(q)).join(' ');
  return {
    label,
    bindings: distinct([...a.bindings, ...b.bindings, ...spec.bindings]),
    groups: [across, lines, lanes],
    code: `const M = ${m}u; const N = ${n}u; const K = ${k}u;
var<workgroup> ofThreads: array<vec4f, ${THREADS * fours}>;
${[...new Set([a.code ?? '', b.code ?? '', code])].join('\n')}
${loader('loadA', a, 'M')}
${loader('loadB', b, 'N')}
fn put(m: u32, n: u32, z: u32, s: u32, v: f32) { ${store} }
@compute @workgroup_size(${THREADS}) fn main(@builtin(workgroup_id) w: vec3u, @builtin(local_invocation_index) t: u32) {
  let m = w.y * ${across}u + w.x; let z = w.z;
  if (m >= M) { return; }
  ${each((q) => `var sum${q} = vec4f();`)}
  for (var k = 4u * t; k < K; k += ${4 * THREADS}u) {
    let four = loadA(m, k, z);
    for (var i = 0u; i < min(4u, K - k); i++) {
      let x = vec4f(four[i]);
      ${each((q) => `sum${q} = fma(x, loadB(${4 * q}u, k + i, z), sum${q});`)}
    }
  }
  ${each((q) => `ofThreads[t * ${fours}u + ${q}u] = sum${q};`)}
  for (var width = ${THREADS / 2}u; width > 0u; width /= 2u) {
    workgroupBarrier();
    if (t < width) { ${each((q) => `ofThreads[t * ${fours}u + ${q}u] += ofThreads[(t + width) * ${fours}u + ${q}u];`)} }
  }
  workgroupBarrier();
  if (t < N) { put(m, t, z, 0u, ofThreads[t / 4u][t % 4u]); }
}`,
  };
}
