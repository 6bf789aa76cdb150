import { expect, test } from 'vitest';
import { OfflinePosition } from '../../src/offline/offlinePosition.ts';
import type { TrainingEvent } from '../../src/training/events.ts';

test('events that wait are saved without the time that they took, as those of train are', () => {
  const states = [0.25, 4].map((seconds) => {
    const position = new OfflinePosition();
    position.outbox.push({ type: 'updates', count: 3, seconds } as unknown as TrainingEvent);
    return position.getState();
  });
  expect(states[0]).toEqual({
    made: 0,
    milestone: 2,
    outbox: [{ type: 'updates', count: 3, seconds: 0 }],
  });
  expect(states[1]).toEqual(states[0]);
});
