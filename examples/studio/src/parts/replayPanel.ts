import type { ActionName } from '../worlds/world.ts';
import type { Histogram, ReplayFacts } from './replayFacts.ts';
import { figure, figureBy, h, setText } from './dom.ts';

/** What the replay buffer holds: how full it is, its rewards, its priorities, the last rows. */
export class ReplayPanel {
  readonly element: HTMLElement;
  readonly #summary = h('p', { class: 'muted' }, 'Empty.');
  readonly #fill = h('span', { class: 'meter-fill' });
  readonly #rewards = h('figure', { class: 'histogram' });
  readonly #priorities = h('figure', { class: 'histogram', hidden: true });
  readonly #rows = h('tbody');
  readonly #scroll = h('div', {
    ...{ class: 'scroll', tabindex: 0, role: 'region', hidden: true },
    'aria-label': 'Last transitions',
  });
  readonly #actions: readonly ActionName[];

  constructor(actions: readonly ActionName[]) {
    this.#actions = actions;
    const heads = ['Observation', 'Action', 'Reward', ''].map((name) =>
      h('th', { scope: 'col' }, name === '' ? 'End' : name),
    );
    this.element = h(
      'div',
      { class: 'replay' },
      this.#summary,
      h('span', { class: 'meter', 'aria-hidden': 'true' }, this.#fill),
      h('div', { class: 'histograms' }, this.#rewards, this.#priorities),
      this.#scroll,
    );
    this.#scroll.append(
      h(
        'table',
        {},
        h('caption', {}, 'Last transitions'),
        h('thead', {}, h('tr', {}, ...heads)),
        this.#rows,
      ),
    );
  }

  /** Shows what is held; null empties the panel. */
  show(facts: ReplayFacts | null): void {
    this.#rows.replaceChildren();
    this.#rewards.replaceChildren();
    this.#scroll.hidden = !facts;
    this.#priorities.hidden = !facts?.priorities;
    this.#fill.style.transform = `scaleX(${facts ? facts.size / facts.capacity : 0})`;
    if (!facts) {
      setText(this.#summary, 'Empty.');
      return;
    }
    const { size, capacity, ends } = facts;
    setText(
      this.#summary,
      `${figure(size)} of ${figure(capacity)} transitions, ${figure(ends)} ends of episodes.`,
    );
    this.#rewards.append(...bars(facts.rewards, 'Rewards, as learned from', figure));
    if (facts.priorities) {
      const power = (value: number): string => figure(10 ** value);
      this.#priorities.replaceChildren(...bars(facts.priorities, 'Priorities', power));
    }
    for (const { observation, action, reward, end } of facts.last) {
      const numbers = observation.map((value) => decimals(value));
      const cells = [numbers.join('  '), this.#actions[action]?.name ?? '', figure(reward), end];
      this.#rows.append(h('tr', {}, ...cells.map((text) => h('td', {}, text))));
    }
  }
}

/** A histogram; heights are square roots, so that rare values are seen as well. */
function bars(histogram: Histogram, title: string, show: (value: number) => string): Node[] {
  const { counts, min, max } = histogram;
  const most = Math.sqrt(Math.max(...counts, 1));
  const columns = counts.map((count) =>
    h('span', { style: `height:${((100 * Math.sqrt(count)) / most).toFixed(1)}%` }),
  );
  return [
    h('figcaption', {}, title),
    h('div', { class: 'bars', 'aria-hidden': 'true' }, ...columns),
    h('p', { class: 'range muted' }, h('span', {}, show(min)), h('span', {}, show(max))),
  ];
}

/** Two decimals, of what is no whole number, and as wide as another of its kind. */
function decimals(value: number): string {
  return figureBy(value, Number.isInteger(value) ? 1 : 0.01).padStart(5);
}
