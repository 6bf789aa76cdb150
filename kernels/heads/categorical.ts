import { expx4 } from '../exponential';
import { bestAction, chooseBest } from './choose';
import { ACTIONS, lanes, logOf, OWN, SIZE, sumOf } from './support';

/**
 * Loss and gradient of categorical distributional Q-learning; what it is given stands in
 * `support`. Its own parameters are how many atoms there are, the first one, and the last.
 *
 * @param scratch - Room for `2 · (atoms + 4)` numbers.
 */
export function evaluate(
  online: usize,
  nextTarget: usize,
  chooser: usize,
  taken: usize,
  rewards: usize,
  discounts: usize,
  weights: usize,
  masks: usize,
  gradient: usize,
  tdErrors: usize,
  losses: usize,
  values: usize,
  chosen: usize,
  parameters: usize,
  count: i32,
  scratch: usize,
): void {
  const actions = <i32>load<f64>(parameters + ACTIONS);
  const size = load<f64>(parameters + SIZE);
  const atoms = <i32>load<f64>(parameters + OWN);
  const min = load<f64>(parameters + OWN, 8);
  const max = load<f64>(parameters + OWN, 16);
  const step = (max - min) / <f64>(atoms - 1);
  const width = (<usize>atoms) << 2;
  const stride = width * actions;
  const probabilities = scratch;
  const target = scratch + width + 16;
  for (; count > 0; count--) {
    const reward = <f64>load<f32>(rewards);
    const discount = <f64>load<f32>(discounts);
    memory.fill(target, 0, width + 16);
    // A state without a future must not be looked at: 0 · NaN is NaN.
    if (discount === 0) {
      addProjected((reward - min) / step, 1, atoms, target);
    } else {
      const best =
        chooser === 0 ? load<i32>(chosen) : bestAction<Logits>(chooser, masks, actions, atoms);
      softmax(nextTarget + <usize>best * width, atoms, probabilities);
      // r + discount · z_i lies so many steps behind the first atom.
      const first = (reward + discount * min - min) / step;
      for (let atom = 0; atom < atoms; atom++) {
        const mass = load<f32>(probabilities + ((<usize>atom) << 2));
        addProjected(first + discount * <f64>atom, mass, atoms, target);
      }
    }
    const block = <usize>load<i32>(taken) * width;
    const logTotal = softmax(online + block, atoms, probabilities);
    const scale = <f32>(<f64>load<f32>(weights) / size);
    memory.fill(gradient, 0, stride);
    const loss = crossEntropy(
      online + block,
      probabilities,
      target,
      logTotal,
      scale,
      atoms,
      gradient + block,
    );
    store<f32>(losses, loss);
    store<f32>(tdErrors, loss);
    store<f32>(values, <f32>(min + step * <f64>momentOf(probabilities, atoms)));
    online += stride;
    nextTarget += stride;
    gradient += stride;
    if (masks !== 0) masks += actions;
    taken += 4;
    rewards += 4;
    discounts += 4;
    weights += 4;
    tdErrors += 4;
    losses += 4;
    values += 4;
    if (chooser !== 0) chooser += stride;
    else chosen += 4;
  }
}

/** Fills `chosen`; see `support`. */
export function choose(
  chooser: usize,
  masks: usize,
  chosen: usize,
  parameters: usize,
  count: i32,
): void {
  chooseBest<Logits>(chooser, masks, chosen, parameters, count);
}

/** The outputs of one action, where they lie. */
@unmanaged
class Logits {
  mean(atoms: i32): f32 {
    return meanOfLogits(changetype<usize>(this), atoms);
  }
}

/** Four logits, of which those behind the last atom count nothing. */
function fourLogits(logits: usize, left: i32): v128 {
  const given = v128.load(logits);
  return left >= 4 ? given : v128.bitselect(given, f32x4.splat(-Infinity), lanes(left));
}

/** The largest of the logits, in all lanes. */
function largestOf(logits: usize, atoms: i32): v128 {
  let largest = f32x4.splat(-Infinity);
  for (let left = atoms; left > 0; left -= 4, logits += 16) {
    largest = f32x4.pmax(largest, fourLogits(logits, left));
  }
  largest = f32x4.pmax(largest, v128.shuffle<f32>(largest, largest, 2, 3, 0, 1));
  return f32x4.pmax(largest, v128.shuffle<f32>(largest, largest, 1, 0, 3, 2));
}

