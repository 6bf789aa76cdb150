import { checksumAfterUpdates } from './support.ts';

postMessage(await checksumAfterUpdates());
