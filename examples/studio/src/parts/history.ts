import type { TrainingEvent } from 'deepq';
import type { World } from '../worlds/world.ts';

/** A curve: values at numbers of environment steps. */
export interface Curve {
  readonly x: number[];
  readonly y: number[];
}

/** The curves of a run, as plain data. */
export interface Curves {
  readonly returns: Curve;
  readonly evaluations: Curve;
  readonly loss: Curve;
  readonly epsilon: Curve;
}

/** More points than this are never drawn: then every second one goes. */
const MOST = 3000;
const RECENT = 20;

/** What is known of a run so far: its curves and its latest figures. */
export class History {
  readonly curves: Curves = {
    returns: { x: [], y: [] },
    evaluations: { x: [], y: [] },
    loss: { x: [], y: [] },
    epsilon: { x: [], y: [] },
  };
  steps = 0;
  episodes = 0;
  updates = 0;
  stepsPerSecond: number | null = null;
  epsilon: number | null = null;
  loss: number | null = null;
  /** Seconds of training so far. */
  seconds = 0;
  /** Seconds and steps at the first evaluation that counts as solved; null before. */
  solved: { readonly seconds: number; readonly steps: number } | null = null;

  /** The mean of the last episodes; null before the first one. */
  get recentReturn(): number | null {
    const last = this.curves.returns.y.slice(-RECENT);
    return last.length === 0 ? null : last.reduce((sum, each) => sum + each, 0) / last.length;
  }

  /** The last evaluation; null before the first one. */
  get evaluation(): number | null {
    return this.curves.evaluations.y.at(-1) ?? null;
  }

  /** Takes in what training reports. */
  add(event: TrainingEvent, world: World): void {
    const { returns, evaluations, loss, epsilon } = this.curves;
    if (event.type === 'steps') {
      // An event may come later than what a pause has told.
      this.steps = Math.max(this.steps, event.environmentSteps);
      this.seconds += event.seconds;
      if (event.seconds > 0) {
        const speed = event.count / event.seconds;
        // Smoothed, as a figure that trembles cannot be read.
        this.stepsPerSecond =
          this.stepsPerSecond === null ? speed : 0.95 * this.stepsPerSecond + 0.05 * speed;
      }
      if (event.exploration) {
        this.epsilon = event.exploration.value;
        if (event.environmentSteps - (epsilon.x.at(-1) ?? -1e9) >= 200) {
          append(epsilon, event.environmentSteps, event.exploration.value);
        }
      }
    } else if (event.type === 'episode') {
      this.episodes += 1;
      append(returns, event.environmentSteps, world.trueReturn(event));
    } else if (event.type === 'updates') {
      this.updates = event.updates;
      this.loss = event.loss;
      if (event.environmentSteps - (loss.x.at(-1) ?? -1e9) >= 100) {
        append(loss, event.environmentSteps, event.loss);
      }
    } else if (event.type === 'evaluation') {
      const { mean } = event.evaluation;
      append(evaluations, event.environmentSteps, mean);
      if (mean >= world.solved) {
        this.solved ??= { seconds: this.seconds, steps: event.environmentSteps };
      }
    }
  }

  /** As plain data, to be kept beside a checkpoint. */
  toJson(): string {
    const { curves, steps, episodes, updates, epsilon, loss, seconds, solved } = this;
    return JSON.stringify({ curves, steps, episodes, updates, epsilon, loss, seconds, solved });
  }

  /** What {@link History.toJson} gave; an empty history where that cannot be read. */
  static fromJson(text: string): History {
    const history = new History();
    try {
      Object.assign(history, JSON.parse(text));
    } catch {
      // The agent is what matters; its curves begin anew.
    }
    return history;
  }
}

function append(curve: Curve, x: number, y: number): void {
  curve.x.push(x);
  curve.y.push(y);
  if (curve.x.length <= MOST) return;
  for (const list of [curve.x, curve.y]) {
    const kept = list.filter((_, index) => index % 2 === 1);
    list.splice(0, list.length, ...kept);
  }
}
