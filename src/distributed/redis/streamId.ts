/** A place in a stream, `milliseconds-count`: which of two comes first. */
export function compareIds(one: string, other: string): number {
  const [ms, count] = partsOf(one);
  const [otherMs, otherCount] = partsOf(other);
  return ms - otherMs || count - otherCount;
}

/** The place right after one: the first that is not trimmed with it. */
export function idAfter(id: string): string {
  const [ms, count] = partsOf(id);
  return `${ms}-${count + 1}`;
}

/** Whether a text is a place in a stream. */
export function isId(text: string): boolean {
  return /^\d{1,15}-\d{1,15}$/.test(text);
}

function partsOf(id: string): [number, number] {
  const [ms = 0, count = 0] = id.split('-').map(Number);
  return [ms, count];
}
