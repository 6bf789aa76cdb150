import { h, setText } from './dom.ts';

/** A row of figures with their names. */
export class Figures<K extends string> {
  readonly element: HTMLElement;
  readonly #values = new Map<K, HTMLElement>();

  constructor(names: Readonly<Record<K, string>>) {
    const items = (Object.entries(names) as [K, string][]).map(([key, name]) => {
      const value = h('dd', {}, '–');
      this.#values.set(key, value);
      return h('div', {}, h('dt', {}, name), value);
    });
    this.element = h('dl', { class: 'figures' }, ...items);
  }

  show(values: Readonly<Record<K, string>>): void {
    for (const [key, text] of Object.entries(values) as [K, string][]) {
      const element = this.#values.get(key);
      if (element) setText(element, text);
    }
  }
}
