// What every browser must do alike; scripts/browsers.ts serves it, with the built package in
// ./deepq. Tells the server what it came to.
import { drawFrame, indexedDb, startTraining } from 'deepq/browser';
import { trainHere } from './common.js';

const seen = await trainHere((name) => indexedDb(name));

// In a worker, watched.
const canvas = document.querySelector('#picture');
const training = await startTraining(new URL('./worker.js', import.meta.url));
let frames = 0;
const stop = training.frames({
  framesPerSecond: 30,
  onFrame: ({ image }) => {
    drawFrame(canvas, image);
    frames += 1;
  },
});
const end = await training.finish();
stop();
training.close();
seen['steps in a worker'] = end.environmentSteps;
seen['frames were drawn'] = frames > 0 && canvas.width === 600;
await tell(JSON.stringify(seen));
