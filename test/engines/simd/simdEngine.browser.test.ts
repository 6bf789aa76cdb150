import { expect, test } from 'vitest';
import { setUpBackend } from '../../support/backends.browser.ts';
import { testSimdEngine } from './simdEngineSuite.ts';
import { checksumAfterUpdates, checksumInNode } from './support.ts';
import { checksumAfterTraining, checksumOfTrainingInNode } from './trainingRun.ts';

testSimdEngine(setUpBackend);

test('on the main thread: the weights of Node, bit for bit', async () => {
  expect(await checksumAfterUpdates()).toBe(checksumInNode);
  expect(await checksumAfterTraining()).toBe(checksumOfTrainingInNode);
});

test('in a worker: the weights of Node, bit for bit', async () => {
  const worker = new Worker(new URL('./checksumWorker.ts', import.meta.url), { type: 'module' });
  const checksums = await new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => {
      resolve(data);
    };
    worker.onerror = ({ message }) => {
      reject(new Error(message));
    };
  });
  worker.terminate();
  expect(checksums).toEqual([checksumInNode, checksumOfTrainingInNode]);
});
