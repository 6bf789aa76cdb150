import type { Agent } from '../agents/agent.ts';
import type { RgbaImage } from '../protocol/environment.ts';
import { isGroup } from '../protocol/environmentGroup.ts';
import type { Trainable } from '../training/trainOptions.ts';
import type { UpcomingStep } from '../training/upcomingStep.ts';
import { imageOf } from '../live/imageOf.ts';
import type { FramesMessage } from './messages.ts';
import type { Port } from './port.ts';
import type { RealTime } from '../live/realTime.ts';
import { qValuesOf, requireQValues } from './qValues.ts';

/**
 * Sends frames to the page, so many a second at most, and none before the page has taken in
 * the one before: what a page does not keep up with is never drawn.
 */
export class FrameSender {
  readonly #port: Port;
  readonly #time: RealTime;
  readonly #agent: Agent;
  readonly #environment: Trainable;
  #wanted: FramesMessage | null = null;
  #isTaken = true;
  #next = Infinity;
  /** Where the training stands still, before the page has been shown that. */
  #owed: UpcomingStep | null = null;

  constructor(port: Port, time: RealTime, agent: Agent, environment: Trainable) {
    this.#port = port;
    this.#time = time;
    this.#agent = agent;
    this.#environment = environment;
  }

  want(wanted: FramesMessage | null): void {
    if (wanted?.qValues) requireQValues(this.#agent);
    this.#wanted = wanted;
    this.#owed = null;
    this.#isTaken = true;
    this.#next = wanted ? -Infinity : Infinity;
  }

  taken(): void {
    this.#isTaken = true;
    if (this.#owed) this.sendLast(this.#owed);
  }

  /** Sends a frame if one is due. It runs at every step. */
  offer(upcoming: UpcomingStep): void {
    if (!this.#isTaken || this.#next === Infinity) return;
    const now = this.#time.now();
    if (now >= this.#next) this.#send(upcoming, now);
  }

  /** Sends a frame, if any are wanted, though none is due yet: where the training stands still. */
  sendLast(upcoming: UpcomingStep): void {
    if (this.#isTaken) this.#send(upcoming, this.#time.now());
    else this.#owed = upcoming;
  }

  #send(upcoming: UpcomingStep, now: number): void {
    if (!this.#wanted) return;
    this.#owed = null;
    const period = 1000 / this.#wanted.framesPerSecond;
    // Steps do not come at the very moment; a late frame does not put off all that follow.
    this.#next = Math.max(this.#next + period, now + period / 2);
    this.#isTaken = false;
    const { observation, episodeReturn, episodeLength } = upcoming.current(0);
    const image = this.#render();
    const qValues = this.#wanted.qValues ? qValuesOf(this.#agent, observation) : null;
    const { environmentSteps } = this.#agent;
    const frame = {
      ...{ image, environmentSteps, episodeReturn, episodeLength, observation, qValues },
    };
    this.#port.post({ deepq: 'frame', frame }, image ? [image.data.buffer] : []);
  }

  #render(): RgbaImage | null {
    const environment: unknown = isGroup(this.#environment)
      ? this.#environment.environments?.[0]
      : this.#environment;
    return imageOf(environment);
  }
}
