/** Runs updates in a process of its own, as its parent asks: see threads.ts. */
import type { SideRequest } from './threads.ts';
import { timedUpdates, type TimedUpdates } from './timedUpdates.ts';

let updates: TimedUpdates | null = null;

process.on('message', (request: SideRequest) => {
  updates ??= timedUpdates(request.workload);
  process.send?.(updates.run(request.threads, request.seconds));
});
process.send?.(0);
