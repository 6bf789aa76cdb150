import { expect, test } from 'vitest';
import { checksumAfterTraining, checksumOfTrainingInNode } from './trainingRun.ts';

test('the weights after 1,000 updates of training are those of every other host', async () => {
  expect(await checksumAfterTraining()).toBe(checksumOfTrainingInNode);
});
