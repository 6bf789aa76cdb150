import { packColumns, packRowsAsColumns } from './pack';
import { SPILL_BYTES, STORE, strip, transposedStrip } from './products';
import { someColumnSums } from './reductions';

// A dense layer whose units are those of several actions, `width` for each, where the outputs
// or the gradient of each row are wanted for one action alone. Rows are taken together by their
// action, so that nothing is multiplied by the zeros of the others.

/**
 * Sorts rows by their action; rows of the same one stay in order.
 *
 * @param taken - The action of each row. Shape `[batch]`, int32.
 * @param order - Filled with the rows. Shape `[batch]`, int32.
 * @param starts - Filled with where the rows of each action begin, and end. Shape
 *   `[actions + 1]`, int32.
 */
export function sortByAction(
  taken: usize,
  batch: i32,
  actions: i32,
  order: usize,
  starts: usize,
): void {
  let next: usize = 0;
  for (let action = 0; action < actions; action++) {
    store<i32>(starts + ((<usize>action) << 2), <i32>(next >> 2));
    for (let row = 0; row < batch; row++) {
      if (load<i32>(taken + ((<usize>row) << 2)) !== action) continue;
      store<i32>(order + next, row);
      next += 4;
    }
  }
  store<i32>(starts + ((<usize>actions) << 2), <i32>(next >> 2));
}

/**
 * Copies rows in an order.
 *
 * @param order - Which rows. Shape `[count]`, int32.
 * @param bytes - Of each.
 * @param toStride - Bytes from row to row of `to`.
 */
export function gatherRows(
  from: usize,
  order: usize,
  count: i32,
  bytes: i32,
  to: usize,
  toStride: i32,
): void {
  for (const end = order + ((<usize>count) << 2); order < end; order += 4) {
    memory.copy(to, from + <usize>(load<i32>(order) * bytes), bytes);
    to += toStride;
  }
}

/** Takes rows that {@link gatherRows} has sorted back: adds or copies them. */
export function scatterRows(
  from: usize,
  order: usize,
  count: i32,
  bytes: i32,
  to: usize,
  accumulate: i32,
): void {
  for (const end = order + ((<usize>count) << 2); order < end; order += 4) {
    const row = to + <usize>(load<i32>(order) * bytes);
    if (accumulate) addRow(from, row, bytes);
    else memory.copy(row, from, bytes);
    from += bytes;
  }
}

/** Adds a row of so many bytes to another. */
function addRow(from: usize, to: usize, bytes: usize): void {
  const end = from + bytes;
  for (const bulkEnd = from + (bytes & ~15); from < bulkEnd; from += 16) {
    v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
    to += 16;
  }
  for (; from < end; from += 4) {
    store<f32>(to, load<f32>(to) + load<f32>(from));
    to += 4;
  }
}

/**
 * Copies of each row the outputs of its action.
 *
 * @param from - Shape `[batch, actions, width]`.
 * @param order - As {@link sortByAction} gives it.
 * @param to - Shape `[batch, width]`, in that order.
 */
export function gatherActions(
  from: usize,
  order: usize,
  starts: usize,
  actions: i32,
  width: i32,
  to: usize,
): void {
  const bytes = (<usize>width) << 2;
  for (let action = 0; action < actions; action++) {
    const end = order + rowsOf(starts, action) * 4;
    for (; order < end; order += 4) {
      memory.copy(to, from + <usize>(load<i32>(order) * actions + action) * bytes, bytes);
      to += bytes;
    }
  }
}

/** Takes them back; the outputs of the other actions become 0. */
export function scatterActions(
  from: usize,
  order: usize,
  starts: usize,
  actions: i32,
  width: i32,
  to: usize,
): void {
  const bytes = (<usize>width) << 2;
  const batch = load<i32>(starts + ((<usize>actions) << 2));
  memory.fill(to, 0, <usize>(batch * actions) * bytes);
  for (let action = 0; action < actions; action++) {
    const end = order + rowsOf(starts, action) * 4;
    for (; order < end; order += 4) {
      memory.copy(to + <usize>(load<i32>(order) * actions + action) * bytes, from, bytes);
      from += bytes;
    }
  }
}

/** How many rows an action has. */
function rowsOf(starts: usize, action: i32): usize {
  const at = starts + ((<usize>action) << 2);
  return <usize>(load<i32>(at, 4) - load<i32>(at));
}

/** Where the rows of an action begin among those that are sorted. */
function startOf(starts: usize, action: i32): usize {
  return <usize>load<i32>(starts + ((<usize>action) << 2));
}

/**
 * `y = x · kernel + bias` of sorted rows, each with the columns of its action.
 *
 * @param x - Shape `[batch, inputs]`, sorted.
 * @param kernel - Shape `[inputs, actions, width]`.
 * @param y - Shape `[batch, width]`, sorted.
 * @param first - The first strip of eight columns: those of all actions are counted through.
 * @param count - How many strips.
 * @param scratch - {@link SPILL_BYTES}, then `8 · inputs` numbers.
 */
