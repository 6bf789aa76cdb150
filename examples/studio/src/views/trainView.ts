import { presets } from 'deepq/environments';
import { loadPolicy, type DeployedPolicy } from 'deepq/policy';
import { h, saveFile } from '../parts/dom.ts';
import { History } from '../parts/history.ts';
import { ReplayPanel } from '../parts/replayPanel.ts';
import type { Shelf, ShelfEntry } from '../parts/shelf.ts';
import { Stage } from '../parts/stage.ts';
import { Trainer } from '../parts/trainer.ts';
import { worldOf } from '../worlds/worlds.ts';
import { RunCard } from './runCard.ts';
import { SetupCard } from './setupCard.ts';

/** The view in which an agent is trained and watched. */
export class TrainView {
  readonly element: HTMLElement;
  readonly #shelf: Shelf;
  readonly #fail: (error: unknown) => void;
  readonly #setup: SetupCard;
  readonly #run: RunCard;
  readonly #stagePlace = h('section', { class: 'card', 'aria-label': 'The world' });
  readonly #replayPlace = h('div');
  readonly #trainer: Trainer;
  #stage!: Stage;
  #replay!: ReplayPanel;
  #history = new History();
  #policyBytes: Uint8Array<ArrayBuffer> | null = null;

  constructor(shelf: Shelf, fail: (error: unknown) => void) {
    this.#shelf = shelf;
    this.#fail = fail;
    this.#setup = new SetupCard((_, what) => {
      if (what === 'world') this.#enterWorld();
    });
    this.#trainer = new Trainer({
      phase: (phase) => (this.#run.phase = phase),
      event: (event) => this.#history.add(event, this.#setup.setup.world),
      policy: (policy, bytes) => this.#take(policy, bytes),
      replay: (facts) => this.#replay.show(facts),
      failed: fail,
    });
    this.#run = new RunCard({
      go: () => void this.#trainer.start(this.#setup.setup, null).catch(fail),
      pause: () => this.#trainer.pause(),
      reset: () => this.#trainer.stop(),
      speed: (speed) => (this.#trainer.speed = speed),
    });
    const replayCard = h(
      'section',
      { class: 'card panel', 'aria-label': 'Replay buffer' },
      h('h2', {}, 'Replay buffer'),
      this.#replayPlace,
    );
    this.element = h(
      'div',
      { class: 'train' },
      h('div', { class: 'column' }, this.#setup.element, this.#stagePlace),
      h('div', { class: 'column' }, this.#run.element, replayCard),
    );
    this.#enterWorld();
  }

  get world(): string {
    return this.#setup.setup.world.id;
  }

  open(): void {
    this.#stage.arena.start();
  }

  close(): void {
    this.#stage.close();
  }

  async restore(): Promise<void> {}

  async watch(entry: ShelfEntry): Promise<void> {
    this.#setup.setup = { ...this.#setup.setup, world: worldOf(entry.world) };
    this.#enterWorld();
    const bytes = await entry.bytes();
    this.#take(loadPolicy(bytes), bytes);
    this.#stage.mode = 'watch';
  }

  async forget(entry: ShelfEntry): Promise<void> {
    this.#shelf.remove(entry.key);
  }

  #take(policy: DeployedPolicy, bytes: Uint8Array<ArrayBuffer>): void {
    this.#policyBytes = bytes;
    this.#stage.policy = policy;
  }

  #enterWorld(): void {
    const { world } = this.#setup.setup;
    this.#stage?.close();
    this.#stage = new Stage(world);
    this.#stagePlace.replaceChildren(this.#stage.element);
    this.#replay = new ReplayPanel(world.actions);
    this.#replayPlace.replaceChildren(this.#replay.element);
    this.#stage.arena.start();
    this.#run.show(this.#history, world, presets[world.id].environmentSteps);
  }
}
