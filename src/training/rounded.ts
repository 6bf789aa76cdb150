/** A number in a message: whole ones as they are, others with four digits. */
export function rounded(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}
