/**
 * `Q = V + A − mean_a A` (Wang et al. 2016, equation 9).
 *
 * @param value - Shape `[batch]`.
 * @param advantage - Shape `[batch, actions]`.
 * @param q - Shape `[batch, actions]`.
 */
export function dueling(value: usize, advantage: usize, q: usize, batch: i32, actions: i32): void {
  const width = (<usize>actions) << 2;
  for (let row = 0; row < batch; row++) {
    const shift = load<f32>(value) - rowSum(advantage, width) / <f32>actions;
    for (let offset: usize = 0; offset < width; offset += 4) {
      store<f32>(q + offset, load<f32>(advantage + offset) + shift);
    }
    value += 4;
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
): void {
  const width = (<usize>actions) << 2;
  for (let row = 0; row < batch; row++) {
    const sum = rowSum(q, width);
    const mean = sum / <f32>actions;
    store<f32>(value, sum);
    for (let offset: usize = 0; offset < width; offset += 4) {
      store<f32>(advantage + offset, load<f32>(q + offset) - mean);
    }
    value += 4;
    advantage += width;
    q += width;
  }
}

function rowSum(from: usize, width: usize): f32 {
  let sum: f32 = 0;
  for (let offset: usize = 0; offset < width; offset += 4) sum += load<f32>(from + offset);
  return sum;
}
