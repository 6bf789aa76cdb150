import type { Agent } from '../agents/agent.ts';
import type { UpdateResult } from '../qnetwork/update.ts';
import type { TurnTaker } from '../protocol/turnTaker.ts';
import { createRandom } from '../random/createRandom.ts';
import type { TrainingEvent } from './events.ts';
import type { Lanes } from './lanes.ts';
import type { Meter } from './meter.ts';
import { isReached, type Milestone } from './milestones.ts';
import type { Phase, Position } from './position.ts';
import { requireResult } from './requireResult.ts';
import type { Training } from './training.ts';
import type { UpcomingStep } from './upcomingStep.ts';

/** What the loop is made from. */
export interface LoopParts {
  readonly agent: Agent;
  readonly lanes: Lanes;
  readonly meter: Meter;
  readonly position: Position;
  readonly milestones: readonly Milestone[];
  readonly environmentSteps: number;
  readonly seed: number;
  readonly signal: AbortSignal | null;
  /** What `training.stop` has asked for. */
  readonly stop: StopRequest;
  /** Whether steps and updates are reported whenever a turn is due. */
  readonly reportsTurns: boolean;
  readonly turns: TurnTaker;
  /** Called before each step, which waits for the promise that it may return. */
  readonly beforeStep: ((upcoming: UpcomingStep) => Promise<void> | void) | null;
  /** Called between two phases, where a state can be taken, and waited for. */
  readonly requests: (() => Promise<void>)[];
}

/** Whether the loop is to stop, and why. */
export interface StopRequest {
  isMade: boolean;
  message: string | null;
}

/**
 * The loop of `train`, in phases: it can stop between any two of them, and go on there
 * in another process, since all that it goes by is in its `Position`.
 */
export class Loop {
  readonly #parts: LoopParts;
  readonly #training: Training;
  readonly #isAsync: boolean;
  #isClosing = false;
  /** Whether others are to have a turn before the loop goes on. */
  #owesTurn = false;
  /** Whether `beforeStep` has been waited for, and the step comes now. */
  #mayStep = false;
  /** Whether no turn was due after the update just made: then the clock need not be asked again. */
  #hasAsked = false;
  /** Whether the loop waits for something that changes nothing of it any more. */
  isResting = true;

  constructor(parts: LoopParts, training: Training) {
    this.#parts = parts;
    this.#training = training;
    this.#isAsync = parts.agent.reads === 'async';
  }

