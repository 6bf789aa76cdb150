/** Something that is to happen at a time. */
interface Entry<T> {
  readonly time: number;
  /** Of two at the same time, the one that was added first comes first. */
  readonly order: number;
  readonly value: T;
}

/** What is to happen next, of all that was added: a binary heap. */
export class EventHeap<T> {
  readonly #entries: Entry<T>[] = [];
  #added = 0;

  get size(): number {
    return this.#entries.length;
  }

  add(time: number, value: T): void {
    const entry = { time, order: this.#added++, value };
    let at = this.#entries.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(entry, this.#entries[parent]!)) break;
      this.#entries[at] = this.#entries[parent]!;
      at = parent;
    }
    this.#entries[at] = entry;
  }

  /** Takes the earliest; undefined where there is none. */
  take(): { readonly time: number; readonly value: T } | undefined {
    const first = this.#entries[0];
    const last = this.#entries.pop();
    if (first === undefined || last === undefined || this.#entries.length === 0) return first;
    const { length } = this.#entries;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= length) break;
      if (child + 1 < length && isBefore(this.#entries[child + 1]!, this.#entries[child]!)) {
        child += 1;
      }
      if (!isBefore(this.#entries[child]!, last)) break;
      this.#entries[at] = this.#entries[child]!;
      at = child;
    }
    this.#entries[at] = last;
    return first;
  }
}

function isBefore<T>(one: Entry<T>, other: Entry<T>): boolean {
  return one.time < other.time || (one.time === other.time && one.order < other.order);
}
