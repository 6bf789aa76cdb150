import type { Outcome } from '../parts/arena.ts';
import { figure, freshId, h, setText } from '../parts/dom.ts';
import type { Shelf } from '../parts/shelf.ts';
import { Stage } from '../parts/stage.ts';
import type { World } from '../worlds/world.ts';
import { worldOf, worlds } from '../worlds/worlds.ts';

/** The one who sits before the screen, in the list of agents. */
const YOU = 'you';
const FIRST_SEED = 1;

/** One of the two sides. */
interface Side {
  readonly element: HTMLElement;
  readonly select: HTMLSelectElement;
  readonly place: HTMLElement;
  readonly score: HTMLElement;
  /** Whether a person chose who plays. */
  isChosen: boolean;
  returns: number[];
  stage: Stage | null;
}

/** Two agents, or an agent and a person, side by side in the same episodes. */
export class CompareView {
  readonly element: HTMLElement;
  readonly #shelf: Shelf;
  readonly #sides: readonly [Side, Side];
  readonly #worldSelect: HTMLSelectElement;
  readonly #fail: (error: unknown) => void;
  #world: World = worldOf('CartPole-v1');
  #isOpen = false;

  constructor(shelf: Shelf, fail: (error: unknown) => void) {
    this.#shelf = shelf;
    this.#fail = fail;
    const options = worlds.map(({ id, title }) => h('option', { value: id }, title));
    const id = freshId('world');
    this.#worldSelect = h('select', { id, onChange: () => this.#enter() }, ...options);
    this.#sides = [this.#makeSide('Left'), this.#makeSide('Right')];
    const again = h('button', { type: 'button', onClick: () => this.#enter() }, 'Start again');
    this.element = h(
      'section',
      { class: 'compare', 'aria-label': 'Compare' },
      h(
        'div',
        { class: 'card toolbar' },
        h('div', { class: 'field' }, h('label', { for: id }, 'World'), this.#worldSelect),
        again,
        h('p', { class: 'muted' }, 'Both sides play the same episodes, one seed after the other.'),
      ),
      h('div', { class: 'sides' }, ...this.#sides.map(({ element }) => element)),
    );
    shelf.onChange(() => this.#fillSelects(true));
  }

  /** Begins; in the world that was last trained in. */
  open(world: string): void {
    this.#isOpen = true;
    this.#worldSelect.value = world;
    this.#enter();
  }

  close(): void {
    this.#isOpen = false;
    for (const { stage } of this.#sides) stage?.close();
  }

  #makeSide(name: string): Side {
    const id = freshId('agent');
    const side: Side = {
      element: h('div', { class: 'card side' }),
      select: h('select', {
        id,
        onChange: () => {
          side.isChosen = true;
          this.#restart();
        },
      }),
      place: h('div'),
      score: h('p', { class: 'tally', 'aria-live': 'polite' }, '–'),
      isChosen: false,
      returns: [],
      stage: null,
    };
    const label = h('label', { for: id }, `${name} side`);
    side.element.append(h('div', { class: 'field' }, label, side.select), side.score, side.place);
    return side;
  }

  #enter(): void {
    this.#world = worldOf(this.#worldSelect.value);
    this.#fillSelects();
    this.#restart();
  }

  #restart(): void {
    if (!this.#isOpen) return;
    for (const side of this.#sides) {
      side.stage?.close();
      side.returns = [];
      setText(side.score, 'No episode yet.');
      const stage = new Stage(
        this.#world,
        { ended: (outcome) => this.#count(side, outcome) },
        FIRST_SEED,
      );
      side.stage = stage;
      side.place.replaceChildren(stage.element);
      stage.element.classList.add('bare');
      stage.emptyNote = 'Choose an agent.';
      void this.#seat(side, stage).catch(this.#fail);
    }
  }

  /** Lets whoever was chosen take the controls. */
  async #seat({ select }: Side, stage: Stage): Promise<void> {
    if (select.value === YOU) stage.mode = 'play';
    else if (select.value !== '') stage.policy = await this.#shelf.load(select.value);
    stage.arena.restart(FIRST_SEED);
    stage.arena.start();
  }

  #count(side: Side, { episodeReturn }: Outcome): void {
    side.returns.push(episodeReturn);
    const { returns } = side;
    const mean = returns.reduce((sum, each) => sum + each, 0) / returns.length;
    const episodes = returns.length === 1 ? '1 episode' : `${returns.length} episodes`;
    setText(side.score, `${episodes} · mean ${figure(mean)} · last ${figure(episodeReturn)}`);
  }

  /** @param isUnderWay - Whether those who play are to stay. */
  #fillSelects(isUnderWay = false): void {
    const entries = this.#shelf.entries(this.#world.id);
    for (const [index, { select, isChosen }] of this.#sides.entries()) {
      const before = select.value;
      const options = entries.map(({ key, title }) => h('option', { value: key }, title));
      select.replaceChildren(...options, h('option', { value: YOU }, 'You, at the keys'));
      const isThere = before === YOU || entries.some(({ key }) => key === before);
      // Two agents if there are two, else an agent and the one before the screen.
      const isKept = (isChosen || (isUnderWay && this.#isOpen)) && isThere;
      select.value = isKept ? before : (entries[index]?.key ?? YOU);
    }
  }
}
