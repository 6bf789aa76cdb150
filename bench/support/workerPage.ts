// What a page of Chromium does while its worker trains: see bench/worker.ts.
import { drawFrame, startTraining } from '../../src/browser.ts';
import { svgChart } from '../../src/index.ts';
import type { WorkerCase } from './workerCases.ts';

/** What a page has come to. */
export interface PageResult {
  readonly seconds: number;
  readonly framesPerSecond: number;
}

/** Trains in a worker; draws a chart twice a second, and, if asked for, the environment. */
async function trainInWorker(given: WorkerCase, drawsFrames: boolean): Promise<PageResult> {
  const worker = new Worker('./thread.js', { type: 'module' });
  const training = await startTraining(worker, { options: given, isPaused: true });
  const chart = document.body.appendChild(document.createElement('div'));
  const canvas = document.body.appendChild(document.createElement('canvas'));
  const [x, y]: [number[], number[]] = [[], []];
  training.on('steps', (event) => {
    x.push(event.environmentSteps);
    y.push(event.count);
  });
  if (drawsFrames) training.frames({ onFrame: ({ image }) => drawFrame(canvas, image) });
  let frames = 0;
  let isOver = false;
  const count = (): void => {
    frames++;
    if (!isOver) requestAnimationFrame(count);
  };
  const timer = setInterval(() => {
    chart.innerHTML = svgChart({ series: [{ label: 'steps', x, y }] });
  }, 500);
  const begun = performance.now();
  requestAnimationFrame(count);
  await training.resume();
  await training.finish();
  const seconds = (performance.now() - begun) / 1000;
  isOver = true;
  clearInterval(timer);
  training.close();
  document.body.replaceChildren();
  return { seconds, framesPerSecond: frames / seconds };
}

Object.assign(globalThis, { trainInWorker });