  /** Goes on to the next event; null after the last. */
  async next(): Promise<TrainingEvent | null> {
    const { position, meter, turns, requests } = this.#parts;
    meter.resume();
    if (this.#owesTurn) await turns.give();
    this.#owesTurn = false;
    this.isResting = false;
    while (position.outbox.length === 0 && !this.#isClosing) {
      const pending = this.#goOn();
      if (pending) await pending;
      while (requests.length > 0) await requests.shift()?.();
    }
    this.isResting = true;
    meter.pause();
    return position.outbox.shift() ?? null;
  }

  /**
   * Phases one after the other, as long as nothing is waited for, told or asked for: not in
   * `next` itself, as a function that may wait is slower. The phases of every step are here.
   */
  #goOn(): void | Promise<void> {
    const { agent, lanes, position, turns, requests, environmentSteps } = this.#parts;
    do {
      let pending: void | Promise<void> = undefined;
      switch (position.phase) {
        case 'step':
          if (this.#isAborted || position.taken >= environmentSteps) this.#close();
          else pending = this.#mayStep ? this.#step() : this.#askToStep();
          break;
        case 'learn':
          if ((lanes.updatesDue ?? agent.updatesDue) > 0 && !this.#isAborted)
            pending = this.#learn();
          else if (position.ended.length > 0) position.phase = 'report';
          // An abort may have left updates; a run that goes on makes them first.
          else if (this.#isAborted) this.#close();
          else position.phase = this.#afterEpisodes;
          break;
        case 'turn':
          position.phase = 'step';
          if (this.#isAborted) this.#close();
          else if (this.#hasAsked) this.#hasAsked = false;
          else if (turns.isDue()) pending = this.#takeTurn();
          break;
        default:
          // What comes between may take long, as an evaluation does.
          this.#hasAsked = false;
          pending = this.#advanceSometimes(position.phase);
      }
      if (pending) return pending;
    } while (position.outbox.length === 0 && !this.#isClosing && requests.length === 0);
  }

  /** One phase, of those that come now and then. */
  #advanceSometimes(phase: Exclude<Phase, 'step' | 'learn' | 'turn'>): void | Promise<void> {
    const { lanes, position, milestones } = this.#parts;
    switch (phase) {
      case 'begin':
        return this.#begin();
      case 'report':
        for (const event of position.ended) {
          position.outbox.push({ ...event, episode: ++position.episodes });
        }
        position.ended = [];
        position.phase = 'restart';
        break;
      case 'restart':
        position.phase = this.#isAborted ? 'learn' : this.#afterEpisodes;
        return lanes.restart();
      case 'milestones':
        if (position.milestone < milestones.length) return this.#passMilestone();
        position.milestone = 0;
        position.phase = 'turn';
    }
  }

  #begin(): void | Promise<void> {
    const { agent, lanes, milestones, position } = this.#parts;
    position.updatesBefore = agent.updates;
    position.phase = 'step';
    if (milestones.some(({ atStart }) => atStart)) {
      // Nothing is due by steps that an agent took before.
      position.before = agent.environmentSteps;
      position.phase = 'milestones';
    }
    return lanes.begin(seedOfEpisodes(this.#parts.seed, agent));
  }

  #askToStep(): void | Promise<void> {
    const { beforeStep, lanes } = this.#parts;
    const pending = beforeStep?.(lanes);
    return pending ? this.#hold(pending) : this.#step();
  }

  /** Waits before a step. What has come up meanwhile, as a stop, is seen to first. */
  async #hold(pending: Promise<void>): Promise<void> {
    const { meter } = this.#parts;
    meter.pause();
    this.isResting = true;
    await pending;
    this.isResting = false;
    meter.resume();
    this.#mayStep = true;
  }

  #step(): void | Promise<void> {
    const { agent, lanes, position } = this.#parts;
    this.#mayStep = false;
    position.before = agent.environmentSteps;
    const pending = lanes.step(position.ended);
    if (pending)
      return pending.then(() => {
        this.#stepped();
      });
    this.#stepped();
  }

  #stepped(): void {
    const { lanes, meter, position } = this.#parts;
    meter.countSteps(lanes.count);
    position.taken += lanes.count;
    position.isReported = false;
    const warnings = lanes.takeWarnings?.();
    if (warnings) this.#tell(warnings);
    position.phase = 'learn';
  }

  #tell(warnings: readonly string[]): void {
    const { agent, position } = this.#parts;
    for (const message of warnings) {
      const { environmentSteps, updates } = agent;
      const event = { type: 'warning', warning: 'experience', message } as const;
      position.outbox.push({ ...event, environmentSteps, updates });
    }
  }

  #learn(): void | Promise<void> {
    const { agent } = this.#parts;
    if (this.#isAsync)
      return Promise.resolve(agent.learnAsync()).then((result) => this.#learned(result));
    return this.#learned(agent.learn());
  }

  #learned(result: UpdateResult): void | Promise<void> {
    const { agent, meter, position, turns } = this.#parts;
    requireResult(result);
    if (result.resets) {
      for (const reset of result.resets) {
        const { environmentSteps, updates } = agent;
        position.outbox.push({ type: 'reset', ...reset, environmentSteps, updates });
      }
    }
    const warning = meter.countUpdate(result);
    if (warning) position.outbox.push(warning);
    position.isReported = false;
    const isDue = turns.isDue();
    this.#hasAsked = !isDue;
    if (isDue) return this.#takeTurn();
  }

  #passMilestone(): void | Promise<void> {
    const { agent, position, milestones, environmentSteps } = this.#parts;
    const milestone = milestones[position.milestone] as Milestone;
    const { everyEnvironmentSteps, atStart = false, atEnd = false } = milestone;
    const isDue =
      isReached(position.before, agent.environmentSteps, everyEnvironmentSteps) ||
      (atStart && position.taken === 0) ||
      (atEnd && position.taken >= environmentSteps);
    if (!isDue && !milestone.isUrgent?.()) {
      position.milestone++;
    } else if (this.#isAborted) this.#close();
    else return this.#pass(milestone);
  }

  async #pass(milestone: Milestone): Promise<void> {
    const { position } = this.#parts;
    await milestone.pass(this.#training, (...events) => {
      position.milestone++;
      position.outbox.push(...events);
      this.isResting = true;
    });
    this.isResting = false;
    if (position.outbox.length === 0) this.#close();
  }

  /** Reports what was counted, if it is to, and lets others have a turn before it goes on. */
  #takeTurn(): void | Promise<void> {
    const { meter, position, turns, reportsTurns } = this.#parts;
    if (!reportsTurns) return turns.give();
    position.outbox.push(...meter.takeEvents());
    this.#owesTurn = true;
  }

  /** Ends the run; one that goes on from its state begins with the phase that it stands at. */
  #close(): void {
    const { agent, meter, position, stop, signal } = this.#parts;
    const reason = signal?.aborted ? 'aborted' : stop.isMade ? 'stopped' : 'completed';
    const message = reason === 'stopped' ? stop.message : null;
    const isSame = agent.updates === position.updatesBefore;
    const nothingLearned = isSame ? (agent.notLearning ?? null) : null;
    // A run that goes on from where it was closing has told this before.
    if (!position.isReported) position.outbox.push(...meter.takeEvents());
    position.outbox.push(
      meter.end({ reason, message, episodes: position.episodes, nothingLearned }),
    );
    position.isReported = true;
    this.#isClosing = true;
  }

  /** The phase after those of updates and episodes. */
  get #afterEpisodes(): Phase {
    return this.#parts.milestones.length > 0 ? 'milestones' : 'turn';
  }

  get #isAborted(): boolean {
    return this.#parts.stop.isMade || this.#parts.signal?.aborted === true;
  }
}

/** Decides the episodes: an agent that goes on training is not to meet the same ones again. */
export function seedOfEpisodes(seed: number, agent: Agent): number {
  return createRandom(seed)
    .fork(`environment ${agent.environmentSteps}`)
    .integer(2 ** 32);
}
