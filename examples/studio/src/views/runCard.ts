import { LiveChart } from '../parts/charts.ts';
import { figure, freshId, h, setText } from '../parts/dom.ts';
import { Figures } from '../parts/figures.ts';
import type { History } from '../parts/history.ts';
import type { Phase } from '../parts/trainer.ts';
import type { World } from '../worlds/world.ts';

/** Steps a second at the positions of the slider; the last is as fast as it goes. */
const SPEEDS = [1, 5, 15, 50, 150, 500, Infinity];

/** What the buttons of a run ask for. */
export interface RunListener {
  go(): void;
  pause(): void;
  reset(): void;
  /** @param stepsPerSecond - `Infinity` for as fast as it goes. */
  speed(stepsPerSecond: number): void;
}

const GO: Readonly<Record<Phase, string>> = {
  idle: 'Train',
  starting: 'Starting…',
  running: 'Pause',
  paused: 'Continue',
  ended: 'Train anew',
};

/** The cards of a run: its buttons and figures, and its curves. */
export class RunCard {
  /** Buttons and figures. */
  readonly element: HTMLElement;
  /** The curves, as a card of their own. */
  readonly curves: HTMLElement;
  readonly #go: HTMLButtonElement;
  readonly #reset: HTMLButtonElement;
  readonly #status = h('p', { class: 'status', role: 'status' });
  readonly #speedText = h('span', { class: 'number' }, 'full speed');
  readonly #figures = new Figures({
    steps: 'Steps',
    episodes: 'Episodes',
    recent: 'Return (20)',
    greedy: 'Greedy',
    epsilon: 'ε',
    loss: 'Loss',
    speed: 'Steps/s',
  });
  readonly #returns = new LiveChart({ title: 'Return by environment steps', height: 230 });
  readonly #loss = new LiveChart({ title: 'Loss', height: 150 });
  readonly #epsilon = new LiveChart({
    ...{ title: 'ε: how many actions are random', height: 150 },
    yRange: [0, 1],
  });
  #phase: Phase = 'idle';

  constructor(listener: RunListener) {
    const press = (): void => (this.#phase === 'running' ? listener.pause() : listener.go());
    this.#go = h('button', { type: 'button', class: 'primary', onClick: press }, 'Train');
    this.#reset = h('button', { type: 'button', onClick: () => listener.reset() }, 'Reset');
    const id = freshId('speed');
    const slider = h('input', { type: 'range', id, min: 0, max: SPEEDS.length - 1, value: 6 });
    slider.addEventListener('input', () => {
      const speed = SPEEDS[Number(slider.value)] ?? Infinity;
      const text = speed === Infinity ? 'full speed' : `${speed} steps/s`;
      setText(this.#speedText, text);
      slider.setAttribute('aria-valuetext', text);
      listener.speed(speed);
    });
    slider.setAttribute('aria-valuetext', 'full speed');
    const speed = h('div', { class: 'speed' }, h('label', { for: id }, 'Speed'), slider);
    speed.append(this.#speedText);
    this.element = h(
      'section',
      { class: 'card panel run', 'aria-label': 'Training' },
      h('div', { class: 'run-bar' }, this.#go, this.#reset, speed),
      this.#status,
      this.#figures.element,
    );
    this.curves = h(
      'section',
      { class: 'card panel curves', 'aria-label': 'Curves' },
      h('p', { class: 'muted' }, 'The curves of the training appear here.'),
      this.#returns.element,
      h('div', { class: 'small-charts' }, this.#loss.element, this.#epsilon.element),
    );
    this.phase = 'idle';
  }

  set phase(phase: Phase) {
    this.#phase = phase;
    setText(this.#go, GO[phase]);
    this.#go.disabled = phase === 'starting';
    this.#reset.disabled = phase === 'idle' || phase === 'starting';
    this.element.dataset['phase'] = phase;
  }

  /** Shows where a run is. */
  show(history: History, world: World, total: number): void {
    const { steps, episodes, recentReturn, evaluation, epsilon, loss, stepsPerSecond } = history;
    this.#figures.show({
      steps: figure(steps),
      episodes: figure(episodes),
      recent: figure(recentReturn),
      greedy: figure(evaluation),
      epsilon: figure(epsilon),
      loss: figure(loss),
      speed: figure(stepsPerSecond === null ? null : Math.round(stepsPerSecond)),
    });
    const { curves, solved } = history;
    const all = [curves.returns, curves.evaluations, curves.loss, curves.epsilon];
    const isEmpty = all.every(({ x }) => x.length === 0);
    this.curves.classList.toggle('empty', isEmpty);
    this.#returns.show([
      { label: 'training', curve: curves.returns, smooth: 20 },
      { label: 'greedy', curve: curves.evaluations, smooth: 0 },
    ]);
    this.#loss.show([{ label: 'loss', curve: curves.loss, smooth: 20 }]);
    const isByNoise = history.updates > 0 && epsilon === null;
    this.#epsilon.show(
      [{ label: 'ε', curve: curves.epsilon, smooth: 0 }],
      isByNoise ? 'None: the noise of the network explores.' : undefined,
    );
    this.#status.classList.toggle('solved', solved !== null);
    setText(this.#status, this.#text(history, world, total));
  }

  /** The learning curve as a file of its own. */
  chart(title: string): string {
    return this.#returns.svg(title);
  }

  #text({ solved, steps }: History, world: World, total: number): string {
    if (solved) {
      const after = `${figure(solved.steps)} steps and ${solved.seconds.toFixed(1)} s`;
      return `Solved after ${after}: a greedy mean of ${figure(world.solved)} or more.`;
    }
    if (this.#phase === 'idle') return 'Nothing is trained yet.';
    return `${Math.floor((100 * steps) / total)} % of ${figure(total)} steps.`;
  }
}
