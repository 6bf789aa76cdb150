import { MAX_NORM } from '../../optimizers/clip.ts';
import { adaptiveStep } from '../../optimizers/adaptiveStep.ts';
import { decays } from '../../optimizers/parts.ts';
import type { ParameterInfo } from '../../networks/architecture.ts';
import type { Slice } from './buffers.ts';
import { NORM_THREADS, normCode, SHRUNK } from './gradientSum.ts';
import type { DeviceModel } from './model.ts';
import type { DispatchSpec } from './program.ts';
import { literal } from './wgsl.ts';

/** Numbers of 4 bytes in the settings of a step. */
export const SETTINGS = 8;

/** Numbers in what a step leaves of its gradient; see {@link readNorm}. */
export const STATS = 8;

/** Workgroups of a step, at most: each begins by summing up the norm. */
const MAX_GROUPS = 512;

/** What a step needs beside the vectors of the model. */
export interface StepParts {
  /** Made by {@link stepSettings}. */
  readonly settings: Slice;
  /** Filled; see {@link readNorm}. */
  readonly stats: Slice;
  /** Other than 0 in its first number where the loss cannot be stepped by; u32. */
  readonly verdict: Slice;
}

/**
 * The numbers of one step that change from step to step.
 *
 * @param update - Counted from 1, for Adam's bias correction.
 * @param mark - What marks the rows of a table that the batch used.
 */
export function stepSettings(
  { optimizer }: Pick<DeviceModel, 'optimizer'>,
  learningRate: number,
  clipNorm: number | null,
  update: number,
  mark: number,
): Uint32Array {
  const settings = new Uint32Array(SETTINGS);
  const floats = new Float32Array(settings.buffer);
  // In single precision a larger one would be infinite, and limits nothing anyway.
  floats[0] = clipNorm === null ? -1 : Math.min(clipNorm, 1e38);
  settings[1] = mark;
  floats[2] = learningRate;
  if ('beta1' in optimizer) {
    const { rate, epsilon, meanRate, shrink } = adaptiveStep(optimizer, learningRate, update);
    floats.set([rate, epsilon, meanRate, shrink], 3);
  }
  return settings;
}

/** WGSL: one of the numbers of {@link stepSettings}. */
export const SETTING = 'fn setting(index: u32) -> f32 { return bitcast<f32>(settings[index]); }';

/**
 * One step of the optimizer over all weights as one vector: finds the norm of the
 * gradient, clips it, and steps if it can be stepped by.
 */
export function stepDispatch(model: DeviceModel, parts: StepParts): DispatchSpec {
  const { weights, gradient, slots, norms, layout, marks } = model;
  const width = widthOf(model);
  const count = layout.length / width;
  const groups = Math.min(MAX_GROUPS, Math.ceil(count / NORM_THREADS));
  const type = width === 4 ? 'vec4f' : 'f32';
  return {
    label: `step by ${model.optimizer.type}`,
    bindings: [
      { name: 'weights', slice: weights, type, writes: true },
      { name: 'gradient', slice: gradient, type },
      { name: 'slots', slice: slots, type, writes: true },
      { name: 'norms', slice: norms },
      { name: 'settings', slice: parts.settings, type: 'u32' },
      { name: 'stats', slice: parts.stats, writes: true },
      { name: 'verdict', slice: parts.verdict, type: 'u32' },
      ...(marks ? [{ name: 'marks', slice: marks, type: 'u32' } as const] : []),
    ],
    groups: [groups, 1, 1],
    code: `${normCode(model)}
${SETTING}
@compute @workgroup_size(${NORM_THREADS}) fn main(@builtin(workgroup_id) w: vec3u, @builtin(local_invocation_index) t: u32) {
  let norm = normOf(t);
  ${takeStep(model, groups)}
}`,
  };
}

/**
 * WGSL: the threads of so many workgroups step by the gradient, whose `norm` is known, if it can be
 * stepped by. Needs `setting`, and the arrays of the dispatch.
 */
