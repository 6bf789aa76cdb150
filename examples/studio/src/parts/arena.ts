import type { DeployedPolicy } from 'deepq/policy';
import type { Observation } from 'deepq';
import type { Scene, World } from '../worlds/world.ts';
import { lensOf } from './lens.ts';

/** Who acts: the agent, a person at the keys, or nobody while the world is put into states. */
export type Control = 'agent' | 'person' | 'nobody';

/** What an arena shows after each step. */
export interface Moment {
  readonly scene: Scene;
  /** The value of each action in the eyes of the policy; null without one. */
  readonly values: Float32Array | null;
  /** What the policy would do; null without one. */
  readonly best: number | null;
  /** What was done last; null at the start. */
  readonly action: number | null;
  readonly episodeReturn: number;
  readonly steps: number;
}

/** How an episode came out. */
export interface Outcome {
  readonly episodeReturn: number;
  readonly steps: number;
}

/** What an arena tells. */
export interface ArenaListener {
  moment(moment: Moment): void;
  ended?(outcome: Outcome): void;
}

/** How long the last picture of an episode stays, in milliseconds. */
const REST = 700;
/** Steps of one frame, at most: a tab that was hidden does not make up for what it missed. */
const MOST_STEPS = 8;

/** One world that goes on at its own pace, with whoever acts in it. */
export class Arena {
  control: Control = 'agent';
  policy: DeployedPolicy | null = null;
  /** Times the pace of the world. */
  speed = 1;
  /** What a person does now; null where no key is down. */
  key: number | null = null;
  readonly world: World;
  readonly scene: Scene;
  readonly #see: (observation: Observation) => Observation;
  readonly #listener: ArenaListener;
  #seed: number;
  #frame = 0;
  #last = 0;
  #owed = 0;
  #restUntil = 0;
  #hasEnded = false;
  #action: number | null = null;
  #return = 0;
  #steps = 0;

  constructor(world: World, listener: ArenaListener, seed = 1) {
    this.world = world;
    this.scene = world.make(seed);
    this.#see = lensOf(world);
    this.#listener = listener;
    this.#seed = seed;
    this.restart();
  }

  get isRunning(): boolean {
    return this.#frame !== 0;
  }

  /** Begins an episode; with a seed, always the same one. */
  restart(seed?: number): void {
    if (seed !== undefined) this.#seed = seed;
    this.scene.environment.reset({ seed: this.#seed });
    this.#seed += 1;
    this.#action = null;
    this.#return = 0;
    this.#steps = 0;
    this.#hasEnded = false;
    this.#owed = 0;
    this.show();
  }

  start(): void {
    if (this.isRunning) return;
    this.#last = performance.now();
    this.#frame = requestAnimationFrame(this.#tick);
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  /** Puts the world into a state; the episode goes on there. */
  place(values: readonly number[]): void {
    this.scene.place(values);
    this.#hasEnded = false;
    this.show();
  }

  /** Takes one step, of a person's action where one is given. */
  step(given?: number): void {
    if (this.#hasEnded) {
      this.restart();
      return;
    }
    const action = given ?? this.#choose();
    if (action === null) return;
    const { reward, terminated, truncated } = this.scene.environment.step(action);
    this.#action = action;
    this.#return += reward;
    this.#steps += 1;
    this.#hasEnded = terminated || truncated || this.#steps >= this.world.limit;
    if (!this.#hasEnded) return;
    this.#restUntil = performance.now() + REST / Math.max(1, this.speed);
    this.#listener.ended?.({ episodeReturn: this.#return, steps: this.#steps });
  }

  /** Tells the listener what is to be seen now. */
  show(): void {
    const { policy, scene } = this;
    const seen = policy ? (this.#see(scene.observation()) as Float32Array) : null;
    const values = policy && seen !== null ? policy.values(seen) : null;
    const best = values ? bestAction(values, scene.mask()) : null;
    this.#listener.moment({
      ...{ scene, values, best, action: this.#action },
      ...{ episodeReturn: this.#return, steps: this.#steps },
    });
  }

  readonly #tick = (now: number): void => {
    this.#frame = requestAnimationFrame(this.#tick);
    const elapsed = Math.min(now - this.#last, 250);
    this.#last = now;
    if (this.control === 'nobody' || now < this.#restUntil) return;
    this.#owed += (elapsed / 1000) * this.world.pace * this.speed;
    let taken = 0;
    while (this.#owed >= 1 && taken < MOST_STEPS) {
      this.#owed -= 1;
      taken += 1;
      this.step();
      if (this.#hasEnded) break;
    }
    if (taken === MOST_STEPS || this.#hasEnded) this.#owed = 0;
    if (taken > 0) this.show();
  };

  #choose(): number | null {
    if (this.control === 'person') return this.key ?? this.world.idle(this.#steps);
    if (!this.policy) return null;
    const seen = this.#see(this.scene.observation()) as Float32Array;
    const mask = this.scene.mask();
    return this.policy.act(seen, mask ? { actionMask: mask } : {});
  }
}

/** The action of the largest value among those that are allowed. */
export function bestAction(values: Float32Array, mask: Uint8Array | null): number {
  let best = -1;
  for (const [action, value] of values.entries()) {
    if (mask && mask[action] === 0) continue;
    if (best < 0 || value > values[best]!) best = action;
  }
  return Math.max(best, 0);
}
