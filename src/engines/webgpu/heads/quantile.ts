import { masksAtNext, softValue } from './choosing.ts';
import {
  forOwned,
  indexOf,
  outputOf,
  type HeadCode,
  type HeadContext,
  type HeadPass,
} from './headCode.ts';
import { numberOf, riskLevelOf } from './headPlan.ts';
import { munchausenBonus } from './valueHeads.ts';
import { float } from './wgsl.ts';

/** WGSL of `quantileHead`. */
export function quantileCode(context: HeadContext): HeadCode {
  const { options } = context.plan;
  const count = numberOf(options, 'quantiles');
  // As much of a quantile as lies below the level of risk; all the same without one.
  const counted = riskLevelOf(options) * count;
  const share =
    counted < count
      ? `clamp(${float(counted)} - f32(k), 0.0, 1.0) / ${float(counted)}`
      : float(1 / count);
  const chooser: HeadPass = options['double'] ? 'nextOnline' : 'nextTarget';
  const worths = (pass: HeadPass): string => worthsOfShares(context, pass, share);
  return {
    declarations: targetMemory(context),
    usesActionMasks: false,
    worths,
    derivative: share,
    body: `
${worths(chooser)}
${plainTargets(context)}
${quantileLoss(context, `((f32(k) + 0.5) / ${count}.0)`)}`,
  };
}

/** WGSL of `iqnHead`, Munchausen targets among them. */
export function iqnCode(context: HeadContext): HeadCode {
  const { plan, shape, layout } = context;
  const { options } = plan;
  const munchausen = options['munchausen'] as Readonly<Record<string, number>> | null;
  const chooser: HeadPass = options['double'] ? 'nextOnline' : 'nextTarget';
  const worths = (pass: HeadPass): string =>
    worthsOfShares(context, pass, float(1 / shape.widths[pass]));
  const tau = `batch[${layout.fractions ?? 0}u + row * ${shape.widths.online}u + k]`;
  return {
    declarations:
      targetMemory(context) +
      (munchausen ? softValue(context) + munchausenBonus(context, munchausen) : ''),
    usesActionMasks: munchausen !== null,
    worths,
    derivative: float(1 / shape.widths.online),
    body: `
${
  munchausen
    ? `${worths('target')}
let bonus = munchausenBonus(row, action);
${worths('nextTarget')}
${softTargets(context, numberOf(munchausen, 'temperature'))}`
    : `${worths(chooser)}
${plainTargets(context)}`
}
${quantileLoss(context, tau)}`,
  };
}

function targetMemory({ shape }: HeadContext): string {
  return `
/** Samples of the target. */
var<workgroup> targets: array<f32, ${shape.widths.nextTarget}>;`;
}

/** WGSL: `Σ_k share_k θ_k` of all actions into `worth`. */
function worthsOfShares(context: HeadContext, pass: HeadPass, share: string): string {
  const { shape, threads } = context;
  const output = outputOf(context, pass, 'a', 'k');
  return `workgroupBarrier();
for (var a = 0u; a < ${shape.actions}u; a++) {
  var own = 0.0;
  ${forOwned(threads, shape.widths[pass], `own += ${share} * ${output};`)}
  let sum = sumOf(thread, vec2f(own, 0.0)).x;
  if (thread == 0u) { worth[a] = sum; }
}
workgroupBarrier();`;
}

/** WGSL: `r + discount · θ_j(s', a*)`. */
function plainTargets(context: HeadContext): string {
  const { shape, threads } = context;
  const next = outputOf(context, 'nextTarget', 'best', 'k');
  return `
let best = bestAction(row);
${forOwned(
  threads,
  shape.widths.nextTarget,
  `targets[k] = reward + select(discount * ${next}, 0.0, discount == 0.0);`,
)}
workgroupBarrier();`;
}

/** WGSL: `r + bonus + discount · Σ_a π⁻(a|s') (θ_j(s', a) − τ log π⁻(a|s'))`. */
function softTargets(context: HeadContext, temperature: number): string {
  const { shape, threads } = context;
  const { actions } = shape;
  const masks = masksAtNext(context);
  return `
let soft = softValue(${masks}, ${float(temperature)});
${forOwned(
  threads,
  shape.widths.nextTarget,
  `
  var future = 0.0;
  for (var a = 0u; a < ${actions}u; a++) {
    if (batch[${masks} + a] == 0.0) { continue; }
    let logPolicy = (worth[a] - soft.x) - soft.y;
    let policy = exp(logPolicy / ${float(temperature)});
    future += policy * (${outputOf(context, 'nextTarget', 'a', 'k')} - logPolicy);
  }
  targets[k] = reward + bonus + select(discount * future, 0.0, discount == 0.0);`,
)}
workgroupBarrier();`;
}

/**
 * WGSL: `Σ_i mean_j |τ_i − 1[δ_ij < 0]| · L_κ(δ_ij) / κ`, and its gradient.
 *
 * @param tau - An expression: the fraction of quantile `k`.
 */
function quantileLoss(context: HeadContext, tau: string): string {
  const { plan, shape, threads } = context;
  const { online, nextTarget } = shape.widths;
  const kappa = numberOf(plan.options, 'kappa');
  const at = indexOf(context, 'online', 'action', 'k');
  const share = float(1 / (kappa * nextTarget));
  return `
var ownLoss = 0.0;
var ownMean = 0.0;
${forOwned(
  threads,
  online,
  `
  let quantile = ${outputOf(context, 'online', 'action', 'k')};
  let tau = ${tau};
  var lossOf = 0.0;
  var slope = 0.0;
  for (var j = 0u; j < ${nextTarget}u; j++) {
    let error = targets[j] - quantile;
    let held = clamp(error, -${float(kappa)}, ${float(kappa)});
    let side = select(tau, 1.0 - tau, error < 0.0);
    lossOf += side * (held * (error - 0.5 * held));
    slope += side * held;
  }
  ownLoss += ${share} * lossOf;
  ownMean += quantile;
  gradient[${at}] = -scale * ${share} * slope;`,
)}
let both = sumOf(thread, vec2f(ownLoss, ownMean));
loss = both.x;
q = both.y / ${online}.0;
td = loss;`;
}
