import { singlePanels } from './panels.ts';
import { productCall, productShader, type ProductShader, type ProductSpec } from './product.ts';
import type { Binding, DispatchSpec } from './program.ts';

/** Workgroups in a line, which every device starts. */
const MOST_GROUPS = 65_535;

/**
 * Products that do not need each other, in as few calls of shaders as possible: each alone
 * leaves a large GPU waiting for its last workgroups.
 *
 * @param mostBuffers - That a shader may name.
 */
export function joinProducts(specs: readonly ProductSpec[], mostBuffers: number): DispatchSpec[] {
  const joined: ProductShader[][] = [];
  for (const shader of specs.map(productShader)) {
    const open = joined.find((group) => fits([...group, shader], mostBuffers));
    if (open) open.push(shader);
    else joined.push([shader]);
  }
  return joined.map((group) => {
    const [first, ...others] = group as [ProductShader, ...ProductShader[]];
    return others.length === 0 ? productCall(first) : joinedCall(group);
  });
}

function fits(group: readonly ProductShader[], mostBuffers: number): boolean {
  const total = group.reduce((sum, each) => sum + groupCount(each), 0);
  return (
    new Set(group.map(({ tile }) => tile.groups)).size === 1 &&
    (group.length === 1 || group.every(({ panels }) => panels === singlePanels)) &&
    nameBindings(group).bindings.length <= mostBuffers &&
    total <= MOST_GROUPS
  );
}

function joinedCall(group: readonly ProductShader[]): DispatchSpec {
  const { bindings, names } = nameBindings(group);
  let begin = 0;
  const calls = group.map((shader, index) => {
    const [across, down] = shader.groups;
    const from = begin;
    begin += groupCount(shader);
    const place = `vec3u(i % ${across}u, i / ${across}u % ${down}u, i / ${across * down}u)`;
    return `if (w.x < ${begin}u) { let i = w.x - ${from}u; work_${index}(${place}, l); }`;
  });
  const [first] = group as readonly [ProductShader];
  const most = (of: 'fours' | 'sums'): number => Math.max(...group.map((each) => each[of]));
  return {
    label: group.map(({ label }) => label).join('; '),
    bindings,
    groups: [begin, 1, 1],
    code: `${first.panels.declare(most('fours'), most('sums'))}
${group.map(({ code }, index) => renamed(code, names[index] as Names, index)).join('\n')}
@compute @workgroup_size(8, 8, ${first.tile.groups}) fn main(@builtin(workgroup_id) w: vec3u, @builtin(local_invocation_id) l: vec3u) {
  ${calls.join(' else ')}
}`,
  };
}

/** What each buffer of a shader is called in the joined one. */
type Names = ReadonlyMap<string, string>;

/** All buffers of the shaders, each once for each type that it is read as, and their names. */
function nameBindings(group: readonly ProductShader[]): { bindings: Binding[]; names: Names[] } {
  const bindings: Binding[] = [];
  const names = group.map((shader) => {
    const own = new Map<string, string>();
    for (const binding of shader.bindings) {
      const { slice, type = 'f32', writes = false } = binding;
      const known = bindings.find(
        (each) =>
          each.slice.buffer === slice.buffer &&
          each.slice.offset === slice.offset &&
          each.slice.length === slice.length &&
          (each.type ?? 'f32') === type &&
          (each.writes ?? false) === writes,
      );
      const name = known?.name ?? `buffer_${bindings.length}`;
      own.set(binding.name, name);
      if (!known) bindings.push({ ...binding, name });
    }
    return own;
  });
  return { bindings, names };
}

/** Its functions and constants with a number, and its buffers by their new names. */
function renamed(code: string, names: Names, index: number): string {
  const own = new Set(
    [...code.matchAll(/\b(?:fn|const) (\w+)/g)].map(([, name]) => name as string),
  );
  return code.replace(/\b[A-Za-z_]\w*\b/g, (word) => {
    if (own.has(word)) return `${word}_${index}`;
    return names.get(word) ?? word;
  });
}

function groupCount({ groups }: ProductShader): number {
  return groups[0] * groups[1] * groups[2];
}