/** `Σ_i i p_i` of the distribution that logits stand for: its mean, in steps. */
function meanOfLogits(logits: usize, atoms: i32): f32 {
  const largest = largestOf(logits, atoms);
  let sum = f32x4.splat(0);
  let moment = f32x4.splat(0);
  let index = f32x4(0, 1, 2, 3);
  for (let left = atoms; left > 0; left -= 4, logits += 16) {
    const mass = expx4(f32x4.sub(fourLogits(logits, left), largest));
    sum = f32x4.add(sum, mass);
    moment = f32x4.add(moment, f32x4.mul(index, mass));
    index = f32x4.add(index, f32x4.splat(4));
  }
  return sumOf(moment) / sumOf(sum);
}

/** `Σ_i i p_i` */
function momentOf(probabilities: usize, atoms: i32): f32 {
  let moment = f32x4.splat(0);
  let index = f32x4(0, 1, 2, 3);
  for (let left = atoms; left > 0; left -= 4, probabilities += 16) {
    moment = f32x4.add(moment, f32x4.mul(index, v128.load(probabilities)));
    index = f32x4.add(index, f32x4.splat(4));
  }
  return sumOf(moment);
}

/**
 * `p_i = exp(x_i) / Σ_j exp(x_j)`
 *
 * @param probabilities - Filled, with zeros up to a multiple of four.
 * @returns `log Σ_j exp(x_j)`
 */
function softmax(logits: usize, atoms: i32, probabilities: usize): f32 {
  const largest = largestOf(logits, atoms);
  let sum = f32x4.splat(0);
  let to = probabilities;
  // Taken off before, so that no exponential overflows.
  for (let left = atoms; left > 0; left -= 4, logits += 16, to += 16) {
    const mass = expx4(f32x4.sub(fourLogits(logits, left), largest));
    v128.store(to, mass);
    sum = f32x4.add(sum, mass);
  }
  const total = sumOf(sum);
  const share = f32x4.splat(1 / total);
  for (let at = probabilities; at < to; at += 16) {
    v128.store(at, f32x4.mul(v128.load(at), share));
  }
  return f32x4.extract_lane(largest, 0) + <f32>logOf(<f64>total);
}

/** Shares out a mass between the two atoms beside `position`, as equation 7 of C51 has it. */
function addProjected(position: f64, mass: f32, atoms: i32, into: usize): void {
  const inside = min(max(position, 0), <f64>(atoms - 1));
  const lower = <i32>inside;
  const upper = <f32>(inside - <f64>lower) * mass;
  const at = into + ((<usize>lower) << 2);
  store<f32>(at, load<f32>(at) + (mass - upper));
  // Behind the last atom there is room, and nothing is added.
  store<f32>(at, load<f32>(at, 4) + upper, 4);
}

/**
 * `−Σ_i m_i log p_i`, with `log p_i = x_i − logTotal`; and its gradient in the logits,
 * `scale · (p_i − m_i)`.
 */
function crossEntropy(
  logits: usize,
  probabilities: usize,
  target: usize,
  logTotal: f32,
  scale: f32,
  atoms: i32,
  gradient: usize,
): f32 {
  const total = f32x4.splat(logTotal);
  const scales = f32x4.splat(scale);
  let sum = f32x4.splat(0);
  let left = atoms;
  for (; left >= 4; left -= 4) {
    const m = v128.load(target);
    sum = f32x4.add(sum, f32x4.mul(m, f32x4.sub(total, v128.load(logits))));
    v128.store(gradient, f32x4.mul(scales, f32x4.sub(v128.load(probabilities), m)));
    logits += 16;
    probabilities += 16;
    target += 16;
    gradient += 16;
  }
  let loss = sumOf(sum);
  for (; left > 0; left--) {
    const m = load<f32>(target);
    loss += m * (logTotal - load<f32>(logits));
    store<f32>(gradient, scale * (load<f32>(probabilities) - m));
    logits += 4;
    probabilities += 4;
    target += 4;
    gradient += 4;
  }
  return loss;
}
