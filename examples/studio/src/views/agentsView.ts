import { figure, h, saveFile } from '../parts/dom.ts';
import type { Shelf, ShelfEntry, TrainedAgent } from '../parts/shelf.ts';
import { worldOf } from '../worlds/worlds.ts';

/** What the list of agents asks for. */
export interface AgentsListener {
  watch(entry: ShelfEntry): void;
  forget(entry: ShelfEntry): void;
  readonly fail: (error: unknown) => void;
}

/** All agents: how each came about, and what it reaches. */
export class AgentsView {
  readonly element: HTMLElement = h('section', { class: 'agents', 'aria-label': 'Agents' });
  readonly #shelf: Shelf;
  readonly #listener: AgentsListener;

  constructor(shelf: Shelf, listener: AgentsListener) {
    this.#shelf = shelf;
    this.#listener = listener;
    shelf.onChange(() => this.#show());
    this.#show();
  }

  #show(): void {
    const cards = this.#shelf.entries().map((entry) => this.#card(entry));
    const intro = h(
      'p',
      { class: 'lead' },
      'Each of these was trained by the command below it, and judged afterwards in greedy ' +
        'episodes of another seed. An agent that you keep in the studio joins them.',
    );
    this.element.replaceChildren(intro, h('div', { class: 'agent-grid' }, ...cards));
  }

  #card(entry: ShelfEntry): HTMLElement {
    const { title } = worldOf(entry.world);
    const name = entry.trained ? title : `${title}: ${entry.title}`;
    const listener = this.#listener;
    const buttons = [
      h(
        'button',
        { type: 'button', class: 'primary', onClick: () => listener.watch(entry) },
        'Watch',
      ),
      h(
        'button',
        { type: 'button', onClick: () => void download(entry).catch(listener.fail) },
        'Download',
      ),
    ];
    if (!entry.trained) {
      buttons.push(
        h('button', { type: 'button', onClick: () => listener.forget(entry) }, 'Delete'),
      );
    }
    for (const button of buttons)
      button.setAttribute('aria-label', `${button.textContent} ${name}`);
    return h(
      'article',
      { class: 'card agent' },
      h('h2', {}, name),
      ...(entry.trained ? facts(entry.trained) : [h('p', { class: 'muted' }, 'Kept by you.')]),
      h('div', { class: 'buttons' }, ...buttons),
    );
  }
}

function facts({ score, command, seed, environmentSteps, seconds, bytes, ...how }: TrainedAgent) {
  const row = (name: string, text: string): HTMLElement[] => [h('dt', {}, name), h('dd', {}, text)];
  return [
    h(
      'p',
      { class: 'big-score' },
      h('strong', {}, figure(score.mean)),
      ` ± ${figure(score.standardDeviation)}, mean of ${score.episodes} greedy episodes`,
    ),
    h(
      'dl',
      {},
      ...row('least, most', `${figure(score.min)}, ${figure(score.max)}`),
      ...row('seed', String(seed)),
      ...row('trained', `${figure(environmentSteps)} steps in ${seconds} s`),
      ...row('best at', `step ${figure(how.bestAtStep)}`),
      ...row('file', `${Math.ceil(bytes / 1000)} kB, ${how.precision}`),
    ),
    h('code', {}, command),
  ];
}

async function download({ world, bytes }: ShelfEntry): Promise<void> {
  saveFile(`${world}.policy`, await bytes());
}
