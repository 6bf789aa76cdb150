/**
 * What a server is to be told of the sessions of actors. Of several messages that wait only the last
 * one is sent: it has what the others would have said.
 */
export class UntoldSessions {
  /** By session, the sequence number that comes next after the last checkpoint. */
  #next = new Map<string, number>();
  #forgotten = new Set<string>();

  add(sessions: ReadonlyMap<string, number>, forgotten: readonly string[]): void {
    for (const [session, next] of sessions) {
      this.#forgotten.delete(session);
      this.#next.set(session, next);
    }
    for (const session of forgotten) {
      this.#next.delete(session);
      this.#forgotten.add(session);
    }
  }

  /**
   * Tells all of it; where that fails it is there for the next time.
   *
   * @param send - Takes how many are forgotten, which, and the others with their numbers.
   */
  async tell(send: (words: readonly string[]) => Promise<unknown>): Promise<void> {
    const [next, forgotten] = [this.#next, this.#forgotten];
    this.#next = new Map();
    this.#forgotten = new Set();
    const pairs = Array.from(next, ([session, number]) => [session, String(number)]).flat();
    try {
      await send([String(forgotten.size), ...forgotten, ...pairs]);
    } catch (error) {
      // What has come meanwhile is newer.
      const [newer, gone] = [this.#next, this.#forgotten];
      this.#next = next;
      this.#forgotten = forgotten;
      this.add(newer, [...gone]);
      throw error;
    }
  }
}
