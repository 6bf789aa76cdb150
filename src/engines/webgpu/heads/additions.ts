import { masksAtState } from './choosing.ts';
import { forOwned, indexOf, type HeadCode, type HeadContext } from './headCode.ts';
import type { Addition } from './headPlan.ts';
import { float } from './wgsl.ts';

/** WGSL: memory for `addition`. */
export function additionMemory({ shape }: HeadContext): string {
  return `
/** The gradient of an added loss in the values of all actions at s. */
var<workgroup> slopes: array<f32, ${shape.actions}>;`;
}

/**
 * WGSL: adds a loss of the action values at s to `loss`, and its gradient in the outputs,
 * by the chain rule. Its declarations stand in braces of their own.
 */
export function addition(context: HeadContext, code: HeadCode, added: Addition): string {
  const { shape, threads } = context;
  const { actions, batch, widths } = shape;
  const at = indexOf(context, 'online', 'a', 'k');
  return `
{
  ${code.worths('online')}
  let slope = ${float(added.factor)} * weight / ${batch}.0;
  ${added.kind === 'cql' ? conservative(context) : largeMargin(context, added.margin)}
  loss += ${float(added.factor)} * extra;
  workgroupBarrier();
  for (var a = 0u; a < ${actions}u; a++) {
    ${forOwned(threads, widths.online, `gradient[${at}] += slopes[a] * (${code.derivative});`)}
  }
}`;
}

/** WGSL: `log Σ_a exp q_a − q_taken`, whose gradient is `softmax(q)_a − 1[a = taken]`. */
function conservative(context: HeadContext): string {
  const { shape, threads } = context;
  const masks = masksAtState(context);
  return `
  let soft = softValue(${masks}, 1.0);
  let extra = (soft.x - worth[action]) + soft.y;
  for (var a = thread; a < ${shape.actions}u; a += ${threads}u) {
    let policy = select(0.0, exp((worth[a] - soft.x) - soft.y), batch[${masks} + a] != 0.0);
    slopes[a] = slope * (policy - select(0.0, 1.0, a == action));
  }`;
}

/** WGSL: `max_a (q_a + margin · 1[a ≠ taken]) − q_taken`, of demonstrations alone. */
function largeMargin(context: HeadContext, margin: number): string {
  const { layout, shape, threads } = context;
  const { actions } = shape;
  return `
  var rival = action;
  var highest = worth[action];
  if (batch[${layout.demonstrations ?? 0}u + row] != 0.0) {
    for (var a = 0u; a < ${actions}u; a++) {
      if (a == action || batch[${masksAtState(context)} + a] == 0.0) { continue; }
      let raised = worth[a] + ${float(margin)};
      if (raised > highest) { rival = a; highest = raised; }
    }
  }
  let extra = highest - worth[action];
  for (var a = thread; a < ${actions}u; a += ${threads}u) {
    slopes[a] = slope * (select(0.0, 1.0, a == rival) - select(0.0, 1.0, a == action));
  }`;
}
