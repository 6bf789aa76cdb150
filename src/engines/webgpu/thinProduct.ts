import type { ProductSpec } from './product.ts';
import { distinct, loader } from './product.ts';
import { MAX_LINE, type DispatchSpec } from './program.ts';
import { reduction } from './reduction.ts';

/** Threads of a workgroup, which computes one row. */
const THREADS = 64;

/** Columns at most: a thread keeps a part of each. With so few, tiles would be empty for the most part. */
export const MOST_COLUMNS = 32;

/**
 * A matrix product with few columns, A · B, as the last layer of a network is: a workgroup
 * computes a row, each thread a part of the long dimension, and then all add up.
 *
 * @param spec - A has its long dimension as the fast one, B its columns; no splits.
 * @param subgroups - Whether the threads add up by subgroups.
 */
export function thinProduct(spec: ProductSpec, subgroups = false): DispatchSpec {
  const { label, m, n, k, lanes, a, b, code = '', store } = spec;
  const fours = Math.ceil(n / 4);
  // A line of workgroups has an end.
  const lines = Math.ceil(m / MAX_LINE);
  const across = Math.ceil(m / lines);
  const each = (write: (q: number) => string): string =>
    Array.from({ length: fours }, (_, q) => write(q)).join(' ');
  const columns = Array.from(
    { length: fours },
    (_, q) => ({ name: `sum${q}`, type: 'vec4f', by: 'sum' }) as const,
  );
  return {
    label,
    bindings: distinct([...a.bindings, ...b.bindings, ...spec.bindings]),
    groups: [across, lines, lanes],
    code: `const M = ${m}u; const N = ${n}u; const K = ${k}u;
${reduction({ name: 'total', threads: THREADS, columns, subgroups })}
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
  let whole = total(t, ${columns.map(({ name }) => name).join(', ')});
  var row = array<vec4f, ${fours}>(${fours === 1 ? 'whole' : columns.map(({ name }) => `whole.${name}`).join(', ')});
  if (t < N) { put(m, t, z, 0u, row[t / 4u][t % 4u]); }
}`,
  };
}
