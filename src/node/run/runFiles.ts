import { join } from 'node:path';
import type { DQNAgent } from '../../agents/dqnAgent.ts';
import { learningRateAt } from '../../optimizers/learningRate.ts';
import type { UpdateResult } from '../../qnetwork/update.ts';
import type { State, StateValue } from '../../state/state.ts';
import type { TagStyle } from '../../runs/logs/tags.ts';
import type { Observation } from '../../spaces/space.ts';
import { StateReader } from '../../state/stateReader.ts';
import type { EpisodeEvent, EvaluationEvent } from '../../training/events.ts';
import { isReached } from '../../training/milestones.ts';
import { EvaluationFile } from './evaluationFile.ts';
import { EventFile } from './eventFile.ts';
import { HeldStates } from './heldStates.ts';
import { RunLog } from './runLog.ts';
import type { AgentWatcher } from './measuredAgent.ts';
import { columnsOf, type Column, type ProgressRow } from './progressRow.ts';
import { RowMeter } from './rowMeter.ts';

/** How many priorities a row is made from. */
const KEPT_PRIORITIES = 1_024;

/** What the files of a run are made from. */
export interface RunFilesOptions {
  readonly folder: string;
  readonly agent: DQNAgent;
  /** What the environment is called. */
  readonly environmentId: string;
  /** A row each time that so many steps were taken. */
  readonly everyEnvironmentSteps: number;
  /** Whose names the curves in TensorBoard have. */
  readonly tags: TagStyle;
  /** The name of the file of TensorBoard events. */
  readonly events: string;
  /** When the run began, in milliseconds since 1970. */
  readonly startedMs: number;
  /** All settings. */
  readonly settings: State;
  /** What `getState` gave when the checkpoint was written that the run goes on from. */
  readonly from: State | null;
}

/**
 * The files that grow with a run: progress.csv, 0.monitor.csv, evaluations.npz and
 * TensorBoard's events. What they hold hangs on steps, not on time, so that a run that
 * was broken off and goes on has the same files in the end; columns of time apart.
 */
export class RunFiles implements AgentWatcher {
  readonly #options: RunFilesOptions;
  readonly #meter = new RowMeter();
  readonly #held: HeldStates;
  /** Opened, and cut back, when the first line is due: the run may yet be refused. */
  #open: OpenFiles | null = null;
  #evaluations: EvaluationFile;
  /** The steps at the last row. */
  #lastRow = 0;
  /** Seconds of the processes before this one. */
  #secondsBefore = 0;
  #lengths: readonly number[] = [0, 0, 0];
  #lastEvaluation: number | null = null;
  #resumedMs = performance.now();
  #lastRowSeconds = 0;
  /** Seconds that updates took, in all processes. */
  #learning = 0;

  /** @throws {CheckpointError} If the state to go on from makes no sense. */
  constructor(options: RunFilesOptions) {
    this.#options = options;
    const { from, folder, agent } = options;
    this.#held = new HeldStates(agent.spaces.observationSpace);
    this.#evaluations = new EvaluationFile(join(folder, 'evaluations.npz'), null);
    if (from) this.#setState(from);
    else this.#lastRow = agent.environmentSteps;
  }

  /** Seconds that the run has taken, in all processes. */
  get seconds(): number {
    return this.#secondsBefore + (performance.now() - this.#resumedMs) / 1000;
  }

