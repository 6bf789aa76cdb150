import type { ActionName } from '../worlds/world.ts';
import { figureBy, h, setText } from './dom.ts';

/** The values of all actions in a state as bars; the best one stands out. */
export class QBars {
  readonly element: HTMLElement;
  readonly #rows: readonly Row[];

  constructor(actions: readonly ActionName[]) {
    this.#rows = actions.map(({ name, sign }) => {
      const bar = h('span', { class: 'q-bar' });
      const value = h('span', { class: 'q-value' }, '–');
      const element = h(
        'li',
        {},
        h('span', { class: 'q-sign', 'aria-hidden': 'true' }, sign),
        h('span', { class: 'q-name' }, name),
        h('span', { class: 'q-track', 'aria-hidden': 'true' }, bar),
        value,
      );
      return { element, bar, value };
    });
    const rows = this.#rows.map(({ element }) => element);
    this.element = h('ol', { class: 'q-bars', 'aria-label': 'Value of each action' }, ...rows);
  }

  /** @param best - The action that stands out; null for none. */
  show(values: Float32Array | null, best: number | null, mask: Uint8Array | null): void {
    const low = values ? Math.min(...values) : 0;
    const high = values ? Math.max(...values) : 1;
    const range = high - low || 1;
    for (const [action, { element, bar, value }] of this.#rows.entries()) {
      const given = values?.[action];
      // Bars show differences: values of a state often differ little from each other.
      const part = given === undefined ? 0 : 0.08 + (0.92 * (given - low)) / range;
      bar.style.transform = `scaleX(${part.toFixed(3)})`;
      // As many decimals as tell the values apart, and no fewer than three digits.
      const least = Math.max(Math.abs(low), Math.abs(high)) / 100;
      setText(value, figureBy(given, Math.min(range / 10, least || 1)));
      element.classList.toggle('best', action === best);
      element.classList.toggle('forbidden', mask?.[action] === 0);
    }
  }
}

interface Row {
  readonly element: HTMLElement;
  readonly bar: HTMLElement;
  readonly value: HTMLElement;
}
