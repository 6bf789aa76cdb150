import { h } from '../parts/dom.ts';

/** The cards of the view, by their columns on a wide screen. */
export interface TrainCards {
  readonly left: readonly HTMLElement[];
  readonly right: readonly HTMLElement[];
  /** Gets a card of its own, below those on the right. */
  readonly replay: HTMLElement;
}

/** Puts the cards of the training view into their places. */
export function trainLayout({ left, right, replay }: TrainCards): HTMLElement {
  const replayCard = h(
    'section',
    { class: 'card panel buffer', 'aria-label': 'Replay buffer' },
    h('h2', {}, 'Replay buffer'),
    replay,
  );
  return h(
    'div',
    { class: 'train' },
    h('div', { class: 'column' }, ...left),
    h('div', { class: 'column' }, ...right, replayCard),
  );
}
