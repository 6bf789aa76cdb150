import { float } from './wgsl.ts';
import type { HeadContext } from './headCode.ts';

/** WGSL: `worth`, and how actions are chosen by it. */
export function choosing({ shape, layout }: HeadContext): string {
  const { actions } = shape;
  return `
var<workgroup> worth: array<f32, ${actions}>;
/** The best of the actions that are allowed in s'; NaN counts as highest. */
fn bestAction(row: u32) -> u32 {
  var best = ${actions}u;
  for (var a = 0u; a < ${actions}u; a++) {
    if (batch[${layout.nextActionMasks}u + row * ${actions}u + a] == 0.0) { continue; }
    if (isNaN(worth[a])) { return a; }
    if (best == ${actions}u) { best = a; } else if (worth[a] > worth[best]) { best = a; }
  }
  // None is allowed in a state without a future, where it does not matter.
  return min(best, ${actions - 1}u);
}`;
}

/**
 * WGSL: `τ log Σ_a exp(q(s, a) / τ)` over the allowed actions in two parts, the largest
 * value and the rest, so that a difference to a value keeps its digits.
 */
export function softValue({ shape }: HeadContext): string {
  const { actions } = shape;
  return `
fn softValue(masks: u32, temperature: f32) -> vec2f {
  var largest = ${float(-3.4e38)};
  for (var a = 0u; a < ${actions}u; a++) {
    if (batch[masks + a] != 0.0) { largest = max(largest, worth[a]); }
  }
  var sum = 0.0;
  for (var a = 0u; a < ${actions}u; a++) {
    if (batch[masks + a] != 0.0) { sum += exp((worth[a] - largest) / temperature); }
  }
  return vec2f(largest, temperature * log(sum));
}`;
}

/** WGSL, an expression: where the masks of s of a row begin. */
export function masksAtState({ shape, layout }: HeadContext): string {
  return `${layout.actionMasks ?? 0}u + row * ${shape.actions}u`;
}

/** WGSL, an expression: where the masks of s' of a row begin. */
export function masksAtNext({ shape, layout }: HeadContext): string {
  return `${layout.nextActionMasks}u + row * ${shape.actions}u`;
}
