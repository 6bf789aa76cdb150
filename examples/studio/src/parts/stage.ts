import type { TrainingFrame } from 'deepq/browser';
import type { DeployedPolicy } from 'deepq/policy';
import type { World } from '../worlds/world.ts';
import { Arena, bestAction, type Control, type Moment, type Outcome } from './arena.ts';
import { figure, h, setText } from './dom.ts';
import { makeDraggable } from './dragging.ts';
import { Pad } from './pad.ts';
import { QBars } from './qBars.ts';
import { Screen } from './screen.ts';
import { Segmented } from './segmented.ts';
import { Sliders } from './sliders.ts';

/** Who is at the controls of a stage. */
export type Mode = 'live' | 'watch' | 'play' | 'drag';

const CONTROLS: Readonly<Record<Mode, Control>> = {
  ...{ live: 'nobody', watch: 'agent' },
  ...{ play: 'person', drag: 'nobody' },
};

const HINTS: Readonly<Record<Mode, string>> = {
  live: 'The training itself: the agent explores. Slow it down to follow it.',
  watch: 'The agent as it is now, without random actions.',
  play: 'Use the keys, or the buttons below.',
  drag: 'Drag what you see, or move the sliders.',
};

/** What a stage tells. */
export interface StageListener {
  /** An episode has ended. */
  ended?(outcome: Outcome, mode: Mode): void;
  /** A person has chosen another mode. */
  mode?(mode: Mode): void;
}

/** A world to watch, to play and to put into states; with the values of its actions below. */
export class Stage {
  readonly element: HTMLElement;
  readonly arena: Arena;
  readonly world: World;
  readonly #listener: StageListener;
  readonly #screen: Screen;
  readonly #bars: QBars;
  readonly #pad: Pad;
  readonly #sliders: Sliders;
  readonly #modes: Segmented<Mode>;
  readonly #hint = h('p', { class: 'muted hint', 'aria-live': 'polite' });
  readonly #score = h('p', { class: 'score' });
  #mode: Mode = 'watch';
  #emptyNote = 'Press Train, or choose an agent.';

  constructor(world: World, listener: StageListener = {}, seed = 1) {
    this.world = world;
    this.#listener = listener;
    this.#screen = new Screen(world.title);
    this.#screen.isInk = world.isInk;
    this.#bars = new QBars(world.actions);
    this.#sliders = new Sliders((values) => this.arena.place(values));
    const isWaiting = world.idle(0) === null;
    this.#pad = new Pad(world, {
      // Where the world waits, a press is one step, however long the key is held.
      held: (action) => (this.arena.key = isWaiting ? null : action),
      pressed: (action) => {
        if (this.#mode !== 'play' || !isWaiting) return;
        this.arena.step(action);
        this.arena.show();
      },
    });
    this.#modes = new Segmented<Mode>(
      'Who acts',
      [
        ['live', 'Training'],
        ['watch', 'Watch'],
        ['play', 'Play'],
        ['drag', 'Drag'],
      ],
      (mode) => {
        this.mode = mode;
        // The arrow keys are for the world now, and not for this choice.
        if (mode === 'play') this.#screen.element.focus({ preventScroll: true });
        this.#listener.mode?.(mode);
      },
    );
    this.arena = new Arena(
      world,
      {
        moment: (moment) => this.#show(moment),
        ended: (outcome) => listener.ended?.(outcome, this.#mode),
      },
      seed,
    );
    makeDraggable(this.#screen, {
      isOn: () => this.#mode === 'drag',
      scene: () => this.arena.scene,
      moved: (values) => this.arena.place(values),
    });
    const bar = h('div', { class: 'stage-bar' }, this.#modes.element, this.#score);
    const below = [this.#hint, this.#pad.element, this.#sliders.element, this.#bars.element];
    this.element = h('div', { class: 'stage' }, this.#screen.element, bar, ...below);
    this.mode = 'watch';
  }

  get mode(): Mode {
    return this.#mode;
  }

  set mode(mode: Mode) {
    this.#mode = mode;
    this.#modes.value = mode;
    this.arena.control = CONTROLS[mode];
    this.#pad.isOn = mode === 'play';
    this.#pad.element.hidden = mode !== 'play';
    this.#sliders.element.hidden = mode !== 'drag';
    setText(this.#hint, HINTS[mode]);
    this.element.dataset['mode'] = mode;
    if (mode === 'play') this.arena.restart();
    this.arena.show();
  }

  /** Shows a picture of the training, in the mode for it. */
  showFrame({ image, qValues, episodeLength, environmentSteps }: TrainingFrame): void {
    if (this.#mode !== 'live') return;
    if (image) this.#screen.draw(image);
    this.#screen.note = '';
    this.#bars.show(qValues, qValues ? bestAction(qValues, null) : null, null);
    const text = `Step ${figure(episodeLength)} · ${figure(environmentSteps)} in all`;
    setText(this.#score, text);
  }

  get policy(): DeployedPolicy | null {
    return this.arena.policy;
  }

  /** Whose values are shown, and who acts in watching. */
  set policy(policy: DeployedPolicy | null) {
    this.arena.policy = policy;
    this.arena.show();
  }

  /** What stands over the picture while there is no agent. */
  set emptyNote(text: string) {
    this.#emptyNote = text;
    this.arena.show();
  }

  /** Stops, and lets go of keys; before the stage is taken away. */
  close(): void {
    this.arena.stop();
    this.#pad.isOn = false;
  }

  #show(moment: Moment): void {
    if (this.#mode !== 'live') this.#showMoment(moment);
  }

  #showMoment({ scene, values, best, action, episodeReturn, steps }: Moment): void {
    const picture = scene.environment.render?.();
    if (picture) this.#screen.draw(picture);
    const doing = this.#mode === 'drag' ? best : action;
    const push = doing === null ? null : (this.world.actions[doing]?.push ?? null);
    const strength = values && best !== null ? sureness(values) : 0;
    const isShown = push && (this.#mode === 'drag' || this.world.pace <= 15);
    this.#screen.point(isShown ? { from: scene.anchor(), push, strength } : null);
    const note = this.#mode === 'watch' && !values ? this.#emptyNote : '';
    // Over a field it would hide what stands there.
    this.#screen.note = this.world.isInk ? note : '';
    setText(this.#hint, (!this.world.isInk && note) || HINTS[this.#mode]);
    this.#bars.show(values, best, scene.mask());
    if (this.#mode === 'drag') this.#sliders.show(scene.variables());
    setText(this.#score, `Return ${figure(round(episodeReturn))} · step ${figure(steps)}`);
  }
}

/** How far the best value stands out from the mean: 0 to 1. */
function sureness(values: Float32Array): number {
  const best = Math.max(...values);
  const range = best - Math.min(...values);
  return range === 0 ? 0 : Math.min(1, range / (Math.abs(best) * 0.1 + 1e-6));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
