import { startTraining } from 'deepq/browser';

const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
const training = await startTraining(worker, { options: { environmentSteps: 1_000 } });
const end = await training.finish();
document.querySelector('#status').textContent =
  `${end.environmentSteps} steps, ${end.updates} updates`;
training.close();
