/**
 * `Q = V + A − mean_a A` (Wang et al. 2016, equation 9), for each of the
 * outputs that an action has.
 *
 * @param value - Shape `[batch, size]`.
 * @param advantage - Shape `[batch, actions, size]`.
 * @param q - Shape `[batch, actions, size]`.
 * @param size - Outputs of each action.
 */
export function dueling(
  value: usize,
  advantage: usize,
  q: usize,
  batch: i32,
  actions: i32,
  size: i32,
): void {
  const step = (<usize>size) << 2;
  const bulk = step & ~15;
  const width = <usize>actions * step;
  const count = f32x4.splat(<f32>actions);
  for (let row = 0; row < batch; row++) {
    for (let start: usize = 0; start < bulk; start += 16) {
      const mean = f32x4.div(fourSums(advantage, start, width, step), count);
      const shift = f32x4.sub(v128.load(value + start), mean);
      for (let offset = start; offset < width; offset += step) {
        v128.store(q + offset, f32x4.add(v128.load(advantage + offset), shift));
      }
    }
    for (let start = bulk; start < step; start += 4) {
      const shift = load<f32>(value + start) - sumOf(advantage, start, width, step) / <f32>actions;
      for (let offset = start; offset < width; offset += step) {
        store<f32>(q + offset, load<f32>(advantage + offset) + shift);
      }
    }
    value += step;
    advantage += width;
    q += width;
  }
}

/**
 * {@link dueling} for one action of each row, from advantages that the mean over actions is
 * taken off already: `Q = V + A`, and zeros for the other actions.
 *
 * @param taken - The action of each row. Shape `[batch]`, int32.
 */
export function duelingOfTaken(
  value: usize,
  advantage: usize,
  q: usize,
  taken: usize,
  batch: i32,
  actions: i32,
  size: i32,
): void {
  const step = (<usize>size) << 2;
  const bulk = step & ~15;
  const width = <usize>actions * step;
  memory.fill(q, 0, <usize>batch * width);
  for (let row = 0; row < batch; row++) {
    const block = <usize>load<i32>(taken + ((<usize>row) << 2)) * step;
    const from = advantage + block;
    const to = q + block;
    for (let at: usize = 0; at < bulk; at += 16) {
      v128.store(to + at, f32x4.add(v128.load(value + at), v128.load(from + at)));
    }
    for (let at = bulk; at < step; at += 4) {
      store<f32>(to + at, load<f32>(value + at) + load<f32>(from + at));
    }
    value += step;
    advantage += width;
    q += width;
  }
}

/** Follows {@link dueling} back. */
export function duelingGradient(
  q: usize,
  value: usize,
  advantage: usize,
  batch: i32,
  actions: i32,
  size: i32,
): void {
  const step = (<usize>size) << 2;
  const width = <usize>actions * step;
  for (let row = 0; row < batch; row++) {
    for (let start: usize = 0; start < step; start += 4) {
      const sum = sumOf(q, start, width, step);
      const mean = sum / <f32>actions;
      store<f32>(value + start, sum);
      for (let offset = start; offset < width; offset += step) {
        store<f32>(advantage + offset, load<f32>(q + offset) - mean);
      }
    }
    value += step;
    advantage += width;
    q += width;
  }
}

/**
 * The gradient of the value stream: `to = Σ_a from_a`, for each of the outputs that an
 * action has.
 *
 * @param from - Shape `[rows, actions, size]`.
 * @param to - Shape `[rows, size]`.
 */
export function sumOfActions(from: usize, to: usize, rows: i32, actions: i32, size: i32): void {
  const step = (<usize>size) << 2;
  const bulk = step & ~15;
  const width = <usize>actions * step;
  for (let row = 0; row < rows; row++) {
    for (let start: usize = 0; start < bulk; start += 16) {
      v128.store(to + start, fourSums(from, start, width, step));
    }
    for (let start = bulk; start < step; start += 4) {
      store<f32>(to + start, sumOf(from, start, width, step));
    }
    from += width;
    to += step;
  }
}

/**
 * Takes the mean over actions off: `to = from − mean_a from`, for each of the outputs that
 * an action has.
 *
 * @param from - Shape `[rows, actions, size]`.
 * @param to - As `from`, which it may be.
 */
export function centreActions(from: usize, to: usize, rows: i32, actions: i32, size: i32): void {
  const step = (<usize>size) << 2;
  const bulk = step & ~15;
  const width = <usize>actions * step;
  const share: f32 = 1 / <f32>actions;
  const shares = f32x4.splat(share);
  for (let row = 0; row < rows; row++) {
    for (let start: usize = 0; start < bulk; start += 16) {
      const mean = f32x4.mul(fourSums(from, start, width, step), shares);
      for (let at = start; at < width; at += step) {
        v128.store(to + at, f32x4.sub(v128.load(from + at), mean));
      }
    }
    for (let start = bulk; start < step; start += 4) {
      const mean = sumOf(from, start, width, step) * share;
      for (let at = start; at < width; at += step) {
        store<f32>(to + at, load<f32>(from + at) - mean);
      }
    }
    from += width;
    to += width;
  }
}

/** The sum of one output of all actions. */
function sumOf(from: usize, start: usize, width: usize, step: usize): f32 {
  let sum: f32 = 0;
  for (let offset = start; offset < width; offset += step) sum += load<f32>(from + offset);
  return sum;
}

/** The sums of four outputs of all actions, each as {@link sumOf} adds it up. */
function fourSums(from: usize, start: usize, width: usize, step: usize): v128 {
  let sum = f32x4.splat(0);
  for (let at = start; at < width; at += step) sum = f32x4.add(sum, v128.load(from + at));
  return sum;
}
