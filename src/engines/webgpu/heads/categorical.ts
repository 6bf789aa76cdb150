import { forOwned, indexOf, outputOf, type HeadContext, type HeadPass } from './headCode.ts';
import { float } from './wgsl.ts';

/** The values that outputs stand for: `min + k · step`. */
export interface Support {
  readonly atoms: number;
  readonly min: number;
  readonly step: number;
}

/** WGSL, an expression: the value of atom `k`. */
export function atom({ min, step }: Support, k = 'k'): string {
  return `fma(${float(step)}, f32(${k}), ${float(min)})`;
}

/**
 * WGSL: for logits of a pass, the largest one and the sum of exponentials beside it
 * (`massOf…`), and the mean of their distribution with these (`meanOf…`).
 */
export function distributionOf(context: HeadContext, pass: HeadPass, support: Support): string {
  const { threads } = context;
  const { atoms } = support;
  const logit = outputOf(context, pass, 'a', 'k');
  return `
fn massOf_${pass}(row: u32, a: u32, thread: u32) -> vec2f {
  var top = ${float(-3.4e38)};
  ${forOwned(threads, atoms, `top = max(top, ${logit});`)}
  top = largestOf(thread, top);
  var mass = 0.0;
  ${forOwned(threads, atoms, `mass += exp(${logit} - top);`)}
  return vec2f(top, sumOf(thread, vec2f(mass, 0.0)).x);
}
fn meanOf_${pass}(row: u32, a: u32, thread: u32, mass: vec2f) -> f32 {
  var mean = 0.0;
  ${forOwned(threads, atoms, `mean += ${atom(support)} * (exp(${logit} - mass.x) / mass.y);`)}
  return sumOf(thread, vec2f(mean, 0.0)).x;
}`;
}

/** WGSL: memory for what `worthsOfMeans` leaves. */
export function categoricalMemory({ shape }: HeadContext): string {
  return `
/** Of every action: the largest logit, and the sum of exponentials beside it. */
var<workgroup> masses: array<vec2f, ${shape.actions}>;`;
}

/** WGSL: the means of all actions into `worth`. */
export function worthsOfMeans({ shape }: HeadContext, pass: HeadPass): string {
  return `workgroupBarrier();
for (var a = 0u; a < ${shape.actions}u; a++) {
  let mass = massOf_${pass}(row, a, thread);
  let mean = meanOf_${pass}(row, a, thread, mass);
  if (thread == 0u) { masses[a] = mass; worth[a] = mean; }
}
workgroupBarrier();`;
}

/** WGSL, an expression: `∂q/∂x_k = p_k (z_k − q)` at s. */
export function derivativeOfMean(context: HeadContext, support: Support): string {
  const logit = outputOf(context, 'online', 'a', 'k');
  return `(exp(${logit} - masses[a].x) / masses[a].y) * (${atom(support)} - worth[a])`;
}

/**
 * WGSL: cross-entropy of the action that was taken to a target, and its gradient; sets
 * `loss` and `q`.
 *
 * @param target - An expression: the probability of atom `k` in the target.
 */
export function crossEntropy(context: HeadContext, support: Support, target: string): string {
  const { threads } = context;
  const at = indexOf(context, 'online', 'action', 'k');
  return `
let mass = massOf_online(row, action, thread);
let logMass = log(mass.y);
var entropy = 0.0;
var mean = 0.0;
${forOwned(
  threads,
  support.atoms,
  `
  let shifted = ${outputOf(context, 'online', 'action', 'k')} - mass.x;
  let probability = exp(shifted) / mass.y;
  let wanted = ${target};
  entropy -= wanted * (shifted - logMass);
  mean += ${atom(support)} * probability;
  gradient[${at}] = scale * (probability - wanted);`,
)}
let both = sumOf(thread, vec2f(entropy, mean));
loss = both.x;
q = both.y;`;
}
