import { h, setText } from '../parts/dom.ts';

/** Milliseconds for which a button says that it is done. */
const SAID = 2000;

/** What the buttons for files ask for. */
export interface FilesListener {
  checkpoint(): void;
  policy(): void;
  chart(): void;
  /** @returns Settled when it is kept. */
  keep(): Promise<void>;
  load(file: File): void;
}

/** The card with all that can be saved, exported and loaded. */
export class FilesBar {
  readonly element: HTMLElement;
  readonly #ofRun: readonly HTMLButtonElement[];
  readonly #ofPolicy: readonly HTMLButtonElement[];

  constructor(listener: FilesListener) {
    const button = (text: string, title: string, onClick: () => void): HTMLButtonElement =>
      h('button', { type: 'button', title, onClick }, text);
    const input = h('input', { type: 'file', accept: '.safetensors,.policy', hidden: true });
    input.addEventListener('change', () => {
      const [file] = input.files ?? [];
      if (file) listener.load(file);
      // The same file can be chosen again.
      input.value = '';
    });
    const load = button('Load…', 'A checkpoint or a policy', () => input.click());
    const keep = button('Keep agent', 'Puts it among the agents of the studio', () => {
      void listener.keep().then(() => {
        setText(keep, 'Kept');
        setTimeout(() => setText(keep, 'Keep agent'), SAID);
      });
    });
    this.#ofRun = [
      button('Save checkpoint', 'The whole training, to go on from', () => listener.checkpoint()),
      button('Save chart', 'The learning curve, as SVG', () => listener.chart()),
    ];
    this.#ofPolicy = [
      button('Export policy', 'One small file that acts, for deepq/policy', () =>
        listener.policy(),
      ),
      keep,
    ];
    this.element = h(
      'section',
      { class: 'card panel file-card', 'aria-label': 'Files' },
      h('h2', {}, 'Files'),
      h('div', { class: 'files' }, load, ...this.#ofRun, ...this.#ofPolicy, input),
    );
    this.hasRun = false;
    this.hasPolicy = false;
  }

  set hasRun(has: boolean) {
    for (const button of this.#ofRun) button.disabled = !has;
    if (has) this.hasPolicy = true;
  }

  set hasPolicy(has: boolean) {
    for (const button of this.#ofPolicy) button.disabled = !has;
  }
}