  beforeStep(environmentSteps: number, observation: Observation): void {
    const { everyEnvironmentSteps } = this.#options;
    const isDue = isReached(this.#lastRow, environmentSteps, everyEnvironmentSteps);
    if (isDue) this.#closeRow(environmentSteps);
    this.#held.see(observation, environmentSteps);
  }

  updated(result: UpdateResult, seconds: number): void {
    this.#meter.addUpdate(result);
    this.#learning += seconds;
  }

  episode(event: EpisodeEvent): void {
    this.#meter.addEpisode(event);
    const { return: total, length } = event;
    const { monitor, events } = this.#files();
    monitor.add(`${total},${length},${this.seconds.toFixed(6)}\n`);
    events.addEpisode(event, Date.now() / 1000);
  }

  /** Puts the file of evaluations back to what it was at the checkpoint. */
  async restore(): Promise<void> {
    if (this.#options.from) await this.#evaluations.write();
  }

  async evaluation({ evaluation, environmentSteps }: EvaluationEvent): Promise<void> {
    this.#lastEvaluation = evaluation.mean;
    const { network } = this.#options.agent;
    const states = this.#held.rows;
    const values = states && (await network.qValuesAsync(states, network.actingWeights));
    const { events } = this.#files();
    events.addEvaluation(environmentSteps, evaluation, values, Date.now() / 1000);
    await this.#evaluations.add(environmentSteps, evaluation);
  }

  /** Adds the video of the best episode to TensorBoard's events. */
  video(environmentSteps: number, png: Uint8Array): void {
    const { events } = this.#files();
    events.addVideo(environmentSteps, png, Date.now() / 1000);
    events.file.sync();
  }

  /** The run has come to its end: the last row is that of fewer steps. */
  finish(environmentSteps: number): void {
    if (environmentSteps > this.#lastRow) this.#closeRow(environmentSteps);
    this.#open?.progress.sync();
  }

  /** Writes all that waits to the disk, and gives what a checkpoint needs to go on there. */
  save(): State {
    const { progress, monitor, events } = this.#files();
    for (const one of [progress, monitor, events.file]) one.sync();
    return {
      seconds: this.seconds,
      learning: this.#learning,
      lastRow: this.#lastRow,
      lastEvaluation: this.#lastEvaluation,
      lengths: [progress.length, monitor.length, events.file.length],
      meter: this.#meter.getState(),
      evaluations: this.#evaluations.getState(),
      held: this.#held.getState(),
    };
  }

  close(): void {
    if (!this.#open) return;
    const { progress, monitor, events } = this.#open;
    this.#open = null;
    const errors: unknown[] = [];
    for (const one of [progress, monitor, events.file]) {
      try {
        one.close();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }

  #closeRow(environmentSteps: number): void {
    const { agent } = this.#options;
    const sums = this.#meter.take();
    const priorities = agent.replay.priorities?.(KEPT_PRIORITIES)?.sort() ?? null;
    const seconds = this.seconds;
    const row: ProgressRow = {
      ...{ sums, priorities },
      environmentSteps,
      updates: agent.updates,
      exploration: agent.exploration?.value ?? null,
      learningRate: learningRateAt(agent.network.optimizer, agent.updates),
      evaluation: this.#lastEvaluation,
      seconds,
      learning: this.#learning,
      stepsPerSecond:
        (environmentSteps - this.#lastRow) / Math.max(1e-9, seconds - this.#lastRowSeconds),
    };
    this.#lastRow = environmentSteps;
    this.#lastRowSeconds = seconds;
    this.#lastEvaluation = null;
    const timestamp = new Date();
    const { progress, columns, events } = this.#files();
    const cells = columns.map(([, read]) => read(row));
    progress.add([environmentSteps, timestamp.toISOString(), ...cells].join(',') + '\n');
    events.addRow(row, timestamp.getTime() / 1000);
  }

  #files(): OpenFiles {
    return (this.#open ??= this.#openAll());
  }

  #openAll(): OpenFiles {
    const { folder, agent, environmentId, startedMs, settings } = this.#options;
    const [progressLength = 0, monitorLength = 0, eventsLength = 0] = this.#lengths;
    const path = join(folder, 'progress.csv');
    const progress = new RunLog(path, progressLength);
    const monitor = new RunLog(join(folder, '0.monitor.csv'), monitorLength);
    const events = new EventFile(
      join(folder, this.#options.events),
      eventsLength,
      this.#options.tags,
    );
    const hasPriorities = (agent.replay.priorities?.(1) ?? null) !== null;
    const columns = columnsOf(progressLength > 0 ? path : null, hasPriorities);
    if (progressLength === 0) {
      const names = columns.map(([name]) => name);
      progress.add(`${['step', 'timestamp', ...names].join(',')}\n`);
      const about = JSON.stringify({ t_start: startedMs / 1000, env_id: environmentId });
      monitor.add(`#${about}\nr,l,t\n`);
      events.begin(startedMs / 1000, settings);
    }
    return { progress, columns, monitor, events };
  }

  #setState(state: State): void {
    const reader = new StateReader('run', state);
    this.#secondsBefore = this.#lastRowSeconds = reader.number('seconds');
    this.#learning = reader.number('learning');
    this.#lastRow = reader.count('lastRow');
    const { lastEvaluation = null, lengths } = state;
    this.#lastEvaluation = lastEvaluation === null ? null : reader.number('lastEvaluation');
    if (!Array.isArray(lengths) || !lengths.every(isLength)) {
      throw reader.error('lengths must be the lengths of the files');
    }
    this.#lengths = lengths as number[];
    this.#meter.setState(reader.record('meter'));
    // Older checkpoints hold none.
    if (state['held'] ?? null) this.#held.setState(reader.record('held'));
    const path = join(this.#options.folder, 'evaluations.npz');
    this.#evaluations = new EvaluationFile(path, reader.record('evaluations'));
  }
}

interface OpenFiles {
  readonly progress: RunLog;
  /** Those of `progress`, after `step` and `timestamp`. */
  readonly columns: readonly Column[];
  readonly monitor: RunLog;
  readonly events: EventFile;
}

function isLength(value: StateValue): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
