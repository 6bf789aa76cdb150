import { checksumAfterUpdates } from './support.ts';
import { checksumAfterTraining } from './trainingRun.ts';

postMessage([await checksumAfterUpdates(), await checksumAfterTraining()]);
