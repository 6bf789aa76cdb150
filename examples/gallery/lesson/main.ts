/**
 * A lesson: an agent learns to walk over ice. Its steps can be watched one by one, its settings turned
 * while it learns, and the values of all cells seen. docs/guide/lesson.md tells how to use it in a class.
 */
import { movingAverage, svgChart } from 'deepq';
import { download, drawFrame, startTraining, type RemoteTraining } from 'deepq/browser';
import type { Settings } from './worker.ts';

const status = find('status', HTMLElement);
const world = find('world', HTMLCanvasElement);
const pen = find('values', HTMLCanvasElement).getContext('2d')!;
const chart = find('chart', HTMLElement);
/** A line of the chart for each start. */
const runs: { label: string; x: number[]; y: number[] }[] = [];
let training: RemoteTraining | null = null;

async function start(): Promise<void> {
  const button = find('start', HTMLButtonElement);
  // A second press before the worker is there would start another one beside it.
  button.disabled = true;
  try {
    training?.close();
    training = null;
    await begin();
  } finally {
    button.disabled = false;
  }
}

async function begin(): Promise<void> {
  const double = find('double', HTMLInputElement).checked;
  const options = { double, seed: runs.length + 1 };
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  const settings = { options, speed: speed(), isPaused: true };
  training = await startTraining<Settings>(worker, settings);
  const run = { label: `${runs.length + 1}: ${double ? 'double DQN' : 'DQN'}`, x: [], y: [] };
  runs.push(run);
  listen(training, run);
  awaitEnd(training);
  training.frames({ framesPerSecond: 20, onFrame: ({ image }) => drawFrame(world, image) });
  await set();
  await training.resume();
}

function speed(): number {
  return Number(find('speed', HTMLSelectElement).value);
}

function listen(from: RemoteTraining, { x, y }: { x: number[]; y: number[] }): void {
  from.on('episode', (event) => {
    x.push(event.environmentSteps);
    y.push(event.return);
  });
}

/** Says so when it has come to its end; a file that is loaded then has it begin again. */
function awaitEnd(from: RemoteTraining): void {
  from.finish().then(
    ({ environmentSteps }) => say(`${environmentSteps} steps are done.`),
    // One that another has taken the place of was closed, and says so.
    (error: unknown) => from === training && show(error),
  );
}

/** What the sliders say, while it trains. */
async function set(): Promise<void> {
  const epsilon = find('epsilon', HTMLInputElement).valueAsNumber;
  const learningRate = 10 ** find('power', HTMLInputElement).valueAsNumber;
  await training?.call('set', { epsilon, learningRate });
  say(`ε ${epsilon}, learning rate ${learningRate.toPrecision(1)}`);
}

async function load(): Promise<void> {
  const input = find('load', HTMLInputElement);
  const file = input.files?.[0];
  // The same file may be chosen again: that is a change only where none is chosen now.
  input.value = '';
  const run = runs.at(-1);
  if (!file || !training || !run) throw new Error('Press Start first, then load.');
  await training.load(new Uint8Array(await file.arrayBuffer()));
  // What was drawn of later steps is taken back: they come again.
  const { environmentSteps } = training;
  const kept = run.x.filter((steps) => steps <= environmentSteps).length;
  run.x.length = run.y.length = kept;
  awaitEnd(training);
  await set();
}

/** Each cell with the value of its best action, and an arrow for it. */
async function drawValues(): Promise<void> {
  const values = (await training?.call<Float32Array[]>('values')) ?? [];
  const columns = Math.sqrt(values.length);
  const size = pen.canvas.width / columns;
  values.forEach((actions, cell) => {
    const best = Math.max(...actions);
    const [x, y] = [(cell % columns) * size, Math.floor(cell / columns) * size];
    pen.fillStyle = `hsl(${best > 0 ? 140 : 10} 70% ${95 - 50 * Math.min(1, Math.abs(best))}%)`;
    pen.fillRect(x, y, size, size);
    pen.fillStyle = 'black';
    pen.fillText(`${'←↓→↑'[actions.indexOf(best)]} ${best.toFixed(2)}`, x + 8, y + size / 2);
  });
}

function drawChart(theme: 'auto' | 'light'): string {
  const series = runs.map((run) => ({ ...run, smoothed: movingAverage(run.y, 20) }));
  const width = Math.max(200, chart.clientWidth);
  return svgChart({ width, height: 300, theme, series, xLabel: 'steps', yLabel: 'return' });
}

function say(text: string): void {
  status.textContent = text;
}

/** An error is shown, not lost. */
function show(error: unknown): void {
  say(String(error));
}

function find<T extends Element>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`The page has no ${id}.`);
}

function onClick(id: string, task: () => Promise<unknown>): void {
  find(id, HTMLButtonElement).onclick = () => void task().catch(show);
}

/** A button that is for a training that was started. */
function onClickOf(id: string, task: (of: RemoteTraining) => Promise<unknown>): void {
  onClick(id, async () => {
    if (!training) throw new Error('Press Start first.');
    await task(training);
  });
}

onClick('start', start);
onClickOf('pause', (of) => of.pause());
onClickOf('step', (of) => of.step());
onClickOf('go', (of) => of.resume());
onClickOf('save', (of) => of.save(download('walk.safetensors')));
// As a file it has one theme: other programs than browsers do not know 'auto'.
onClick('picture', () =>
  download('returns.svg').write(new TextEncoder().encode(drawChart('light'))),
);
for (const id of ['epsilon', 'power']) {
  find(id, HTMLInputElement).oninput = () => void set().catch(show);
}
find('speed', HTMLSelectElement).onchange = () => {
  if (training) training.speed = speed();
};
find('load', HTMLInputElement).onchange = () => void load().catch(show);
setInterval(() => {
  if (runs.length > 0) chart.innerHTML = drawChart('auto');
  const from = training;
  // One that another has just taken the place of was closed.
  drawValues().catch((error: unknown) => from === training && show(error));
}, 500);
