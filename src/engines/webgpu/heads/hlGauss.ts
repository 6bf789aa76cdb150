import {
  categoricalMemory,
  crossEntropy,
  derivativeOfMean,
  distributionOf,
  worthsOfMeans,
} from './categorical.ts';
import { forOwned, indexOf, type HeadCode, type HeadContext, type HeadPass } from './headCode.ts';
import { numberOf } from './headPlan.ts';
import { float } from './wgsl.ts';

/** WGSL of `hlGaussHead`: a single target, spread over the bins. */
export function hlGaussCode(context: HeadContext): HeadCode {
  const { plan, threads } = context;
  const { options } = plan;
  const [bins, min, max] = ['bins', 'min', 'max'].map((name) => numberOf(options, name)) as [
    number,
    number,
    number,
  ];
  const width = (max - min) / bins;
  const support = { atoms: bins, min: min + width / 2, step: width };
  const chooser: HeadPass = options['double'] ? 'nextOnline' : 'nextTarget';
  const passes = [...new Set<HeadPass>(['online', 'nextTarget', chooser])];
  const at = indexOf(context, 'online', 'action', 'k');
  return {
    declarations: `
${categoricalMemory(context)}
${passes.map((pass) => distributionOf(context, pass, support)).join('')}
${massOfBin(min, width, numberOf(options, 'sigma') * width)}`,
    usesActionMasks: false,
    worths: (pass) => worthsOfMeans(context, pass),
    derivative: derivativeOfMean(context, support),
    body: `
${worthsOfMeans(context, chooser)}
let best = bestAction(row);
let nextMass = massOf_nextTarget(row, best, thread);
let future = discount * meanOf_nextTarget(row, best, thread, nextMass);
let y = reward + select(future, 0.0, discount == 0.0);
let bounded = clamp(y, ${float(min)}, ${float(max)});
var own = 0.0;
// The target is written where its gradient will be.
${forOwned(threads, bins, `let part = massOfBin(k, bounded); gradient[${at}] = part; own += part;`)}
// All bins together are what is not cut off.
let inside = sumOf(thread, vec2f(own, 0.0)).x;
${crossEntropy(context, support, `gradient[${at}] / inside`)}
// Held within the range NaN would be lost, and the update be made.
td = select(bounded, y, isNaN(y)) - q;`,
  };
}

/** Beyond that many standard deviations · √2 a normal distribution is 0 in double precision. */
const REACH = 6;
/** As long a piece of exp(−t²) as five points integrate to single precision. */
const LONGEST_PIECE = 0.75;
/** Points and weights of Gauss and Legendre on [−1, 1]; https://dlmf.nist.gov/3.5.T2 */
const POINTS: readonly (readonly [number, number])[] = [
  [0, 0.568888888888889],
  [0.538469310105683, 0.478628670499366],
  [-0.538469310105683, 0.478628670499366],
  [0.906179845938664, 0.236926885056189],
  [-0.906179845938664, 0.236926885056189],
];

/**
 * WGSL: `∫ exp(−t²) dt` over a bin, whose edges are `(min + k · width − y) / (σ√2)`. A sum of
 * positive numbers: in single precision a difference of error functions would lose digits.
 */
function massOfBin(min: number, width: number, sigma: number): string {
  const unit = 1 / (sigma * Math.SQRT2);
  const pieces = Math.ceil(Math.min(width * unit, 2 * REACH) / LONGEST_PIECE);
  const sum = POINTS.map(
    ([point, weight]) => `${float(weight)} * bell(middle + half * ${float(point)})`,
  ).join(' + ');
  return `
fn bell(t: f32) -> f32 { return exp(-t * t); }
fn massOfBin(k: u32, y: f32) -> f32 {
  let lower = (fma(${float(width)}, f32(k), ${float(min)}) - y) * ${float(unit)};
  let upper = lower + ${float(width * unit)};
  let begin = clamp(lower, -${REACH}.0, ${REACH}.0);
  let half = (clamp(upper, -${REACH}.0, ${REACH}.0) - begin) / ${2 * pieces}.0;
  var sum = 0.0;
  for (var piece = 0u; piece < ${pieces}u; piece++) {
    let middle = begin + half * f32(2u * piece + 1u);
    sum += half * (${sum});
  }
  return sum;
}`;
}
