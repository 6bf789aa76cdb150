/** A version of weights, and when something happened with it, in milliseconds. */
export type Moment = readonly [version: number, ms: number];

/**
 * How long each version took from its publication to the first use of it, or of a later one. Those
 * that were published before the first use at all, or after the last, are left out.
 *
 * @param published - In their order.
 * @param used - In their order.
 */
export function latencies(published: readonly Moment[], used: readonly Moment[]): number[] {
  const begin = used[0]?.[1] ?? Infinity;
  const found: number[] = [];
  let next = 0;
  for (const [version, ms] of published) {
    if (ms < begin) continue;
    while (next < used.length && (used[next] as Moment)[0] < version) next++;
    const use = used[next];
    if (use === undefined) break;
    found.push(use[1] - ms);
  }
  return found;
}
