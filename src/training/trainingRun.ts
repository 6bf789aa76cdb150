import { isPromise } from '../protocol/isPromise.ts';
import type { Agent } from '../agents/agent.ts';
import { OptionsError, UsageError } from '../errors.ts';
import { createTurnTaker } from '../protocol/turnTaker.ts';
import { writeCheckpoint } from '../state/saved.ts';
import type { State } from '../state/state.ts';
import type { CheckpointWriter } from '../state/store.ts';
import { createLanes } from './createLanes.ts';
import { callAgain, EventStream } from './eventStream.ts';
import type { EndEvent, TrainingEvent } from './events.ts';
import { occupy } from './inUse.ts';
import { Loop, type StopRequest } from './loop.ts';
import { Meter } from './meter.ts';
import { milestonesOf } from './milestones.ts';
import { Position } from './position.ts';
import { requireSuited, requireTrainable } from './requireParts.ts';
import { resolveTrainOptions } from './resolveTrainOptions.ts';
import type { Training } from './training.ts';
import type { ResolvedTrainOptions, Trainable, TrainOptions } from './trainOptions.ts';
import {
  restoreTraining,
  saveTraining,
  seedOfState,
  writeTraining,
  type TrainingParts,
} from './trainingState.ts';
import { requireStopMessage } from './stopMessage.ts';
import type { UpcomingStep } from './upcomingStep.ts';
import { withDescription } from './withDescription.ts';

/** The {@link Training} that `train` returns. Nothing is taken before it is used. */
export class TrainingRun extends EventStream implements Training {
  readonly #agent: Agent;
  readonly #environment: Trainable;
  readonly #options: ResolvedTrainOptions;
  readonly #seed: number;
  /** States that are wanted while the loop is on its way. */
  readonly #requests: (() => Promise<void>)[] = [];
  readonly #stop: StopRequest = { isMade: false, message: null };
  #parts: TrainingParts | null = null;
  #loop: Loop | null = null;
  #isRestored = false;
  #hasEnded = false;
  /** The state that is being taken; the loop waits for it. */
  #saving: Promise<unknown> | null = null;

  constructor(agent: Agent, environment: Trainable, options: TrainOptions) {
    super(callAgain('train'));
    requireTrainable(agent, environment);
    this.#options = resolveTrainOptions(options, environment);
    const { evaluation } = this.#options;
    if (evaluation) requireSuited(agent, 'evaluation.environment', evaluation.environment);
    this.#seed = seedOf(this.#options);
    this.#agent = agent;
    this.#environment = environment;
  }

  override async finish(): Promise<EndEvent> {
    const { environmentSteps, signal } = this.#options;
    if (environmentSteps === Infinity && !signal) {
      throw new UsageError(
        'finish() would never return: environmentSteps is Infinity, and there is no signal. Give train ' +
          'a signal, or iterate the training and break.',
      );
    }
    return super.finish();
  }

  stop(message?: string): void {
    requireStopMessage(message);
    if (this.#stop.isMade) return;
    this.#stop.isMade = true;
    this.#stop.message = message ?? null;
  }

  async getState(): Promise<State> {
    const parts = this.#made();
    const { from } = this.#options;
    return from && !this.#isRestored ? from : this.#atRest(() => saveTraining(parts));
  }

  async save(store: CheckpointWriter, more: State = {}): Promise<void> {
    const parts = this.#made();
    const { from } = this.#options;
    if (!from || this.#isRestored) return this.#atRest(() => writeTraining(parts, store, more));
    const state = withDescription(this.#agent, { ...from, ...more });
    return writeCheckpoint('training.save', store, { kind: 'training', state });
  }

  /** Takes the state as soon as the loop is between two phases, and has it wait meanwhile. */
  #atRest<T>(take: () => Promise<T>): Promise<T> {
    const takeNow = (): Promise<T> => {
      const taken = take();
      // A failure is told to who asked for the state.
      this.#saving = Promise.allSettled([taken]);
      return taken;
    };
    if (this.#loop?.isResting ?? true) return takeNow();
    if (this.#hasEnded) return Promise.reject(brokenOff());
    return new Promise((resolve) => {
      this.#requests.push(async () => {
        const taken = this.#hasEnded ? Promise.reject(brokenOff()) : takeNow();
        resolve(taken);
        await Promise.allSettled([taken]);
      });
    });
  }

  protected override async *run(): AsyncGenerator<TrainingEvent, void, void> {
    const parts = this.#made();
    const options = this.#options;
    const { environmentSteps, signal } = options;
    const release = occupy('train', { agent: this.#agent, environment: this.#environment });
    const turns = createTurnTaker();
    try {
      if (options.from) await restoreTraining(parts, options.from);
      this.#isRestored = true;
      const milestones = milestonesOf(this.#agent, parts.lanes, parts.meter, options, parts.seed);
      // Written out, not spread: all loops are to read objects of one shape.
      this.#loop = new Loop(
        {
          agent: parts.agent,
          lanes: parts.lanes,
          meter: parts.meter,
          position: parts.position,
          seed: parts.seed,
          milestones,
          environmentSteps,
          signal,
          turns,
          requests: this.#requests,
          stop: this.#stop,
          beforeStep: options.beforeStep ? this.#ask.bind(this, options.beforeStep) : null,
          reportsTurns: options.report === null,
        },
        this,
      );
      for (;;) {
        if (this.#saving) await this.#saved();
        const event = await this.#loop.next();
        if (!event) return;
        if (event.type === 'end') this.end = event;
        yield event;
      }
    } finally {
      this.#hasEnded = true;
      turns.close();
      release();
      for (const refuse of this.#requests.splice(0)) void refuse();
    }
  }

  /** Asks whether a step may be taken; what it waits for may be long enough to take a state. */
  #ask(
    beforeStep: NonNullable<TrainOptions['beforeStep']>,
    upcoming: UpcomingStep,
  ): Promise<void> | void {
    const pending: unknown = beforeStep(upcoming);
    // A program in plain JavaScript may return anything, such as what it has drawn.
    if (isPromise(pending)) return Promise.resolve(pending).then(() => this.#saved());
  }

  /** Waits for the states that are being taken. */
  async #saved(): Promise<void> {
    while (this.#saving) {
      const saving = this.#saving;
      await saving;
      if (this.#saving === saving) this.#saving = null;
    }
  }

  #made(): TrainingParts {
    return (this.#parts ??= {
      agent: this.#agent,
      lanes: createLanes(this.#agent, this.#environment),
      meter: new Meter(this.#agent),
      position: new Position(),
      seed: this.#seed,
      evaluation: this.#options.evaluation?.environment ?? null,
    });
  }
}

/** The seed of a run: its own, or that of the run that goes on. */
function seedOf({ from, seed }: ResolvedTrainOptions): number {
  const seedBefore = from && seedOfState(from);
  if (seedBefore !== null && seed !== null && seed !== seedBefore) {
    throw new OptionsError(
      `seed (${seed}) must be that of the run that goes on (${seedBefore}); leave it out, or leave ` +
        'from out to begin a new run.',
    );
  }
  return seedBefore ?? seed ?? 0;
}

function brokenOff(): UsageError {
  return new UsageError(
    'This training ended with an error in the middle of a step, and has no state to go on from; load ' +
      'the last one that was saved.',
  );
}
