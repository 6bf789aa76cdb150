import type * as browser from 'deepq/browser';
import type * as node from 'deepq/node';
import { expect, test } from 'vitest';

interface Settings {
  readonly seed: number;
}

test('what the worker needs has to be given: the types say so', () => {
  const worker = './worker.js';
  // Checked by tsc; never called.
  const unused = ({ startTraining }: Pick<typeof browser & typeof node, 'startTraining'>): void => {
    void startTraining(worker);
    void startTraining(worker, { isPaused: true });
    void startTraining(worker, { options: { seed: 1 } });
    void startTraining<Settings>(worker, { options: { seed: 1 }, speed: 10 });
    void startTraining<Settings | undefined>(worker);
    void startTraining<Settings | undefined>(worker, undefined);
    void startTraining(worker, undefined);
    void startTraining<Settings | undefined>(worker, { options: { seed: 1 } });
    // @ts-expect-error -- The settings are missing.
    void startTraining<Settings>(worker);
    // @ts-expect-error -- The settings are missing, though there are other options.
    void startTraining<Settings>(worker, { isPaused: true });
    // @ts-expect-error -- They are others.
    void startTraining<Settings>(worker, { options: { seeds: 1 } });
    // @ts-expect-error -- There is no such option.
    void startTraining<Settings>(worker, { options: { seed: 1 }, paused: true });
  };
  expect(unused).toBeTypeOf('function');
});
