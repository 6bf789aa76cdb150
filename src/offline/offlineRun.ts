import type { Agent } from '../agents/agent.ts';
import { UsageError } from '../errors.ts';
import { createTurnTaker, type TurnTaker } from '../protocol/turnTaker.ts';
import { writeCheckpoint } from '../state/saved.ts';
import type { State } from '../state/state.ts';
import type { CheckpointWriter } from '../state/store.ts';
import { evaluate } from '../training/evaluate.ts';
import { seedOfEvaluations } from '../training/evaluationOptions.ts';
import { callAgain, EventStream } from '../training/eventStream.ts';
import type { EndEvent, Evaluation, TrainingEvent } from '../training/events.ts';
import { occupy } from '../training/inUse.ts';
import { Meter } from '../training/meter.ts';
import { requireSuited } from '../training/requireParts.ts';
import { replaceState, saveState } from '../training/stateOf.ts';
import type { Training } from '../training/training.ts';
import { withDescription } from '../training/withDescription.ts';
import {
  requireLearner,
  resolveOfflineOptions,
  type ResolvedOfflineOptions,
  type TrainOfflineOptions,
} from './offlineOptions.ts';
import { OfflinePosition } from './offlinePosition.ts';
import { restoreOffline, saveOffline, seedOfOffline, type OfflineParts } from './offlineState.ts';
import { requireResult } from '../training/requireResult.ts';
import { requireStopMessage } from '../training/stopMessage.ts';

/** What a run is made from, checked. */
interface Prepared extends OfflineParts {
  readonly options: ResolvedOfflineOptions;
}

/** The {@link Training} that `trainOffline` returns. Nothing is taken before it is used. */
export class OfflineRun extends EventStream implements Training {
  readonly #agent: Agent;
  readonly #options: ResolvedOfflineOptions;
  readonly #seed: number;
  /** States that are wanted while an update or an evaluation is on its way. */
  readonly #requests: (() => Promise<void>)[] = [];
  #prepared: Prepared | null = null;
  #isRestored = false;
  /** Whether a state can be taken at once. */
  #isResting = true;
  /** Why none can be taken any more: an error came in the middle of an update. */
  #isBroken = false;
  /** Set once the run was asked to stop. */
  #stop: { readonly message: string | null } | null = null;
  /** The states that are being taken; the run waits for them. */
  #saving: Promise<unknown> = Promise.resolve();

  constructor(agent: Agent, options: TrainOfflineOptions) {
    super(callAgain('trainOffline'));
    requireLearner(agent);
    this.#agent = agent;
    this.#options = resolveOfflineOptions(options);
    const { evaluation, from, seed } = this.#options;
    if (evaluation) requireSuited(agent, 'evaluation.environment', evaluation.environment);
    this.#seed = from ? seedOfOffline(from, seed) : (seed ?? 0);
  }

  override async finish(): Promise<EndEvent> {
    const { updates, signal } = this.#options;
    if (updates === Infinity && !signal) {
      throw new UsageError(
        'finish() would never return: updates is Infinity, and there is no signal. Give trainOffline a ' +
          'signal, or iterate the training and break.',
      );
    }
    return super.finish();
  }

  stop(message?: string): void {
    requireStopMessage(message);
    this.#stop ??= { message: message ?? null };
  }

