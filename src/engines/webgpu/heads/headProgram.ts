import type { Head } from '../../../heads/head.ts';
import { MAX_GRADIENT } from '../../../heads/requireSound.ts';
import { addition, additionMemory } from './additions.ts';
import { layOutBatch, type BatchLayout } from './batchLayout.ts';
import { c51Code } from './c51.ts';
import { choosing, softValue } from './choosing.ts';
import {
  forOwned,
  indexOf,
  type HeadCode,
  type HeadContext,
  type HeadPass,
  type HeadShape,
} from './headCode.ts';
import { planOf, type HeadPlan } from './headPlan.ts';
import { hlGaussCode } from './hlGauss.ts';
import { iqnCode, quantileCode } from './quantile.ts';
import { munchausenCode, qCode } from './valueHeads.ts';
import { fours } from '../layout.ts';
import type { RowProgram } from '../rows/rowProgram.ts';
import { reductions, TESTS } from './wgsl.ts';

/** The shader of a head for one shape of batches, and what it reads and writes. */
export interface HeadProgram {
  /** WGSL without the declarations of the buffers; one workgroup for each transition. */
  readonly code: string;
  /** The passes that it reads: arrays such as `onlineOutputs`. */
  readonly passes: readonly HeadPass[];
  /** What the array `batch` holds. */
  readonly layout: BatchLayout;
}

/** How many numbers `results` holds of each transition; see readResults.ts. */
export const RESULT_COLUMNS = 4;

/** Memory of a workgroup that every device has, in bytes. */
const WORKGROUP_BYTES = 16_384;

const CODES: Readonly<Record<string, (context: HeadContext) => HeadCode>> = {
  q: qCode,
  munchausen: munchausenCode,
  c51: c51Code,
  hlGauss: hlGaussCode,
  quantile: quantileCode,
  iqn: iqnCode,
};

/**
 * Writes the shader of a head: from the outputs of its passes it computes the gradient
 * of the loss in those of the online network (array `gradient`), and what is told of the
 * update (array `results`, columns of `[batch]`: weight × loss, `q(s, a)`, TD error, largest
 * slope). If one of these is not finite, or too large to step by, it sets
 * `verdict[0]` (of `u32`) to 1, and else leaves it.
 *
 * Arrays of `f32`, all of them: `onlineOutputs` and those of other passes, `batch`, and to be written
 * `gradient`, `results` and `verdict`.
 *
 * @param rows - The last layers, where the shader computes them too: then outputs and `gradient` are
 *   in the memory of the workgroup, and the arrays of `rows` take their place.
 * @returns `null` for a head that it does not know, and for one with more outputs than
 *   fit into the memory of a workgroup: its maths must be done elsewhere.
 */
export function headProgram(
  head: Head,
  shape: HeadShape,
  rows: RowProgram | null = null,
): HeadProgram | null {
  const plan = planOf(head);
  const write = plan && CODES[plan.kind];
  if (!plan || !write) return null;
  const { widths, actions } = shape;
  const widest = Math.max(widths.online, widths.nextTarget, widths.nextOnline, widths.target);
  const threads = rows?.threads ?? (widest > 1 ? 64 : 32);
  // Atoms or targets; worths, slopes and masses of actions; parts of sums. Each begins at a
  // multiple of 16 bytes.
  const lengths = [Math.max(widths.nextTarget, widths.online), actions, actions, 2 * actions];
  const own = lengths.reduce((sum, length) => sum + fours(length), 2 * threads);
  if (4 * (own + (rows?.words ?? 0)) > WORKGROUP_BYTES) return null;
  const context = {
    plan,
    shape: { ...shape, isRow: rows !== null },
    threads,
    layout: layoutFor(head, plan, shape),
  };
  const code = write(context);
  const passes: HeadPass[] = ['online', 'nextTarget'];
  if (head.uses.nextOnline) passes.push('nextOnline');
  if (head.uses.target) passes.push('target');
  return { code: wholeShader(context, code, rows), passes, layout: context.layout };
}

function layoutFor(head: Head, plan: HeadPlan, { batch, actions, widths }: HeadShape): BatchLayout {
  const { additions, kind, options } = plan;
  const isSoft = kind === 'munchausen' || Boolean(options['munchausen']);
  return layOutBatch(batch, actions, {
    actionMasks: isSoft || additions.length > 0,
    choosesAtState: isSoft || additions.some((added) => added.kind === 'cql'),
    demonstrations: additions.some((added) => added.kind === 'largeMargin'),
    fractions: head.fractions ? widths.online : 0,
  });
}

function wholeShader(context: HeadContext, code: HeadCode, rows: RowProgram | null): string {
  const { plan, shape, layout, threads } = context;
  const { actions, batch, widths } = shape;
  const { additions } = plan;
  const needsSoft = additions.length > 0 && !code.usesActionMasks;
  const at = indexOf(context, 'online', 'a', 'k');
  return `${TESTS}
${rows?.declarations ?? ''}
${reductions(threads, shape.subgroups === true)}
${choosing(context)}
${code.declarations}
${needsSoft ? softValue(context) : ''}
${additions.length > 0 ? additionMemory(context) : ''}
@compute @workgroup_size(${threads}) fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = group.x;
  ${rows?.forward ?? ''}
  let action = u32(batch[${layout.actions}u + row]);
  let reward = batch[${layout.rewards}u + row];
  let discount = batch[${layout.discounts}u + row];
  let weight = batch[${layout.weights}u + row];
  let scale = weight / ${batch}.0;
  for (var a = 0u; a < ${actions}u; a++) { ${forOwned(threads, widths.online, `gradient[${at}] = 0.0;`)} }
  var loss = 0.0;
  var td = 0.0;
  var q = 0.0;
  { ${code.body} }
  // A projection onto atoms holds what is NaN within its range, and the loss would not show it.
  if (isNaN(reward)) { loss = reward; td = reward; }
  ${additions.map((added) => addition(context, code, added)).join('')}
  var largest = 0.0;
  for (var a = 0u; a < ${actions}u; a++) {
    ${forOwned(threads, widths.online, `let slope = gradient[${at}]; largest = max(largest, select(3e38f, abs(slope), isFinite(slope)));`)}
  }
  let steepest = largestOf(thread, largest);
  if (thread == 0u) {
    results[row] = weight * loss;
    results[${batch}u + row] = q;
    results[${2 * batch}u + row] = td;
    results[${3 * batch}u + row] = steepest;
    if (!isFinite(weight * loss) || !isFinite(td) || steepest > ${MAX_GRADIENT}.0) { verdict[0] = 1u; }
  }
  ${rows?.backward ?? ''}
}`;
}
