import { presets } from 'deepq/environments';
import { freshId, h, setText } from '../parts/dom.ts';
import { recipeOf, recipesOf } from '../parts/recipes.ts';
import type { World } from '../worlds/world.ts';
import { worldOf, worlds } from '../worlds/worlds.ts';

/** What was chosen. */
export interface Setup {
  readonly world: World;
  readonly recipe: string;
  readonly seed: number;
}

/** The card in which world, preset and seed are chosen. */
export class SetupCard {
  readonly element: HTMLElement;
  readonly #world: HTMLSelectElement;
  readonly #recipe: HTMLSelectElement;
  readonly #seed: HTMLInputElement;
  readonly #about = h('p', { class: 'muted' });

  /** @param changed - Called when something else was chosen. */
  constructor(changed: (setup: Setup, what: 'world' | 'settings') => void) {
    const [worldId, recipeId, seedId] = ['world', 'recipe', 'seed'].map(freshId) as [
      string,
      string,
      string,
    ];
    const told = (what: 'world' | 'settings') => (): void => {
      if (what === 'world') this.#offer(this.#recipe.value);
      this.#describe();
      changed(this.setup, what);
    };
    this.#world = h(
      'select',
      { id: worldId, onChange: told('world') },
      ...worlds.map(({ id, title }) => h('option', { value: id }, title)),
    );
    this.#recipe = h('select', { id: recipeId, onChange: told('settings') });
    this.#seed = h('input', { id: seedId, type: 'number', min: 0, max: 9999, value: 1 });
    this.#seed.addEventListener('change', told('settings'));
    const field = (id: string, name: string, input: HTMLElement): HTMLElement =>
      h('div', { class: 'field' }, h('label', { for: id }, name), input);
    this.element = h(
      'section',
      { class: 'card toolbar setup', 'aria-label': 'What to train' },
      field(worldId, 'World', this.#world),
      field(recipeId, 'Preset', this.#recipe),
      field(seedId, 'Seed', this.#seed),
      this.#about,
    );
    this.#offer('');
    this.#describe();
  }

  get setup(): Setup {
    const seed = Math.trunc(Number(this.#seed.value));
    return {
      world: worldOf(this.#world.value),
      recipe: this.#recipe.value,
      seed: Number.isFinite(seed) ? Math.min(Math.max(seed, 0), 9999) : 1,
    };
  }

  /** What the preset is called. */
  get recipeTitle(): string {
    return recipeOf(this.setup.world.id, this.#recipe.value).title;
  }

  /** While there is a run, its settings stay as they are. */
  set isLocked(isLocked: boolean) {
    this.#recipe.disabled = isLocked;
    this.#seed.disabled = isLocked;
  }

  /** Chooses without telling anyone. */
  set setup({ world, recipe, seed }: Setup) {
    this.#world.value = world.id;
    this.#offer(recipe);
    this.#seed.value = String(seed);
    this.#describe();
  }

  /** Offers the recipes of the chosen world, and chooses one: the tuned preset if it has not that. */
  #offer(recipe: string): void {
    const { world } = this.setup;
    const options = recipesOf(world.id).map(({ id, title }) => h('option', { value: id }, title));
    this.#recipe.replaceChildren(...options);
    this.#recipe.value = recipeOf(world.id, recipe).id;
  }

  #describe(): void {
    const { world, recipe } = this.setup;
    const about = recipeOf(world.id, recipe).about(presets[world.id].agent);
    setText(this.#about, `${world.about} ${about}`);
  }
}
