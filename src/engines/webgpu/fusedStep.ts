import type { Slice } from './buffers.ts';
import { NORM_THREADS, normOfParts, normParts, sumUp, type Segment } from './gradientSum.ts';
import type { DeviceModel } from './model.ts';
import type { DispatchSpec } from './program.ts';
import { SETTING, takeStep, type StepParts } from './step.ts';

/**
 * What gradientSum.ts and step.ts do by two calls of shaders, by one: a single workgroup sums up the
 * gradient, finds its norm and steps. For networks that are so small that starting a call takes
 * longer than their step. Each thread steps those weights whose gradient it has summed up.
 */
export function fusedStep(
  model: DeviceModel,
  parts: StepParts,
  segments: readonly Segment[],
  partials: Slice,
): DispatchSpec {
  const { weights, gradient, slots, device, optimizer } = model;
  return {
    label: `gradient and step by ${optimizer.type}`,
    bindings: [
      { name: 'weights', slice: weights, type: 'vec4f', writes: true },
      { name: 'gradient', slice: gradient, type: 'vec4f', writes: true },
      { name: 'slots', slice: slots, type: 'vec4f', writes: true },
      { name: 'partials', slice: partials, type: 'vec4f' },
      { name: 'settings', slice: parts.settings, type: 'u32' },
      { name: 'stats', slice: parts.stats, writes: true },
      { name: 'verdict', slice: parts.verdict, type: 'u32' },
    ],
    groups: [1, 1, 1],
    code: `${normParts(device)}
${normOfParts}
${SETTING}
@compute @workgroup_size(${NORM_THREADS}) fn main(@builtin(workgroup_id) w: vec3u, @builtin(local_invocation_index) t: u32) {
  ${sumUp(model, segments, 1)}
  let norm = normOfParts(whole);
  ${takeStep(model, 1)}
}`,
  };
}