export function takeStep(model: DeviceModel, groups: number): string {
  const count = model.layout.length / widthOf(model);
  return `let clip = setting(0u);
  var isUsable = norm.isFinite && verdict[0] == 0u;
  var factor = 1.0;
  if (norm.isLarge) {
    let small = clip * ${SHRUNK};
    if (clip < 0.0) { isUsable = isUsable && norm.small <= ${MAX_NORM * SHRUNK}; }
    else { isUsable = isUsable && clip <= ${literal(MAX_NORM)}; factor = small / max(norm.small, small); }
  } else if (clip >= 0.0) { factor = clip / max(norm.plain, clip); }
  if (w.x == 0u && t == 0u) {
    stats[0] = norm.plain; stats[1] = norm.small;
    stats[2] = select(0.0, 1.0, norm.isLarge); stats[3] = select(0.0, 1.0, norm.isFinite);
    stats[4] = select(0.0, 1.0, isUsable); stats[5] = f32(verdict[0]);
  }
  if (!isUsable) { return; }
  for (var i = w.x * ${NORM_THREADS}u + t; i < ${count}u; i += ${groups * NORM_THREADS}u) {
    ${skipUnused(model)}
    let g = gradient[i] * factor;
    ${stepCode(model)}
  }`;
}

/**
 * The norm of a gradient, of the numbers that a step left of it.
 *
 * @param stats - Shape `[STATS]`.
 */
export function readNorm(stats: Float32Array): number {
  const [plain = NaN, small = NaN, isLarge, isFinite, , verdict] = stats;
  if (isFinite === 0 || verdict !== 0) return isFinite === 0 ? Infinity : NaN;
  return isLarge === 1 ? small / SHRUNK : plain;
}

/** How many numbers a thread steps at once: one by one where rows of a table are left out. */
function widthOf({ lazyTable }: DeviceModel): 1 | 4 {
  return lazyTable === null ? 4 : 1;
}

/** WGSL: leaves out rows of a table that the batch did not use. */
function skipUnused({ architecture, layout, lazyTable }: DeviceModel): string {
  if (lazyTable === null) return '';
  const { size, shape } = architecture.parameters[lazyTable] as ParameterInfo;
  const at = layout.offsets[lazyTable] as number;
  const units = shape[1] ?? 1;
  return `if (i >= ${at}u && i < ${at + size}u && marks[(i - ${at}u) / ${units}u] != settings[1]) { continue; }`;
}

/** WGSL: the step of one weight, or of four, by their gradient `g`. */
function stepCode(model: DeviceModel): string {
  const { optimizer, architecture, layout } = model;
  const width = widthOf(model);
  const first = 'slots[i]';
  const second = `slots[${layout.length / width}u + i]`;
  const number = (value: string): string => (width === 4 ? `vec4f(${value})` : value);
  switch (optimizer.type) {
    case 'adam':
    case 'adamw':
    case 'radam': {
      const [keep1, keep2] = [literal(1 - optimizer.beta1), literal(1 - optimizer.beta2)];
      // What is behind the end of an array, up to a multiple of 4, is zero and stays so.
      const decayed = architecture.parameters.flatMap((info, index) => {
        const at = (layout.offsets[index] as number) / width;
        const end = at + Math.ceil(info.size / width);
        return decays(optimizer, info) ? [`(i >= ${at}u && i < ${end}u)`] : [];
      });
      return `let m = ${first} + (g - ${first}) * ${keep1}; let v = ${second} + (g * g - ${second}) * ${keep2};
    ${first} = m; ${second} = v;
    var at = weights[i];
    ${decayed.length === 0 ? '' : `if (${decayed.join(' || ')}) { at *= setting(6u); }`}
    at -= setting(3u) * m / (sqrt(v) + ${number('setting(4u)')})${optimizer.type === 'radam' ? ' + setting(5u) * m' : ''};
    weights[i] = at;`;
    }
    case 'sgd':
      if (optimizer.momentum === 0) return 'weights[i] -= setting(2u) * g;';
      return `let u = ${first} * ${literal(optimizer.momentum)} + g; ${first} = u; weights[i] -= setting(2u) * u;`;
    case 'rmsprop': {
      const keep = literal(1 - optimizer.decay);
      const mean = optimizer.centered
        ? `let a = ${second} + (g - ${second}) * ${keep}; ${second} = a; spread = max(spread - a * a, ${number('0.0')});`
        : '';
      return `var spread = ${first} + (g * g - ${first}) * ${keep}; ${first} = spread; ${mean}
    weights[i] -= setting(2u) * g / (sqrt(spread) + ${number(literal(optimizer.epsilon))});`;
    }
  }
}
