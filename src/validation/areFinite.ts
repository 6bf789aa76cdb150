/** Whether no number is NaN or infinite. A loop: `every` takes ten times as long for millions of them. */
export function areFinite(values: ArrayLike<number>): boolean {
  for (let index = 0; index < values.length; index++) {
    if (!Number.isFinite(values[index])) return false;
  }
  return true;
}