  async getState(): Promise<State> {
    const parts = this.#prepare();
    const { from } = parts.options;
    if (from && !this.#isRestored) return from;
    if (this.#isBroken) throw brokenOff();
    if (this.#isResting) return this.#save(parts);
    return new Promise((resolve) => {
      this.#requests.push(async () => {
        const state = this.#isBroken ? Promise.reject(brokenOff()) : this.#save(parts);
        resolve(state);
        await Promise.allSettled([state]);
      });
    });
  }

  async save(store: CheckpointWriter, more: State = {}): Promise<void> {
    const state = withDescription(this.#agent, { ...(await this.getState()), ...more });
    await writeCheckpoint('training.save', store, { kind: 'training', state });
  }

  #save(parts: Prepared): Promise<State> {
    const state = saveOffline(parts);
    // A failure is told to who asked for the state.
    this.#saving = Promise.allSettled([this.#saving, state]);
    return state;
  }

  protected override async *run(): AsyncGenerator<TrainingEvent, void, void> {
    const parts = this.#prepare();
    const { agent, meter, options, position } = parts;
    const release = occupy('trainOffline', { agent });
    const turns = createTurnTaker();
    try {
      if (options.from) restoreOffline(parts, options.from);
      this.#isRestored = true;
      for (;;) {
        meter.pause();
        await this.#saving;
        for (let event = position.outbox.shift(); event; event = position.outbox.shift()) {
          yield event;
          await this.#saving;
        }
        meter.resume();
        if (options.signal?.aborted || this.#stop) break;
        if (position.milestone < 2) await this.#passMilestone(parts);
        else if (position.made >= options.updates) break;
        else await this.#learnAWhile(parts, turns);
      }
      position.outbox.push(...eventsOf(meter));
      const reason = options.signal?.aborted ? 'aborted' : this.#stop ? 'stopped' : 'completed';
      const message = reason === 'stopped' ? (this.#stop?.message ?? null) : null;
      const end = meter.end({ reason, message, episodes: 0, nothingLearned: null });
      this.end = end;
      position.outbox.push(end);
      meter.pause();
      for (let event = position.outbox.shift(); event; event = position.outbox.shift()) yield event;
    } finally {
      // An error in the middle of an update has left no state to go on from.
      this.#isBroken = !this.#isResting;
      turns.close();
      release();
      await this.#answer();
    }
  }

  /** Makes updates until there is something to report or to wait for. */
  async #learnAWhile(parts: Prepared, turns: TurnTaker): Promise<void> {
    const { agent, meter, options, position } = parts;
    const { report, evaluation, checkpoint, signal } = options;
    this.#isResting = false;
    while (position.made < options.updates && !signal?.aborted && !this.#stop) {
      const result = agent.reads === 'async' ? await agent.learnAsync() : agent.learn();
      requireResult(result);
      position.made++;
      for (const reset of result.resets ?? []) {
        const { environmentSteps, updates } = agent;
        position.outbox.push({ type: 'reset', ...reset, environmentSteps, updates });
      }
      const warning = meter.countUpdate(result);
      if (warning) position.outbox.push(warning);
      const isReported = isDue(agent, report);
      if (isReported) position.outbox.push(...eventsOf(meter));
      const isPassed = isEvaluated(parts, evaluation) || isDue(agent, checkpoint);
      if (isPassed) position.milestone = 0;
      if (isReported || isPassed || warning || turns.isDue()) break;
      if (this.#requests.length > 0) await this.#answer();
    }
    this.#isResting = true;
    await this.#answer();
    if (!turns.isDue()) return;
    if (!report) position.outbox.push(...eventsOf(meter));
    await turns.give();
  }

  /** The evaluation or the checkpoint that the last update made due. */
  async #passMilestone(parts: Prepared): Promise<void> {
    const { agent, options, position } = parts;
    const { environmentSteps, updates } = agent;
    if (position.milestone === 0) {
      const { evaluation } = options;
      if (evaluation && isEvaluated(parts, evaluation)) {
        this.#isResting = false;
        const found = await this.#evaluate(evaluation, parts);
        this.#isResting = true;
        // Made anew when the run goes on.
        if (!found) return;
        const event = { type: 'evaluation' as const, evaluation: found };
        position.outbox.push({ ...event, environmentSteps, updates });
      }
      position.milestone = 1;
      await this.#answer();
      return;
    }
    // First, so that the state that is saved has this checkpoint behind it.
    position.milestone = 2;
    const { checkpoint } = options;
    if (!checkpoint || position.made === 0 || !isDue(agent, checkpoint)) return;
    position.outbox.push({ type: 'checkpoint', environmentSteps, updates });
    await checkpoint.save(this);
  }

  /** An evaluation, or null where the signal came in the middle of it. */
  async #evaluate(
    evaluation: NonNullable<ResolvedOfflineOptions['evaluation']>,
    { agent, options: { signal }, seed }: Prepared,
  ): Promise<Evaluation | null> {
    const { environment, episodes, maxEpisodeSteps, explore } = evaluation;
    // Each evaluation of a run plays the same episodes.
    const seedOfEpisodes = evaluation.seed ?? seedOfEvaluations(seed);
    const before = signal && saveState(environment);
    const played = { episodes, maxEpisodeSteps, explore, seed: seedOfEpisodes };
    const how = { ...played, ...(signal && { signal }) };
    try {
      return await evaluate(agent, environment, how);
    } catch (error) {
      if (!signal?.aborted || error !== signal.reason) throw error;
      if (before) replaceState(environment, before);
      return null;
    }
  }

  /** Takes the states that were asked for meanwhile. */
  async #answer(): Promise<void> {
    while (this.#requests.length > 0) await this.#requests.shift()?.();
  }

  #prepare(): Prepared {
    if (this.#prepared) return this.#prepared;
    const position = new OfflinePosition();
    // An evaluation before the first update, if there is to be one.
    if (this.#options.evaluation?.atStart) position.milestone = 0;
    return (this.#prepared = {
      options: this.#options,
      agent: this.#agent,
      meter: new Meter(this.#agent),
      position,
      seed: this.#seed,
      evaluation: this.#options.evaluation?.environment ?? null,
    });
  }
}

/** Whether the last update was one after which something is to be done. */
function isDue({ updates }: Agent, one: { readonly everyUpdates: number } | null): boolean {
  return one !== null && updates % one.everyUpdates === 0;
}

/** Whether there is an evaluation now: after the last update, or before the first. */
function isEvaluated(
  { agent, options, position }: Prepared,
  evaluation: ResolvedOfflineOptions['evaluation'],
): boolean {
  const { made } = position;
  if (made === 0) return evaluation?.atStart === true;
  return isDue(agent, evaluation) || (evaluation?.atEnd === true && made >= options.updates);
}

/** What was counted; there are no steps to report. */
function eventsOf(meter: Meter): TrainingEvent[] {
  return meter.takeEvents().filter(({ type }) => type !== 'steps');
}

function brokenOff(): UsageError {
  return new UsageError(
    'This training ended with an error in the middle of an update, and has no state to go on from; load ' +
      'the last one that was saved.',
  );
}
