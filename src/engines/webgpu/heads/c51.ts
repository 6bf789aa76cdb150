import {
  atom,
  categoricalMemory,
  crossEntropy,
  derivativeOfMean,
  distributionOf,
  worthsOfMeans,
  type Support,
} from './categorical.ts';
import { forOwned, outputOf, type HeadCode, type HeadContext, type HeadPass } from './headCode.ts';
import { numberOf, riskLevelOf } from './headPlan.ts';
import { float } from './wgsl.ts';

/** WGSL of `c51Head`: the distribution of the next state, projected onto the atoms. */
export function c51Code(context: HeadContext): HeadCode {
  const { plan, shape, threads } = context;
  const { options } = plan;
  const atoms = numberOf(options, 'atoms');
  const min = numberOf(options, 'min');
  const support = { atoms, min, step: (numberOf(options, 'max') - min) / (atoms - 1) };
  const level = riskLevelOf(options);
  const chooser: HeadPass = options['double'] ? 'nextOnline' : 'nextTarget';
  const passes = [...new Set<HeadPass>(['online', 'nextTarget', chooser])];
  const risky = level < 1;
  const worths = (pass: HeadPass): string =>
    risky ? worthsOfTails(context, pass, support) : worthsOfMeans(context, pass);
  return {
    declarations: `
${categoricalMemory(context)}
var<workgroup> probabilities: array<f32, ${atoms}>;
${passes.map((pass) => distributionOf(context, pass, support)).join('')}
${risky ? tail(support, level) : ''}
${projection(support)}`,
    usesActionMasks: false,
    worths,
    derivative: derivativeOfMean(context, support),
    body: `
${worths(chooser)}
let best = bestAction(row);
let nextMass = massOf_nextTarget(row, best, thread);
workgroupBarrier();
${forOwned(
  threads,
  shape.widths.nextTarget,
  `probabilities[k] = exp(${outputOf(context, 'nextTarget', 'best', 'k')} - nextMass.x) / nextMass.y;`,
)}
workgroupBarrier();
${crossEntropy(context, support, 'projected(k, reward, discount)')}
td = loss;`,
  };
}

/**
 * WGSL: the probability of atom i in the target,
 * `Σ_j clip(1 − |clip(r + discount · z_j) − z_i| / Δz, 0, 1) · p_j`.
 *
 * The distance of z_j from z_i in atoms is `r/Δz − (1 − discount)(j + min/Δz) + (j − i)`.
 * Its parts are small where it counts, so that single precision suffices.
 */
function projection({ atoms, min, step }: Support): string {
  return `
fn projected(i: u32, reward: f32, discount: f32) -> f32 {
  let rest = 1.0 - discount;
  let base = (reward - rest * ${float(min)}) / ${float(step)};
  // Without a future all of it is at the reward.
  if (discount == 0.0) { return share(i, 0u, base); }
  var sum = 0.0;
  for (var j = 0u; j < ${atoms}u; j++) {
    sum += share(i, j, base - rest * f32(j)) * probabilities[j];
  }
  return sum;
}
fn share(i: u32, j: u32, moved: f32) -> f32 {
  let place = moved + f32(j);
  if (place <= 0.0) { return select(0.0, 1.0, i == 0u); }
  if (place >= ${atoms - 1}.0) { return select(0.0, 1.0, i == ${atoms - 1}u); }
  return max(0.0, 1.0 - abs(moved + (f32(j) - f32(i))));
}`;
}

/** WGSL: the mean of the worst `level` of a distribution whose `probabilities` are there. */
function tail(support: Support, level: number): string {
  const { atoms } = support;
  return `
fn worthOfTail() -> f32 {
  var below = 0.0;
  var before = 0.0;
  var sum = 0.0;
  for (var k = 0u; k < ${atoms}u; k++) {
    below += probabilities[k];
    // Rounding must not leave a rest, nor lead beyond 1.
    let distorted = select(min(below / ${float(level)}, 1.0), 1.0, k == ${atoms - 1}u);
    sum += ${atom(support)} * (distorted - before);
    before = distorted;
  }
  return sum;
}`;
}

function worthsOfTails(context: HeadContext, pass: HeadPass, { atoms }: Support): string {
  const { shape, threads } = context;
  const logit = outputOf(context, pass, 'a', 'k');
  return `workgroupBarrier();
for (var a = 0u; a < ${shape.actions}u; a++) {
  let mass = massOf_${pass}(row, a, thread);
  ${forOwned(threads, atoms, `probabilities[k] = exp(${logit} - mass.x) / mass.y;`)}
  workgroupBarrier();
  if (thread == 0u) { worth[a] = worthOfTail(); }
  workgroupBarrier();
}`;
}
