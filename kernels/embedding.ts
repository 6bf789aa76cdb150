/**
 * Picks rows of a table.
 *
 * @param indices - Shape `[batch]`, int32, within the table.
 * @param y - Shape `[batch, units]`.
 */
export function embeddingForward(
  indices: usize,
  table: usize,
  y: usize,
  batch: i32,
  units: i32,
): void {
  const width = (<usize>units) << 2;
  for (let row = 0; row < batch; row++) {
    memory.copy(y, table + <usize>load<u32>(indices) * width, width);
    indices += 4;
    y += width;
  }
}

/**
 * Follows {@link embeddingForward} back: each row's gradient is added to its
 * row of the table, whose used rows must be zero (see `rows.ts`).
 */
export function embeddingGradient(
  indices: usize,
  dy: usize,
  tableGradient: usize,
  batch: i32,
  units: i32,
): void {
  const width = (<usize>units) << 2;
  for (let row = 0; row < batch; row++) {
    const to = tableGradient + <usize>load<u32>(indices) * width;
    for (let offset: usize = 0; offset < width; offset += 4) {
      store<f32>(to + offset, load<f32>(to + offset) + load<f32>(dy + offset));
    }
    indices += 4;
    dy += width;
  }
}
