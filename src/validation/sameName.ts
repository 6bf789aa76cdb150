/** A name without `_`, `-` and capitals, in which libraries differ. */
export function lettersOf(name: string): string {
  return name.replace(/[_-]/g, '').toLowerCase();
}
