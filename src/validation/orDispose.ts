/**
 * Makes what needs something that holds memory or threads. Where that fails, the thing is given
 * back: nobody else has it, and constructions that fail again and again would fill the memory.
 *
 * @throws What `make` throws, also where the thing cannot be given back.
 */
export function orDispose<T>(held: { dispose?: () => unknown }, make: () => T): T {
  try {
    return make();
  } catch (error) {
    try {
      // It may be the user's own, and be refused because it has no such method, or is nothing.
      (held as typeof held | null | undefined)?.dispose?.();
    } catch {
      // What went wrong first is what has to be mended.
    }
    throw error;
  }
}
