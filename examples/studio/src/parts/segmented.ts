import { freshId, h } from './dom.ts';

/** One of several choices, as radio buttons in a row: arrow keys move between them. */
export class Segmented<T extends string> {
  readonly element: HTMLElement;
  readonly #inputs = new Map<T, HTMLInputElement>();

  constructor(label: string, choices: readonly (readonly [T, string])[], changed: (to: T) => void) {
    const name = freshId('choice');
    const options = choices.map(([value, text]) => {
      const input = h('input', { type: 'radio', name, value, onChange: () => changed(value) });
      this.#inputs.set(value, input);
      return h('label', {}, input, h('span', {}, text));
    });
    this.element = h(
      'div',
      { class: 'segmented', role: 'radiogroup', 'aria-label': label },
      ...options,
    );
  }

  /** Chooses without telling anyone. */
  set value(value: T) {
    const input = this.#inputs.get(value);
    if (input) input.checked = true;
  }
}
