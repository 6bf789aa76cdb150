import { packColumns, packRowsAsColumns, transpose } from './pack';
import { SPILL_BYTES, STORE, strip } from './products';

/**
 * `y = x · kernel + bias` of a dense layer whose units are those of several actions: for each
 * row the units of one action alone, and zeros for the others. Computes `count` actions from `first`
 * on. Actions are written to separate places, so that threads may share them.
 *
 * @param x - Shape `[batch, inputs]`.
 * @param kernel - Shape `[inputs, actions, width]`.
 * @param y - Shape `[batch, actions, width]`.
 * @param taken - The action of each row. Shape `[batch]`, int32.
 * @param first - The first action.
 * @param count - How many actions.
 * @param scratch - {@link SPILL_BYTES}, then `8 · inputs` numbers, then `batch`, `batch · inputs`
 *   and `batch · width`.
 */
export function forwardByAction(
  x: usize,
  kernel: usize,
  bias: usize,
  y: usize,
  taken: usize,
  batch: i32,
  inputs: i32,
  actions: i32,
  width: i32,
  first: i32,
  count: i32,
  scratch: usize,
): void {
  const packed = scratch + SPILL_BYTES;
  const rows = packed + ((<usize>inputs) << 5);
  const gathered = rows + ((<usize>batch) << 2);
  const results = gathered + ((<usize>(batch * inputs)) << 2);
  const depth = (<usize>inputs) << 2;
  const blockBytes = (<usize>width) << 2;
  const stride = blockBytes * actions;
  for (let action = first; action < first + count; action++) {
    const block = <usize>action * blockBytes;
    let found = 0;
    for (let row = 0; row < batch; row++) {
      if (load<i32>(taken + ((<usize>row) << 2)) !== action) {
        memory.fill(y + <usize>row * stride + block, 0, blockBytes);
        continue;
      }
      store<i32>(rows + ((<usize>found) << 2), row);
      memory.copy(gathered + <usize>found * depth, x + <usize>row * depth, depth);
      found++;
    }
    if (found === 0) continue;
    for (let column = 0; column < width; column += 8) {
      const offset = (<usize>column) << 2;
      const columns = min(width - column, 8);
      packColumns(kernel + block + offset, stride, inputs, columns, packed);
      const to = results + offset;
      const from = bias + block + offset;
      strip(gathered, inputs, packed, to, found, width, columns, from, STORE, scratch);
    }
    for (let done = 0; done < found; done++) {
      const row = load<i32>(rows + ((<usize>done) << 2));
      memory.copy(y + <usize>row * stride + block, results + <usize>done * blockBytes, blockBytes);
    }
  }
}

/**
 * The gradients of a dense layer whose units are those of several actions, where the
 * gradient of each row is that of one action alone: `dkernel = xᵀ · dz`, `dx = dz · kernelᵀ`.
 * Rows are taken action by action, so that nothing is multiplied by the zeros of the others.
 * Computes `count` actions from `first` on. Actions are written to separate places, so that
 * threads may share them.
 *
 * @param x - Shape `[batch, inputs]`.
 * @param dz - Shape `[batch, actions, width]`.
 * @param kernel - Shape `[inputs, actions, width]`.
 * @param dx - 0 if nobody wants it.
 * @param taken - The action of each row. Shape `[batch]`, int32.
 * @param accumulate - Whether to add to what stands in `dx`.
 * @param first - The first action.
 * @param count - How many actions.
 * @param scratch - {@link SPILL_BYTES}, then `8 · max(batch, width)` numbers, then
 *   `batch`, `batch · width`, and twice `batch · inputs`.
 */
export function gradientsByAction(
  x: usize,
  dz: usize,
  kernel: usize,
  dkernel: usize,
  dx: usize,
  taken: usize,
  batch: i32,
  inputs: i32,
  actions: i32,
  width: i32,
  accumulate: i32,
  first: i32,
  count: i32,
  scratch: usize,
): void {
  const packed = scratch + SPILL_BYTES;
  const rows = packed + ((<usize>max(batch, width)) << 5);
  const slopes = rows + ((<usize>batch) << 2);
  const gathered = slopes + ((<usize>(batch * width)) << 2);
  const transposed = gathered + ((<usize>(batch * inputs)) << 2);
  const depth = (<usize>inputs) << 2;
  const blockBytes = (<usize>width) << 2;
  const stride = blockBytes * actions;
  for (let action = first; action < first + count; action++) {
    const block = <usize>action * blockBytes;
    let found = 0;
    for (let row = 0; row < batch; row++) {
      if (load<i32>(taken + ((<usize>row) << 2)) !== action) continue;
      store<i32>(rows + ((<usize>found) << 2), row);
      memory.copy(slopes + <usize>found * blockBytes, dz + <usize>row * stride + block, blockBytes);
      memory.copy(gathered + <usize>found * depth, x + <usize>row * depth, depth);
      found++;
    }
    transpose(gathered, found, inputs, inputs, transposed);
    for (let column = 0; column < width; column += 8) {
      const offset = (<usize>column) << 2;
      const columns = min(width - column, 8);
      packColumns(slopes + offset, blockBytes, found, columns, packed);
      const to = dkernel + block + offset;
      strip(transposed, found, packed, to, inputs, actions * width, columns, 0, STORE, scratch);
    }
    if (dx === 0 || found === 0) continue;
    // What was gathered of x has been laid out: its place is free.
    for (let input = 0; input < inputs; input += 8) {
      const columns = min(inputs - input, 8);
      packRowsAsColumns(kernel + block + <usize>input * stride, stride, width, columns, packed);
      const to = gathered + ((<usize>input) << 2);
      strip(slopes, width, packed, to, found, inputs, columns, 0, STORE, scratch);
    }
    for (let done = 0; done < found; done++) {
      const row = load<i32>(rows + ((<usize>done) << 2));
      const from = gathered + <usize>done * depth;
      if (accumulate) addRow(from, dx + <usize>row * depth, depth);
      else memory.copy(dx + <usize>row * depth, from, depth);
    }
  }
}

/** Adds a row of so many bytes to another. */
function addRow(from: usize, to: usize, bytes: usize): void {
  for (const end = from + bytes; from < end; from += 4) {
    store<f32>(to, load<f32>(to) + load<f32>(from));
    to += 4;
  }
}

/**
 * Finds the action of each row whose gradient is not zero; 0 if it all is.
 *
 * @param dz - Shape `[batch, actions, width]`.
 * @param taken - Filled. Shape `[batch]`, int32.
 * @returns 1; 0 if a row has the gradient of several actions.
 */
export function findActions(dz: usize, batch: i32, actions: i32, width: i32, taken: usize): i32 {
  const blockBytes = (<usize>width) << 2;
  for (let row = 0; row < batch; row++) {
    let found = -1;
    for (let action = 0; action < actions; action++) {
      if (!isZero(dz, blockBytes)) {
        if (found >= 0) return 0;
        found = action;
      }
      dz += blockBytes;
    }
    store<i32>(taken + ((<usize>row) << 2), max(found, 0));
  }
  return 1;
}

/** Whether so many bytes of numbers are all zero; NaN is not. */
function isZero(at: usize, bytes: usize): bool {
  const end = at + bytes;
  const bulkEnd = at + (bytes & ~15);
  const zero = f32x4.splat(0);
  for (; at < bulkEnd; at += 16) {
    if (v128.any_true(f32x4.ne(v128.load(at), zero))) return false;
  }
  for (; at < end; at += 4) {
    if (load<f32>(at) !== 0) return false;
  }
  return true;
}
