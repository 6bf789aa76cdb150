import { bestAction, chooseBest } from './choose';
import { ACTIONS, lanes, OWN, SIZE, sumOf } from './support';

/**
 * Loss and gradient of quantile regression; what it is given stands in `support`. Its own
 * parameters are how many quantiles there are, and κ.
 *
 * @param scratch - Room for so many numbers.
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
  const quantiles = <i32>load<f64>(parameters + OWN);
  const kappa = <f32>load<f64>(parameters + OWN, 8);
  const width = (<usize>quantiles) << 2;
  const stride = width * actions;
  for (; count > 0; count--) {
    const reward = load<f32>(rewards);
    const discount = load<f32>(discounts);
    // A state without a future must not be looked at: 0 · NaN is NaN.
    let best = -1;
    if (discount !== 0) {
      best =
        chooser === 0
          ? load<i32>(chosen)
          : bestAction<Quantiles>(chooser, masks, actions, quantiles);
    }
    for (let at: usize = 0; at < width; at += 4) {
      let target = reward;
      if (best >= 0) target += discount * load<f32>(nextTarget + <usize>best * width + at);
      store<f32>(scratch + at, target);
    }
    const block = <usize>load<i32>(taken) * width;
    const scale = <f32>(<f64>load<f32>(weights) / size);
    memory.fill(gradient, 0, stride);
    const loss = quantileLoss(online + block, scratch, quantiles, kappa, scale, gradient + block);
    store<f32>(losses, loss);
    store<f32>(tdErrors, loss);
    store<f32>(values, meanOf(online + block, quantiles));
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
  chooseBest<Quantiles>(chooser, masks, chosen, parameters, count);
}

/** The outputs of one action, where they lie. */
@unmanaged
class Quantiles {
  mean(quantiles: i32): f32 {
    return meanOf(changetype<usize>(this), quantiles);
  }
}

function meanOf(outputs: usize, quantiles: i32): f32 {
  let sum = f32x4.splat(0);
  for (let left = quantiles; left > 0; left -= 4, outputs += 16) {
    const four = v128.load(outputs);
    sum = f32x4.add(sum, left >= 4 ? four : v128.and(four, lanes(left)));
  }
  return sumOf(sum) / <f32>quantiles;
}

/**
 * `Σ_i mean_j |τ_i − 1[δ_ij < 0]| · L_κ(δ_ij) / κ`, where `δ_ij = y_j − θ_i`, and its gradient
 * in θ, times `scale`: four quantiles at a time.
 *
 * @param targets - The samples y, as many as quantiles.
 */
function quantileLoss(
  outputs: usize,
  targets: usize,
  quantiles: i32,
  kappa: f32,
  scale: f32,
  gradient: usize,
): f32 {
  const half = f32x4.splat(0.5);
  const highest = f32x4.splat(kappa);
  const lowest = f32x4.splat(-kappa);
  const share = f32x4.splat(1 / (kappa * <f32>quantiles));
  const slopeShare = f32x4.mul(share, f32x4.splat(-scale));
  const end = targets + ((<usize>quantiles) << 2);
  let index = f32x4(0.5, 1.5, 2.5, 3.5);
  let losses = f32x4.splat(0);
  for (let left = quantiles; left > 0; left -= 4) {
    const theta = v128.load(outputs);
    // Without a branch on the sign of δ: sums over all targets, and with the sign of δ. Half of
    // both together is that of δ > 0.
    let all = f32x4.splat(0);
    let signed = f32x4.splat(0);
    let slope = f32x4.splat(0);
    let steepness = f32x4.splat(0);
    for (let at = targets; at < end; at += 4) {
      const error = f32x4.sub(v128.load_splat<f32>(at), theta);
      // δ, held between −κ and κ: the slope of L_κ, which is c (δ − ½c). NaN stays NaN.
      const c = f32x4.pmin(f32x4.pmax(error, lowest), highest);
      const rest = f32x4.sub(error, f32x4.mul(half, c));
      const size = f32x4.abs(c);
      all = f32x4.add(all, f32x4.mul(c, rest));
      signed = f32x4.add(signed, f32x4.mul(size, rest));
      slope = f32x4.add(slope, c);
      steepness = f32x4.add(steepness, size);
    }
    // τ − ½
    const tilt = f32x4.sub(f32x4.div(index, f32x4.splat(<f32>quantiles)), half);
    const loss = f32x4.add(f32x4.mul(half, all), f32x4.mul(tilt, signed));
    const steps = f32x4.add(f32x4.mul(half, slope), f32x4.mul(tilt, steepness));
    const four = f32x4.mul(slopeShare, steps);
    if (left >= 4) {
      losses = f32x4.add(losses, loss);
      v128.store(gradient, four);
    } else {
      losses = f32x4.add(losses, v128.and(loss, lanes(left)));
      store<f32>(gradient, f32x4.extract_lane(four, 0));
      if (left > 1) store<f32>(gradient, f32x4.extract_lane(four, 1), 4);
      if (left > 2) store<f32>(gradient, f32x4.extract_lane(four, 2), 8);
    }
    index = f32x4.add(index, f32x4.splat(4));
    outputs += 16;
    gradient += 16;
  }
  return sumOf(f32x4.mul(losses, share));
}
