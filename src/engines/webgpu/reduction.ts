/** One of several numbers that {@link reduction} brings together at once. */
export interface ReductionColumn {
  readonly name: string;
  readonly type: 'f32' | 'vec2f' | 'vec4f' | 'u32';
  readonly by: 'sum' | 'max';
  /** The memory of another reduction that it shares, one number of each element: such as `sumOf_own`. */
  readonly sharing?: { readonly array: string; readonly part: '.x' };
}

/** What {@link reduction} is made from. */
export interface ReductionSpec {
  /** What the function is called. */
  readonly name: string;
  /** Threads of the workgroup, in a line: a power of 2. */
  readonly threads: number;
  readonly columns: readonly ReductionColumn[];
  /** Whether subgroups do it; see {@link DeviceMath}. */
  readonly subgroups: boolean;
}

/** Writes a piece of code for each column; it is told where its numbers are. */
type EachColumn = (
  write: (at: (index: string) => string, column: ReductionColumn) => string,
) => string;

/**
 * WGSL of a function of the thread and its own numbers, which returns the sums or maxima over all
 * threads of the workgroup, to all: those of several columns as a structure. All threads must call
 * it together. The order is always the same on one GPU, so that results are.
 *
 * By subgroups, threads that run side by side add up without the memory of the workgroup, and two
 * barriers are left of one for each halving.
 */
export function reduction(spec: ReductionSpec): string {
  const { name, columns } = spec;
  const [first] = columns as readonly [ReductionColumn];
  const isOne = columns.length === 1;
  const result = isOne ? first.type : `${name}_result`;
  const own = columns.map((column) => `${column.name}: ${column.type}`);
  const memory = columns
    .filter(({ sharing }) => !sharing)
    .map(
      ({ name: own, type }) => `var<workgroup> ${name}_${own}: array<${type}, ${spec.threads}>;`,
    );
  const each: EachColumn = (write) =>
    columns.map((column) => write((index) => at(spec, column, index), column)).join(' ');
  return `${memory.join(' ')}
${isOne ? '' : `struct ${result} { ${own.join(', ')} }`}
fn ${name}(thread: u32, ${own.join(', ')}) -> ${result} {
  ${(spec.subgroups ? bySubgroups : byHalves)(spec.threads, each)}
  return ${isOne ? `${first.name}_` : `${result}(${columns.map((column) => `${column.name}_`).join(', ')})`};
}`;
}

/** A number of a column in the memory of the workgroup. */
function at({ name }: ReductionSpec, column: ReductionColumn, index: string): string {
  const { array = `${name}_${column.name}`, part = '' } = column.sharing ?? {};
  return `${array}[${index}]${part}`;
}

function combined({ by }: ReductionColumn, a: string, b: string): string {
  return by === 'sum' ? `${a} + ${b}` : `max(${a}, ${b})`;
}

function byHalves(threads: number, each: EachColumn): string {
  return `workgroupBarrier();
  ${each((place, { name }) => `${place('thread')} = ${name};`)}
  for (var half = ${threads / 2}u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (thread < half) { ${each((place, column) => `${place('thread')} = ${combined(column, place('thread'), place('thread + half'))};`)} }
  }
  workgroupBarrier();
  ${each((place, { name }) => `let ${name}_ = ${place('0')};`)}`;
}

/** Subgroups hold threads that follow one another; subgroups.ts makes sure of it. */
function bySubgroups(threads: number, each: EachColumn): string {
  // Behind a barrier, where all threads are together again: loops may have ended at different times.
  return `workgroupBarrier();
  let size = subgroupAdd(1u);
  ${each((_, { name, by }) => `let ${name}Here = ${by === 'sum' ? 'subgroupAdd' : 'subgroupMax'}(${name});`)}
  if (thread % size == 0u) { ${each((place, { name }) => `${place('thread / size')} = ${name}Here;`)} }
  workgroupBarrier();
  ${each((place, { name }) => `var ${name}_ = ${place('0')};`)}
  for (var part = 1u; part < ${threads}u / size; part++) {
    ${each((place, column) => `${column.name}_ = ${combined(column, `${column.name}_`, place('part'))};`)}
  }`;
}
