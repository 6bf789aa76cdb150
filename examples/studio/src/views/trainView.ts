import { presets } from 'deepq/environments';
import { loadPolicy } from 'deepq/policy';
import { h, saveFile } from '../parts/dom.ts';
import { History } from '../parts/history.ts';
import { jobOf, worldOfPolicy } from '../parts/identify.ts';
import { readLast, writeLast } from '../parts/lastWorld.ts';
import { ReplayPanel } from '../parts/replayPanel.ts';
import { forgetRun, loadRun, saveRun } from '../parts/savings.ts';
import type { Shelf, ShelfEntry } from '../parts/shelf.ts';
import { Stage, type Mode } from '../parts/stage.ts';
import { Trainer, type Phase } from '../parts/trainer.ts';
import { worldOf } from '../worlds/worlds.ts';
import type { WorkerJob } from '../worker.ts';
import { FilesBar } from './filesBar.ts';
import { RunCard } from './runCard.ts';
import { SetupCard } from './setupCard.ts';
import { trainLayout } from './trainLayout.ts';

/** Milliseconds between two changes of the figures. */
const SHOW = 100;
/** Milliseconds between two looks at what the worker has learned, and between two savings. */
const LOOK = 1000;
const SAVE = 20_000;

/** The view in which an agent is trained, watched and played with. */
export class TrainView {
  readonly element: HTMLElement;
  readonly #shelf: Shelf;
  readonly #fail: (error: unknown) => void;
  readonly #setup: SetupCard;
  readonly #run: RunCard;
  readonly #stagePlace = h('section', { class: 'card world', 'aria-label': 'The world' });
  readonly #replayPlace = h('div');
  readonly #trainer: Trainer;
  readonly #files: FilesBar;
  #stage!: Stage;
  #replay!: ReplayPanel;
  #history = new History();
  #policyBytes: Uint8Array<ArrayBuffer> | null = null;
  #isOpen = false;
  #isLooking = false;
  #savedAt = 0;
  #showing = 0;
  /** What is being done one after the other, such as leaving a world and entering another. */
  #work: Promise<void> = Promise.resolve();

