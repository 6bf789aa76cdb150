import { join } from 'node:path';
import type { DQNAgent } from '../../agents/dqnAgent.ts';
import { UsageError } from '../../errors.ts';
import { StateReader } from '../../state/stateReader.ts';
import type { State } from '../../state/state.ts';
import { EventStream } from '../../training/eventStream.ts';
import type { TrainingEvent } from '../../training/events.ts';
import { train } from '../../training/train.ts';
import type { Training } from '../../training/training.ts';
import type { CheckpointWriter } from '../../state/store.ts';
import { file } from '../file.ts';
import { shellWord } from '../shellWord.ts';
import { BestEpisode, removeVideo, type ShownEpisode } from './bestEpisode.ts';
import type { CheckpointFiles, OpenCheckpoint } from './checkpointFiles.ts';
import { Interrupt } from './interrupt.ts';
import type { Lock } from './lock.ts';
import { MeasuredAgent } from './measuredAgent.ts';
import type { Run } from './run.ts';
import { writeReport } from './report.ts';
import type { RunConfig } from './runConfig.ts';
import { RunFiles } from './runFiles.ts';
import type { ResolvedRunOptions } from './runOptions.ts';

/** What an {@link ActiveRun} is made from. */
export interface ActiveRunParts {
  readonly folder: string;
  readonly options: ResolvedRunOptions;
  readonly config: RunConfig;
  readonly checkpoints: CheckpointFiles;
  readonly lock: Lock;
  readonly from: OpenCheckpoint | null;
}

const WITHOUT_VIDEO =
  'There is no video of the best episode: this call was made without (video: false, or --no-video).';

/** The {@link Run} that `openRun` returns. */
export class ActiveRun extends EventStream implements Run {
  readonly folder: string;
  readonly resumedAt: number | null;
  readonly #parts: ActiveRunParts;
  readonly #files: RunFiles;
  readonly #agent: DQNAgent;
  readonly #interrupt: Interrupt;
  readonly #training: Training;
  #best: number | null;
  /** Of evaluations, where the run is to have a video of it. */
  readonly #episode: BestEpisode | null;
  /** The best episode of earlier calls, kept for later ones where this call films none. */
  #keptEpisode: State | null;
  #isClosed = false;
  /** The steps of the last checkpoint. */
  #savedAt: number | null = null;

