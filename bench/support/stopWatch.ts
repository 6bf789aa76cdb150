/** Adds up wall and CPU time, leaving out the pauses. It runs from the start. */
export class StopWatch {
  /** Wall time until the last pause. */
  seconds = 0;
  /** CPU time of all threads of this process until the last pause. */
  cpuSeconds = 0;
  #startedAt = performance.now();
  #cpuAtStart = process.cpuUsage();

  /** Wall seconds since the start or the last pause. */
  get lap(): number {
    return (performance.now() - this.#startedAt) / 1000;
  }

  pause(): void {
    const { user, system } = process.cpuUsage(this.#cpuAtStart);
    this.seconds += this.lap;
    this.cpuSeconds += (user + system) / 1e6;
  }

  resume(): void {
    this.#startedAt = performance.now();
    this.#cpuAtStart = process.cpuUsage();
  }
}
