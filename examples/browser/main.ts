/**
 * Trains DQN on CartPole-v1 in a page, draws the returns as they come, and
 * keeps the agent in IndexedDB. docs/guide/browser.md tells how to build it.
 */
import { DQNAgent, evaluate, movingAverage, svgChart, train } from 'deepq';
import { indexedDb } from 'deepq/browser';
import { makeEnvironment, presets } from 'deepq/environments';

const trainButton = find('#train', HTMLButtonElement);
const stopButton = find('#stop', HTMLButtonElement);
const loadButton = find('#load', HTMLButtonElement);
const status = find('#status', HTMLElement);
const chart = find('#chart', HTMLElement);

const { training, evaluation, agent: settings, environmentSteps } = presets['CartPole-v1'];
const store = indexedDb('cartpole');
let controller = new AbortController();

trainButton.onclick = () => void run(trainAgent);
loadButton.onclick = () => void run(loadAgent);
stopButton.onclick = () => {
  controller.abort();
};
trainButton.disabled = loadButton.disabled = false;
status.textContent = 'Ready.';

async function trainAgent(): Promise<void> {
  const environment = training(makeEnvironment('CartPole-v1'));
  const agent = new DQNAgent({ environment, ...settings, seed: 1 });
  controller = new AbortController();
  const { signal } = controller;
  stopButton.disabled = false;
  const steps: number[] = [];
  const returns: number[] = [];
  let nextDrawing = 0;
  try {
    for await (const event of train(agent, environment, { environmentSteps, seed: 1, signal })) {
      if (event.type === 'episode') {
        steps.push(event.environmentSteps);
        // It learns from other rewards; the true one is 1 a step.
        returns.push(event.length);
      } else if (event.type === 'steps' && performance.now() >= nextDrawing) {
        // Twice a second: drawing takes time from learning.
        nextDrawing = performance.now() + 500;
        status.textContent = `${event.environmentSteps} of ${environmentSteps} steps`;
        draw(steps, returns);
      }
    }
    draw(steps, returns);
    // Without the replay buffer the checkpoint is small, and enough to act.
    await agent.save(store, { replay: false });
    status.textContent = `Saved. ${await judge(agent)}`;
  } finally {
    stopButton.disabled = true;
    agent.dispose();
  }
}

async function loadAgent(): Promise<void> {
  const environment = training(makeEnvironment('CartPole-v1'));
  const agent = new DQNAgent({ environment, ...settings });
  try {
    await agent.load(store);
    status.textContent = `Loaded. ${await judge(agent)}`;
  } finally {
    agent.dispose();
  }
}

async function judge(agent: DQNAgent): Promise<string> {
  const environment = evaluation(makeEnvironment('CartPole-v1'));
  const { mean } = await evaluate(agent, environment, { episodes: 10 });
  return `Mean return of 10 greedy episodes: ${mean.toFixed(1)}; 500 is the most.`;
}

function draw(steps: readonly number[], returns: readonly number[]): void {
  chart.innerHTML = svgChart({
    title: 'DQN on CartPole-v1',
    // As wide as its place, so that its text can be read on a phone as well.
    width: Math.max(200, chart.clientWidth),
    height: 360,
    // Light or dark, as the page is.
    theme: 'auto',
    xLabel: 'environment steps',
    yLabel: 'episode return',
    series: [{ label: 'return', x: steps, y: returns, smoothed: movingAverage(returns, 20) }],
  });
}

/** One thing at a time; an error is shown, not lost. */
async function run(task: () => Promise<void>): Promise<void> {
  trainButton.disabled = loadButton.disabled = true;
  try {
    await task();
  } catch (error) {
    status.textContent = String(error);
  }
  trainButton.disabled = loadButton.disabled = false;
}

function find<T extends Element>(selector: string, kind: new () => T): T {
  const found = document.querySelector(selector);
  if (found instanceof kind) return found;
  throw new Error(`The page has no ${selector}.`);
}
