import { startTraining } from 'deepq/browser';

const url = new URL('./worker.js', import.meta.url);
const training = await startTraining(url, { options: { environmentSteps: 1_000 } });
const end = await training.finish();
document.querySelector('#status').textContent =
  `${end.environmentSteps} steps, ${end.updates} updates`;
training.close();
