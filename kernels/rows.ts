// What is done to the rows of a table that a batch used, and to no others: the
// cost goes with the batch, however many rows there are.

/**
 * Lists each row of a batch once, in the order in which they come first.
 *
 * @param indices - Shape `[batch]`, int32, within the table.
 * @param marks - A byte for each row of the table, all zero; they are so again
 *   afterwards.
 * @param rows - Where the list goes, int32; room for `batch`.
 * @returns How many there are.
 */
export function uniqueRows(indices: usize, batch: i32, marks: usize, rows: usize): i32 {
  let count = 0;
  for (let index = 0; index < batch; index++) {
    const row = load<u32>(indices + ((<usize>index) << 2));
    if (load<u8>(marks + <usize>row) !== 0) continue;
    store<u8>(marks + <usize>row, 1);
    store<u32>(rows + ((<usize>count) << 2), row);
    count++;
  }
  for (let index = 0; index < count; index++) {
    store<u8>(marks + <usize>load<u32>(rows + ((<usize>index) << 2)), 0);
  }
  return count;
}

/** Sets the listed rows of a table to zero. */
export function clearRows(table: usize, rows: usize, count: i32, units: i32): void {
  const width = (<usize>units) << 2;
  for (let index = 0; index < count; index++) {
    memory.fill(table + <usize>load<u32>(rows) * width, 0, width);
    rows += 4;
  }
}

/** The sum of squares of the listed rows of a table. */
export function sumOfSquaresOfRows(table: usize, rows: usize, count: i32, units: i32): f64 {
  const width = (<usize>units) << 2;
  let total: f64 = 0;
  for (let index = 0; index < count; index++) {
    const row = table + <usize>load<u32>(rows) * width;
    for (let at = row; at < row + width; at += 4) {
      const value = <f64>load<f32>(at);
      total += value * value;
    }
    rows += 4;
  }
  return total;
}