  constructor(shelf: Shelf, fail: (error: unknown) => void) {
    this.#shelf = shelf;
    this.#fail = fail;
    this.#setup = new SetupCard((_, what) => {
      if (what === 'world') void this.#do(() => this.#changeWorld());
    });
    this.#trainer = new Trainer({
      phase: (phase) => this.#entered(phase),
      event: (event) => {
        this.#history.add(event, this.#stage.world);
        this.#showSoon();
      },
      frame: (frame) => this.#stage.showFrame(frame),
      failed: fail,
    });
    const doing = (work: () => Promise<void>) => (): void => void this.#do(work);
    this.#run = new RunCard({
      go: doing(() => this.#go()),
      pause: doing(() => this.#pause()),
      reset: doing(() => this.#reset()),
      speed: (speed) => (this.#trainer.speed = speed),
    });
    this.#files = new FilesBar({
      checkpoint: doing(() => this.#saveCheckpoint()),
      policy: doing(() => this.#exportPolicy()),
      chart: () => saveFile(`${this.world}.svg`, this.#run.chart(this.#title())),
      keep: () => this.#do(() => this.#keep()),
      load: (file) => void this.#do(() => this.#load(file)),
    });
    this.element = trainLayout({
      left: [this.#setup.element, this.#stagePlace, this.#files.element],
      right: [this.#run.element, this.#run.curves],
      replay: this.#replayPlace,
    });
    this.#buildWorld();
    setInterval(() => void this.#tick().catch(fail), LOOK);
  }

  /** The id of the world that is open. */
  get world(): string {
    return this.#setup.setup.world.id;
  }

  open(): void {
    this.#isOpen = true;
    this.#stage.arena.start();
    this.#setFrames();
  }

  close(): void {
    this.#isOpen = false;
    this.#stage.close();
    this.#setFrames();
  }

  /** Goes on where the page was left. */
  restore(): Promise<void> {
    const last = readLast();
    if (last !== null) {
      this.#setup.setup = { ...this.#setup.setup, world: worldOf(last) };
      this.#buildWorld();
    }
    return this.#do(() => this.#resumeSaved());
  }

  /** Shows an agent of the shelf. */
  watch(entry: ShelfEntry): Promise<void> {
    return this.#do(async () => {
      if (entry.world !== this.world) {
        this.#setup.setup = { ...this.#setup.setup, world: worldOf(entry.world) };
        await this.#changeWorld();
      }
      if (this.#trainer.phase === 'running') await this.#pause();
      this.#take(await entry.bytes());
      this.#stage.mode = 'watch';
      this.#stage.arena.restart();
    });
  }

  /** One thing after the other; an error is shown, not lost. */
  #do(work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(work).catch(this.#fail);
    return this.#work;
  }

  async #go(): Promise<void> {
    const { phase } = this.#trainer;
    if (phase === 'paused') {
      await this.#trainer.resume();
    } else if (phase === 'idle' || phase === 'ended') {
      this.#history = new History();
      this.#policyBytes = null;
      this.#stage.policy = null;
      await this.#trainer.start(this.#job(), null);
    }
    this.#setMode('live');
  }

  async #pause(): Promise<void> {
    await this.#trainer.pause();
    await this.#look();
    await this.#save();
  }

  async #reset(): Promise<void> {
    this.#trainer.stop();
    this.#history = new History();
    this.#policyBytes = null;
    this.#buildWorld();
    await forgetRun(this.world);
  }

  /** Leaves a world, with its run saved, and enters the one that was chosen. */
  async #changeWorld(): Promise<void> {
    const { setup } = this.#setup;
    this.#setup.setup = { ...setup, world: this.#stage.world };
    if (this.#trainer.phase === 'running') await this.#pause();
    this.#trainer.stop();
    this.#setup.setup = setup;
    this.#history = new History();
    this.#policyBytes = null;
    this.#buildWorld();
    writeLast(setup.world.id);
    await this.#resumeSaved();
  }

  async #resumeSaved(): Promise<void> {
    const saved = await loadRun(this.world);
    if (!saved) return;
    this.#history = History.fromJson(saved.history);
    await this.#open(saved.job, saved.checkpoint);
  }

  /** Opens a training; it waits there until someone presses Continue. */
  async #open(job: WorkerJob, checkpoint: Uint8Array): Promise<void> {
    this.#setup.setup = { ...job, world: worldOf(job.id) };
    await this.#trainer.start(job, checkpoint);
    // The file may be of another run than the curves, or have none.
    this.#history.steps = this.#trainer.environmentSteps;
    this.#showRun();
    await this.#look();
  }

  async #load(file: File): Promise<void> {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const isPolicy = !file.name.endsWith('.safetensors');
    if (isPolicy) {
      const world = worldOfPolicy(loadPolicy(bytes));
      const key = file.name;
      const entry = { key, world: world.id, title: file.name, trained: null };
      this.#shelf.put({ ...entry, bytes: () => Promise.resolve(bytes) });
      if (world.id !== this.world) {
        this.#setup.setup = { ...this.#setup.setup, world };
        await this.#changeWorld();
      }
      if (this.#trainer.phase === 'running') await this.#pause();
      this.#take(bytes);
      this.#setMode('watch');
      return;
    }
    const job = jobOf(bytes);
    if (this.#trainer.phase === 'running') await this.#pause();
    this.#setup.setup = { ...job, world: worldOf(job.id) };
    this.#history = new History();
    this.#buildWorld();
    await this.#open(job, bytes);
    await this.#save();
  }

  async #saveCheckpoint(): Promise<void> {
    const bytes = await this.#trainer.checkpoint();
    if (bytes) saveFile(`${this.world}.safetensors`, bytes);
  }

  async #exportPolicy(): Promise<void> {
    await this.#look(true);
    if (this.#policyBytes) saveFile(`${this.world}.policy`, this.#policyBytes);
  }

  async #keep(): Promise<void> {
    await this.#look(true);
    if (this.#policyBytes) await this.#shelf.keep(this.world, this.#title(), this.#policyBytes);
  }

  async #tick(): Promise<void> {
    if (this.#trainer.phase !== 'running' || this.#isLooking) return;
    const isDue = performance.now() - this.#savedAt > SAVE;
    await this.#look();
    if (isDue) await this.#save();
  }

  /** Asks the worker for what it has learned, and for what its replay buffer holds. */
  async #look(always = false): Promise<void> {
    this.#isLooking = true;
    try {
      const replay = await this.#trainer.replay();
      if (replay) this.#replay.show(replay);
      // While pictures of the training are shown, they bring the values with them.
      const isSeen = this.#stage.mode !== 'live' || this.#trainer.phase !== 'running';
      if (isSeen || always) {
        const policy = await this.#trainer.policy();
        if (policy) this.#take(policy);
      }
    } finally {
      this.#isLooking = false;
    }
  }

  async #save(): Promise<void> {
    this.#savedAt = performance.now();
    const checkpoint = await this.#trainer.checkpoint();
    if (!checkpoint) return;
    writeLast(this.world);
    await saveRun({ job: this.#job(), history: this.#history.toJson(), checkpoint });
  }

  #entered(phase: Phase): void {
    this.#run.phase = phase;
    // Events tell of steps some time later; where it stands still, the number is to be exact.
    if (phase === 'paused') this.#history.steps = this.#trainer.environmentSteps;
    this.#setup.isLocked = phase !== 'idle' && phase !== 'ended';
    this.#files.hasRun = phase === 'running' || phase === 'paused' || phase === 'ended';
    this.#showRun();
    this.#setFrames();
    if (phase !== 'ended') return;
    this.#setMode('watch');
    void this.#do(async () => {
      await this.#look();
      await this.#save();
    });
  }

  #take(bytes: Uint8Array<ArrayBuffer>): void {
    this.#policyBytes = bytes;
    this.#stage.policy = loadPolicy(bytes);
    this.#files.hasPolicy = true;
  }

  #setMode(mode: Mode): void {
    this.#stage.mode = mode;
    this.#setFrames();
  }

  #setFrames(): void {
    this.#trainer.wantsFrames = this.#isOpen && this.#stage.mode === 'live';
  }

  #job(): WorkerJob {
    const { world, recipe, seed } = this.#setup.setup;
    return { id: world.id, recipe, seed };
  }

  #title(): string {
    const { world, seed } = this.#setup.setup;
    const steps = this.#history.steps.toLocaleString('en');
    return `${world.title}, ${this.#setup.recipeTitle}, seed ${seed}, ${steps} steps`;
  }

  /** Makes stage and replay panel for the world that is chosen. */
  #buildWorld(): void {
    const { world } = this.#setup.setup;
    (this.#stage as Stage | undefined)?.close();
    this.#stage = new Stage(world, { mode: () => this.#setFrames() });
    this.#stagePlace.replaceChildren(this.#stage.element);
    this.#replay = new ReplayPanel(world.actions);
    this.#replayPlace.replaceChildren(this.#replay.element);
    this.#files.hasPolicy = false;
    if (this.#isOpen) this.#stage.arena.start();
    this.#setFrames();
    this.#showRun();
  }

  /** Many events come at once; figures that change more often cannot be read. */
  #showSoon(): void {
    if (this.#showing !== 0) return;
    this.#showing = window.setTimeout(() => {
      this.#showing = 0;
      this.#showRun();
    }, SHOW);
  }

  #showRun(): void {
    const { world } = this.#setup.setup;
    this.#run.show(this.#history, world, presets[world.id].environmentSteps);
  }
}
