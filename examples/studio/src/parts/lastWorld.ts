const LAST = 'deepq-studio-world';

/** The id of the world that was last trained in; null where none is known. */
export function readLast(): string | null {
  try {
    return localStorage.getItem(LAST);
  } catch {
    return null;
  }
}

/** Notes in which world is trained. */
export function writeLast(world: string): void {
  try {
    localStorage.setItem(LAST, world);
  } catch {
    // The page then begins with the first world.
  }
}