  constructor(parts: ActiveRunParts) {
    super('finish() was called on a run that break or an error had ended; open it again to go on.');
    const { options, config, from, folder } = parts;
    this.folder = folder;
    this.#parts = parts;
    this.#agent = options.agent;
    const saved = from && new StateReader('run', from.state).record('run');
    const reader = saved && new StateReader('run', saved);
    this.#best = !saved || saved['best'] === null ? null : reader!.number('best');
    this.resumedAt = this.#savedAt = reader && reader.count('environmentSteps');
    const { evaluation, video } = options;
    const episode = saved?.['bestEpisode'] ? reader!.record('bestEpisode') : null;
    this.#keptEpisode = episode;
    this.#episode = evaluation && video ? new BestEpisode(evaluation.environment, episode) : null;
    this.#files = new RunFiles({
      folder,
      agent: this.#agent,
      environmentId: options.environmentId,
      everyEnvironmentSteps: options.log.everyEnvironmentSteps,
      tags: options.log.tags,
      events: config.events ?? 'events.out.tfevents.0.run',
      startedMs: Date.parse(config.facts.started),
      settings: { agent: config.agent, training: config.training, about: config.about },
      from: reader && reader.record('files'),
    });
    this.#interrupt = new Interrupt(options.signal, say);
    this.#training = this.#begin(this.#interrupt.signal);
  }

  override async return(): Promise<IteratorResult<TrainingEvent, void>> {
    const result = await super.return();
    // A generator that has not begun closes nothing.
    this.close();
    return result;
  }

  stop(message?: string): void {
    this.#training.stop(message);
  }

  getState(): Promise<State> {
    return this.#training.getState();
  }

  save(store: CheckpointWriter, more?: State): Promise<void> {
    return this.#training.save(store, more);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#parts.from?.close();
    try {
      this.#files.close();
    } finally {
      this.#parts.lock.release();
    }
  }

  protected override async *run(): AsyncGenerator<TrainingEvent, void, void> {
    if (this.#isClosed) throw new UsageError('This run was closed; open it again to go on.');
    const { options, from } = this.#parts;
    if (options.handleSignals) this.#interrupt.handleSignals();
    const training = this.#training;
    let isOver = false;
    try {
      for (let isFirst = true; ; isFirst = false) {
        const { done, value: event } = await training.next();
        // The state that the run goes on from was read by the first event at the latest.
        if (isFirst) {
          from?.close();
          await this.#files.restore();
        }
        if (done) break;
        await this.#take(event);
        if (event.type === 'end') isOver = true;
        yield event;
      }
      isOver = true;
    } catch (error) {
      // There is nothing to go on from but the last checkpoint.
      isOver = true;
      throw error;
    } finally {
      try {
        // Whoever breaks off is to go on there.
        if (!isOver) await this.#save('stopped');
      } finally {
        this.#interrupt.release();
        await training.return();
        this.close();
      }
    }
  }

  #begin(signal: AbortSignal): Training {
    const { options, from } = this.#parts;
    const { environment, environmentSteps, seed, evaluation, checkpoint } = options;
    const measured = new MeasuredAgent(this.#agent, this.#files);
    return train(measured, environment, {
      ...{ environmentSteps, seed, signal },
      ...(evaluation && { evaluation: { ...evaluation, ...this.#watched() } }),
      ...(from && { from: from.state }),
      checkpoint: {
        everyEnvironmentSteps: checkpoint.everyEnvironmentSteps,
        save: () => this.#save('step'),
      },
    });
  }

  /** The environment of evaluations, where their best episode is kept. */
  #watched(): { readonly environment?: BestEpisode['environment'] } {
    return this.#episode ? { environment: this.#episode.environment } : {};
  }

  async #take(event: TrainingEvent): Promise<void> {
    if (event.type === 'episode') this.#files.episode(event);
    if (event.type === 'evaluation') {
      await this.#files.evaluation(event);
      const { mean } = event.evaluation;
      if (this.#best === null || mean > this.#best) {
        this.#best = mean;
        this.#episode?.take(event);
        this.#keptEpisode = null;
        await this.#agent.save(file(join(this.folder, 'best.safetensors')), { replay: false });
      }
    }
    if (event.type !== 'end') return;
    this.end = event;
    if (event.reason !== 'aborted') {
      this.#files.finish(event.environmentSteps);
      await this.#save(event.reason === 'completed' ? 'step' : 'stopped');
      const film = await this.#film();
      const isFilm = film !== null && typeof film !== 'string' && typeof film.video !== 'string';
      if (isFilm) this.#files.video(film.environmentSteps, film.video.bytes);
      await writeReport(this.folder, film);
    } else {
      await this.#save('stopped');
      say(`Stopped at ${event.environmentSteps} steps, with a checkpoint. ${this.#howToGoOn()}`);
    }
  }

  /** The best episode for the report, or why it has none. */
  async #film(): Promise<ShownEpisode | string | null> {
    if (this.#episode) return this.#episode.film(this.folder, this.#interrupt.signal);
    await removeVideo(this.folder);
    return this.#best === null ? null : WITHOUT_VIDEO;
  }

  /** Writes a checkpoint of the whole training. */
  async #save(kind: 'step' | 'stopped'): Promise<void> {
    const { environmentSteps } = this.#agent;
    const { checkpoints, lock } = this.#parts;
    if (this.#savedAt === environmentSteps && kind === 'stopped') return;
    lock.check();
    const run: State = {
      environmentSteps,
      best: this.#best,
      bestEpisode: this.#episode ? this.#episode.getState() : this.#keptEpisode,
      files: this.#files.save(),
    };
    const store = file(checkpoints.pathOf(environmentSteps, kind));
    await this.#training.save(store, { run });
    this.#savedAt = environmentSteps;
    checkpoints.prune();
  }

  #howToGoOn(): string {
    const isOfCommand = 'command' in this.#parts.options.about;
    return isOfCommand
      ? `Go on with: npx deepq resume ${shellWord(this.folder)}`
      : 'The same call of openRun goes on from there.';
  }
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
