import type { EndEvent, TrainingEvent } from '../../src/training/events.ts';

/** Runs a training to its end. */
export async function finish(events: AsyncIterable<TrainingEvent>): Promise<EndEvent> {
  let last: TrainingEvent | undefined;
  for await (const event of events) last = event;
  if (last?.type !== 'end') throw new Error('Training did not finish with an end event.');
  return last;
}
