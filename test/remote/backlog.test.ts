import type { TrainingEvent } from 'deepq';
import { expect, test } from 'vitest';
import { WorkerError } from '../../src/index.ts';
import type { Port, PortListeners } from '../../src/remote/port.ts';
import { RunningTraining } from '../../src/remote/runningTraining.ts';

const episode: TrainingEvent = {
  type: 'episode',
  ...{ episode: 1, return: 1, length: 1, terminated: true, truncated: false, environmentSteps: 3 },
};
const end: TrainingEvent = {
  type: 'end',
  ...{ reason: 'stopped', message: null, episodes: 1, environmentSteps: 3, updates: 0 },
  ...{ seconds: 1, nothingLearned: null },
};

interface Sent {
  readonly deepq: string;
  readonly id: number;
  readonly name: string;
}

test.each(['pause', 'stop'] as const)(
  '%s is answered though a loop that lags takes no events meanwhile',
  async (name) => {
    let page: PortListeners | undefined;
    let asked: Sent | null = null;
    // A worker that waits until its events are taken before it comes to the next step.
    const answer = (): void => {
      const { id } = asked as Sent;
      asked = null;
      if (name === 'stop') page?.message({ deepq: 'events', events: [end] });
      page?.message({ deepq: 'result', id, value: { environmentSteps: 3, updates: 0 } });
    };
    const port: Port = {
      post: (message) => {
        const sent = message as Sent;
        if (sent.deepq === 'call') asked = sent;
        else if (asked) queueMicrotask(answer);
      },
      listen: (listeners) => {
        page = listeners;
      },
      close: () => undefined,
    };
    const start = { speed: Infinity, isPaused: false };
    const training = new RunningTraining(port, start, () => new WorkerError('none'));
    const loop = training.events();
    page?.message({ deepq: 'events', events: Array.from({ length: 2_000 }, () => episode) });
    expect((await loop.next()).value).toBe(episode);
    await training[name]();
    await loop.return();
    training.close();
  },
  2_000,
);
