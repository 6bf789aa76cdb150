// The worker of the page in workerPage.ts.
import { serveTraining } from '../../src/browser.ts';
import { makeWorkerCase } from './workerCases.ts';

serveTraining(makeWorkerCase);
