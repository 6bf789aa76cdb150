import { freshId, h } from './dom.ts';

/** One of several views. */
export interface Tab {
  readonly key: string;
  readonly title: string;
  readonly panel: HTMLElement;
}

/** Tabs that show one view at a time; arrow keys go from one to the next. */
export class Tabs {
  readonly element: HTMLElement;
  readonly panels: readonly HTMLElement[];
  readonly #tabs: readonly Tab[];
  readonly #buttons: readonly HTMLButtonElement[];
  readonly #opened: (key: string) => void;

  /** @param opened - Called with the key of the view that is shown. */
  constructor(tabs: readonly Tab[], opened: (key: string) => void) {
    this.#tabs = tabs;
    this.#opened = opened;
    const ids = tabs.map(() => freshId('panel'));
    this.#buttons = tabs.map(({ key, title }, index) =>
      h(
        'button',
        {
          ...{ type: 'button', role: 'tab', id: `${ids[index]!}-tab` },
          'aria-controls': ids[index]!,
          onClick: () => this.open(key),
        },
        title,
      ),
    );
    this.panels = tabs.map(({ panel }, index) => {
      const labelled = { 'aria-labelledby': `${ids[index]!}-tab` };
      return h('div', { role: 'tabpanel', id: ids[index]!, ...labelled, hidden: true }, panel);
    });
    this.element = h(
      'div',
      { class: 'tabs', role: 'tablist', 'aria-label': 'Views', onKeydown: this.#move },
      ...this.#buttons,
    );
  }

  /** Shows a view. */
  open(key: string): void {
    for (const [index, tab] of this.#tabs.entries()) {
      const isOpen = tab.key === key;
      const button = this.#buttons[index]!;
      button.setAttribute('aria-selected', String(isOpen));
      button.tabIndex = isOpen ? 0 : -1;
      this.panels[index]!.hidden = !isOpen;
    }
    this.#opened(key);
  }

  readonly #move = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const count = this.#tabs.length;
    const now = this.#buttons.findIndex((button) => button === document.activeElement);
    const next = (now + by + count) % count;
    this.open(this.#tabs[next]!.key);
    this.#buttons[next]!.focus();
  };
}
