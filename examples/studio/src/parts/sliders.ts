import type { Variable } from '../worlds/world.ts';
import { figureBy, freshId, h, setText } from './dom.ts';

/** A slider for each number of a state. */
export class Sliders {
  readonly element: HTMLElement = h('div', { class: 'sliders' });
  readonly #changed: (values: readonly number[]) => void;
  #inputs: readonly HTMLInputElement[] = [];
  #outputs: readonly HTMLElement[] = [];

  /** @param changed - Called with all numbers when a person has moved one. */
  constructor(changed: (values: readonly number[]) => void) {
    this.#changed = changed;
  }

  /** Shows the numbers as they are; makes the sliders at the first call. */
  show(variables: readonly Variable[]): void {
    if (this.#inputs.length !== variables.length) this.#build(variables);
    for (const [index, { value, step }] of variables.entries()) {
      const input = this.#inputs[index]!;
      if (document.activeElement !== input) input.value = String(value);
      setText(this.#outputs[index]!, figureBy(value, step));
    }
  }

  #build(variables: readonly Variable[]): void {
    const changed = (): void => this.#changed(this.#inputs.map((input) => Number(input.value)));
    this.#inputs = variables.map(({ min, max, step }) =>
      h('input', { type: 'range', id: freshId('state'), min, max, step, onInput: changed }),
    );
    this.#outputs = variables.map(() => h('span', { class: 'number' }));
    const rows = variables.map(({ name }, index) => {
      const input = this.#inputs[index]!;
      return h('div', {}, h('label', { for: input.id }, name), input, this.#outputs[index]!);
    });
    this.element.replaceChildren(...rows);
  }
}
