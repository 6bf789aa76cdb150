import { neverSaved } from './experienceErrors.ts';

/** How long nothing may come while blocks wait for a checkpoint. */
const FULL_MS = 60_000;

/** Notices a training that waits for room which only a checkpoint makes, and writes none. */
export class RoomWatch {
  /** Since when nothing comes, as blocks wait for a checkpoint. */
  #fullMs: number | null = null;

  /** There was something to learn from. */
  came(): void {
    this.#fullMs = null;
  }

  /**
   * The training has waited. One that writes checkpoints has made room before.
   *
   * @param isFull - Whether blocks still wait for a checkpoint.
   * @throws {UsageError} If it has been so for long.
   */
  waited(isFull: boolean, beganMs: number, nowMs: number): void {
    if (!isFull) this.#fullMs = null;
    else if (nowMs - (this.#fullMs ??= beganMs) >= FULL_MS) throw neverSaved(FULL_MS / 1000);
  }
}
