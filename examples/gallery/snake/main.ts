/** Watches a snake learn: worker, chart, pause, speed, save, resume, deploy. */
import { movingAverage, svgChart } from 'deepq';
import { indexedDb, startTraining } from 'deepq/browser';
import { loadPolicy } from 'deepq/policy';
import { drawSnake, Snake, type Board } from './snake.ts';

const find = (id: string): HTMLElement => document.getElementById(id)!;
const board = find('board') as HTMLCanvasElement;
const status = find('status');
const store = indexedDb('gallery/snake');

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
const saved = await store.read().catch(() => null);
const training = await startTraining(worker, saved ? { from: saved } : {});

find('pause').onclick = async () => {
  await (training.isPaused ? training.resume() : training.pause());
  find('pause').textContent = training.isPaused ? 'Continue' : 'Pause';
};
find('speed').oninput = () => {
  const speed = [5, 50, 500, Infinity][Number((find('speed') as HTMLInputElement).value)]!;
  training.speed = speed;
  find('pace').textContent = speed === Infinity ? 'full' : `${speed} steps a second`;
};
find('save').onclick = async () => {
  await training.save(store);
  status.textContent = 'Saved: the next visit goes on from here.';
};
find('deploy').onclick = async () => {
  for (const id of ['pause', 'save', 'deploy', 'speed']) find(id).setAttribute('disabled', '');
  await training.stop();
  // What is under way in the loop below has its answer before the worker goes.
  await shown;
  // From here on the page plays by itself, with nothing but deepq/policy.
  const policy = loadPolicy(await training.call<Uint8Array>('deploy'));
  training.close();
  const game = new Snake();
  let { observation } = game.reset({ seed: 7 });
  setInterval(() => {
    const step = game.step(policy.act(observation, { actionMask: game.mask() }));
    observation = step.terminated || step.truncated ? game.reset().observation : step.observation;
    drawSnake(board, game.board);
  }, 100);
  status.textContent = 'Deployed: the trained snake plays.';
};

const shown = show();

/** Shows the training twice a second, up to its end. */
async function show(): Promise<void> {
  const [steps, lengths]: [number[], number[]] = [[], []];
  let drawn = 0;
  for await (const event of training) {
    if (event.type === 'episode') {
      steps.push(event.environmentSteps);
      lengths.push(event.return);
    } else if (
      event.type === 'end' ||
      (event.type === 'steps' && performance.now() > drawn + 500)
    ) {
      drawn = performance.now();
      find('progress').textContent = `${event.environmentSteps.toLocaleString('en')} steps`;
      drawSnake(board, await training.call<Board>('board'));
      const series = [
        { label: 'return', x: steps, y: lengths, smoothed: movingAverage(lengths, 50) },
      ];
      const chart = find('chart');
      const width = Math.max(200, chart.clientWidth);
      chart.innerHTML = svgChart({ series, xLabel: 'environment steps', width, theme: 'auto' });
    }
  }
}