export function actionColumns(
  x: usize,
  kernel: usize,
  bias: usize,
  y: usize,
  starts: usize,
  inputs: i32,
  actions: i32,
  width: i32,
  first: i32,
  count: i32,
  scratch: usize,
): void {
  const packed = scratch + SPILL_BYTES;
  const stride = (<usize>(actions * width)) << 2;
  const strips = (width + 7) >> 3;
  for (let each = first; each < first + count; each++) {
    const action = each / strips;
    const column = (each % strips) << 3;
    const columns = min(width - column, 8);
    const rows = <i32>rowsOf(starts, action);
    if (rows === 0) continue;
    const start = startOf(starts, action);
    const from = (<usize>(action * width + column)) << 2;
    packColumns(kernel + from, stride, inputs, columns, packed);
    const to = y + ((start * width + column) << 2);
    const a = x + ((start * inputs) << 2);
    strip(a, inputs, packed, to, rows, width, columns, bias + from, STORE, scratch);
  }
}

/**
 * `dkernel = xᵀ · dz` of sorted rows.
 *
 * @param x - Shape `[batch, inputs]`, sorted, with `next` bytes from row to row.
 * @param dz - Shape `[batch, width]`, sorted.
 * @param dkernel - Shape `[inputs, actions, width]`.
 * @param first - As of {@link actionColumns}.
 * @param scratch - {@link SPILL_BYTES}, then `8 · batch` numbers.
 */
export function actionKernelColumns(
  x: usize,
  next: usize,
  dz: usize,
  dkernel: usize,
  starts: usize,
  inputs: i32,
  actions: i32,
  width: i32,
  first: i32,
  count: i32,
  scratch: usize,
): void {
  const packed = scratch + SPILL_BYTES;
  const bytes = (<usize>width) << 2;
  const units = actions * width;
  const strips = (width + 7) >> 3;
  for (let each = first; each < first + count; each++) {
    const action = each / strips;
    const column = (each % strips) << 3;
    const columns = min(width - column, 8);
    const rows = <i32>rowsOf(starts, action);
    const start = startOf(starts, action);
    packColumns(dz + ((start * width + column) << 2), bytes, rows, columns, packed);
    const to = dkernel + ((<usize>(action * width + column)) << 2);
    const a = x + start * next;
    transposedStrip(a, next, rows, packed, to, inputs, units, columns, STORE, scratch);
  }
}

/** The gradient of the bias: sums of sorted rows. */
export function actionBias(dz: usize, starts: usize, actions: i32, width: i32, dbias: usize): void {
  const bytes = (<usize>width) << 2;
  for (let action = 0; action < actions; action++) {
    const from = dz + startOf(starts, action) * bytes;
    someColumnSums(from, <i32>rowsOf(starts, action), width, width, dbias);
    dbias += bytes;
  }
}

/**
 * `dx = dz · kernelᵀ` of sorted rows.
 *
 * @param dz - Shape `[batch, width]`, sorted.
 * @param kernel - Shape `[inputs, actions, width]`.
 * @param dx - Shape `[batch, inputs]`, sorted.
 * @param first - The first strip of eight inputs: those of all actions are counted through.
 * @param scratch - {@link SPILL_BYTES}, then `8 · width` numbers.
 */
export function actionInputColumns(
  dz: usize,
  kernel: usize,
  dx: usize,
  starts: usize,
  inputs: i32,
  actions: i32,
  width: i32,
  first: i32,
  count: i32,
  scratch: usize,
): void {
  const packed = scratch + SPILL_BYTES;
  const stride = (<usize>(actions * width)) << 2;
  const strips = (inputs + 7) >> 3;
  for (let each = first; each < first + count; each++) {
    const action = each / strips;
    const input = (each % strips) << 3;
    const columns = min(inputs - input, 8);
    const rows = <i32>rowsOf(starts, action);
    if (rows === 0) continue;
    const start = startOf(starts, action);
    const from = kernel + <usize>input * stride + ((<usize>(action * width)) << 2);
    packRowsAsColumns(from, stride, width, columns, packed);
    const to = dx + ((start * inputs + input) << 2);
    const a = dz + ((start * width) << 2);
    strip(a, width, packed, to, rows, inputs, columns, 0, STORE, scratch);
  }
}

/**
 * Finds the action of each row whose gradient is not zero; 0 if it all is.
 *
 * @param dz - Shape `[batch, actions, width]`.
 * @param taken - Filled. Shape `[batch]`, int32.
 * @returns 1 if each row has one at most, else 0.
 */
export function findActions(dz: usize, batch: i32, actions: i32, width: i32, taken: usize): i32 {
  const bytes = (<usize>width) << 2;
  for (let row = 0; row < batch; row++) {
    let found = -1;
    for (let action = 0; action < actions; action++) {
      if (!isZero(dz, bytes)) {
        if (found >= 0) return 0;
        found = action;
      }
      dz += bytes;
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
