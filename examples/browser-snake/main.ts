import { movingAverage, svgChart } from 'deepq';
import { download, drawFrame, indexedDb, startTraining } from 'deepq/browser';

const find = (id: string) => document.querySelector<HTMLElement>(`#${id}`)!;
const say = (text: unknown) => (find('status').textContent = String(text));
const store = indexedDb('snake');
const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
const training = await startTraining(worker, { isPaused: true });
const [steps, returns]: [number[], number[]] = [[], []];
training.frames({ onFrame: ({ image }) => drawFrame(document.querySelector('canvas')!, image) });
training.on('episode', (event) => {
  steps.push(event.environmentSteps);
  returns.push(event.return);
});
training.on('steps', (event) => (find('steps').textContent = `${event.environmentSteps} steps.`));
training.on('end', ({ reason }) => say(`The training is ${reason}.`));
setInterval(() => {
  const series = [{ label: 'return', x: steps, y: returns, smoothed: movingAverage(returns, 50) }];
  const width = Math.max(200, Math.min(720, innerWidth - 32));
  find('chart').innerHTML = svgChart({ series, width, theme: 'auto', xLabel: 'steps' });
}, 500);

find('pause').onclick = () => (training.isPaused ? training.resume() : training.pause());
find('speed').oninput = ({ target }) => (training.speed = +(target as HTMLSelectElement).value);
find('save').onclick = () => training.save(store).then(() => say('Saved.'), say);
find('load').onclick = () => training.load(store).then(() => say('Loaded.'), say);
find('deploy').onclick = async () =>
  download('snake.policy').write(await training.call<Uint8Array>('policy'));
training.finish().catch(say);
say('Ready.');
document.documentElement.inert = false;
