import type { Agent } from '../agents/agent.ts';
import { UsageError } from '../errors.ts';
import type { State } from '../state/state.ts';
import { createTurnTaker } from '../protocol/turnTaker.ts';
import type { EndedEpisode } from '../training/episodeTally.ts';
import type { Lanes } from '../training/lanes.ts';
import { Arrivals } from './arrivals.ts';
import { requireOpened, requireWarnings } from './channelAnswers.ts';
import { BlockPlace } from './blockPlace.ts';
import type { Block } from './blocks/block.ts';
import { observationLayout } from './blocks/observationLayout.ts';
import { usualBlockBytes } from './blocks/usualBlockBytes.ts';
import { readExperienceState } from './experienceState.ts';
import { closedTooEarly } from './experienceErrors.ts';
import { Publisher } from './publisher.ts';
import { randomHex } from './randomHex.ts';
import type { ResolvedRemoteExperience } from './remoteExperienceOptions.ts';
import { RoomWatch } from './roomWatch.ts';
import { makeRunSpec } from './runSpec.ts';
import { Sessions } from './sessions.ts';
import { Drops, type ExperienceStatistics } from './statistics.ts';
import { UpdateRate } from './updateRate.ts';

/** What the training loop takes its steps from: blocks, step by step. */
export class ExperienceLanes implements Lanes {
  /** Whether the last call of `step` brought one. */
  count = 1;
  readonly canBeSaved = true;
  readonly #agent: Agent;
  readonly #options: ResolvedRemoteExperience;
  readonly #rate: UpdateRate;
  readonly #publisher: Publisher;
  readonly #drops = new Drops();
  readonly #sessions: Sessions;
  #arrivals: Arrivals | null = null;
  /** The run, once it is known. */
  #run: string | null = null;
  /** Which learner has come this far, where the channel tells them apart. */
  #owner: string | null = null;
  readonly #room = new RoomWatch();
  /** The last block that is done with. */
  #position: string | null = null;
  #isResumed = false;
  readonly #place = new BlockPlace();
  #blocks = 0;
  #steps = 0;
  #versionLag = 0;
  #secondsLag = 0;
  #waitedMs = 0;
  #reportedMs = -Infinity;
  #isClosed = false;
  /** What the channel sends and receives goes on in turns of the event loop. */
  readonly #turns = createTurnTaker(TURN_MS);
  /** Whether there was one before this step: however slow all is, a step comes after each. */
  #hadTurn = false;

  constructor(agent: Agent, options: ResolvedRemoteExperience) {
    this.#agent = agent;
    this.#options = options;
    this.#rate = new UpdateRate(options);
    this.#rate.counted = agent.updates;
    this.#publisher = new Publisher(options.agent, options.channel, options.publishEveryUpdates);
    this.#sessions = new Sessions((session, stream) => {
      // Steps of the next actor must not follow on those of this one.
      agent.beginEpisode?.(stream);
      this.#drops.forget(session);
    });
  }

  /** @throws {UsageError} Always: the environments are where the actors are. */
  current(): never {
    throw new UsageError(
      'beforeStep cannot ask where the environments stand, as actors elsewhere step them. Ask in the ' +
        'program of an actor.',
    );
  }

  get statistics(): ExperienceStatistics {
    return {
      blocks: this.#blocks,
      environmentSteps: this.#steps,
      dropped: { ...this.#drops.counts },
      missing: this.#drops.missing,
      forgotten: this.#drops.forgotten,
      waiting: this.#arrivals?.waiting ?? 0,
      versionLag: this.#versionLag,
      secondsLag: this.#secondsLag,
      version: this.#publisher.version,
      samplesOwed: this.#rate.owed,
      waitedSeconds: this.#waitedMs / 1000,
    };
  }

  get updatesDue(): number | undefined {
    return this.#rate.due(this.#agent.updates, () => {
      // After a turn of the event loop nobody has looked for a block yet.
      const hasNone = this.#place.block === null && !this.#arrivals?.waiting && !this.#hadTurn;
      return hasNone && this.count === 0;
    });
  }

  get needsCheckpoint(): boolean {
    return this.#options.acknowledge === 'saved' && this.#options.channel.isFull;
  }

  begin(): void {
    // The channel is opened with the first step, as it is for a run that goes on.
  }

  step(ended: EndedEpisode[]): void | Promise<void> {
    this.count = 0;
    // Nothing comes any more: the training would ask for ever.
    if (this.#isClosed) throw closedTooEarly();
    if (!this.#arrivals) return this.#open();
    if (!this.#hadTurn && this.#turns.isDue()) return this.#giveTurn();
    this.#hadTurn = false;
    const block = this.#place.block ?? this.#nextBlock();
    if (!block) return this.#wait(this.#arrivals);
    this.#room.came();
    this.#take(block, ended);
  }

  restart(): void {
    // Actors begin their episodes by themselves.
  }

  /** The run that it belongs to, and the learner that has come this far, as soon as they are known. */
  get identity(): { readonly run: string | null; readonly owner: string | null } {
    return { run: this.#run, owner: this.#owner };
  }

  takeWarnings(): readonly string[] {
    const own = this.#drops.takeWarnings();
    const others = requireWarnings(this.#options.channel.takeWarnings());
    return others.length === 0 ? own : [...own, ...others];
  }

  getState(): State {
    return {
      ...this.identity,
      position: this.#position,
      partial: this.#place.getState(),
      sessions: this.#sessions.getState(),
      limiter: this.#rate.getState(),
    };
  }

  setState(state: State): () => void {
    const before = this.getState();
    this.#prepareState(state)();
    const [isResumed, updates] = [this.#isResumed, this.#rate.counted];
    this.#isResumed = true;
    return () => {
      this.#prepareState(before)();
      this.#isResumed = isResumed;
      this.#rate.counted = updates;
    };
  }

  saved(state: State): void {
    const position = state['position'];
    if (this.#options.acknowledge !== 'saved' || typeof position !== 'string') return;
    const sessions = new Sessions();
    sessions.prepareState(state['sessions'] as State)();
    const { all } = sessions;
    this.#options.channel.acknowledge(position, all, this.#sessions.takeForgotten(all));
  }

  /** Tells those who look at the run how far it is. */
  report(): void {
    if (!this.#arrivals) return;
    this.#reportedMs = performance.now();
    const { environmentSteps, updates } = this.#agent;
    this.#options.channel.report?.({ ...this.statistics, environmentSteps, updates });
  }

  /** No more is taken in. */
  close(): void {
    this.#isClosed = true;
    this.#arrivals?.close();
    this.#turns.close();
  }

  async #open(): Promise<void> {
    const { agent, channel, blockSteps, fetchEverySteps, exploration, about } = this.#options;
    const settings = { blockSteps, fetchEverySteps, exploration, about };
    const opened = await channel.open({
      spec: makeRunSpec(agent, this.#run ?? randomHex(16), settings),
      position: this.#position,
      isResumed: this.#isResumed,
      blockBytes: usualBlockBytes(agent.options.environment, blockSteps),
    });
    const { run, version, owner } = requireOpened(opened);
    this.#run = run;
    this.#owner = owner ?? null;
    this.#rate.counted = this.#agent.updates;
    if (this.#isResumed) this.saved(this.getState());
    await this.#publisher.begin(version);
    const spaces = agent.options.environment;
    this.#arrivals = new Arrivals(channel, { run, spaces, layout: observationLayout(spaces) });
  }

  #giveTurn(): Promise<void> {
    this.#hadTurn = true;
    // More often would cost time, and nothing would be sent any sooner.
    this.#publisher.publishIfDue();
    if (performance.now() - this.#reportedMs >= REPORT_MS) this.report();
    return this.#turns.give();
  }

  async #wait(arrivals: Arrivals): Promise<void> {
    // There may be something to learn meanwhile.
    if ((this.updatesDue ?? 0) > 0) return;
    this.#publisher.publishIfDue();
    const began = performance.now();
    await arrivals.wait();
    const now = performance.now();
    this.#waitedMs += now - began;
    this.#room.waited(this.needsCheckpoint, began, now);
  }

  /** Goes on to the next block that can be learned from; `null` where none is there. */
  #nextBlock(): Block | null {
    for (;;) {
      const arrival = this.#arrivals?.take() ?? null;
      if (!arrival) return null;
      const { block, position } = arrival;
      const problem = typeof block === 'string' ? block : this.#problemOf(block);
      if (problem === null) {
        this.#place.begin(block as Block, position);
        return block as Block;
      }
      this.#drops.drop(problem, position);
      this.#done(position, typeof block === 'string' ? null : block.session);
    }
  }

  #problemOf(block: Block): 'duplicate' | 'stale' | null {
    const { session, sequence, version } = block;
    const next = this.#sessions.next(session);
    if (sequence < next) return 'duplicate';
    this.#versionLag = Math.max(0, this.#publisher.version - version);
    // The rest of a block belongs to its beginning, however old it has become meanwhile.
    if (this.#place.isPartial(block)) return null;
    const isMissing = sequence > next && !this.#sessions.isForgotten(session);
    if (isMissing) this.#drops.miss(sequence - next, session);
    const isOld = this.#versionLag > this.#options.maxVersionLag;
    if (isOld) this.#sessions.took(session, sequence);
    // Rewards must not be summed over the steps that are not there.
    if (isOld || sequence > next) this.#agent.beginEpisode?.(this.#sessions.streamOf(session));
    return isOld ? 'stale' : null;
  }

  #take(block: Block, ended: EndedEpisode[]): void {
    const { step, position } = this.#place;
    const transition = block.transition(step);
    this.#agent.observe(transition, this.#sessions.streamOf(block.session));
    this.#rate.inserted();
    this.count = 1;
    this.#steps++;
    const episode = block.ended(step);
    if (episode) {
      const { terminated, truncated } = transition;
      const { environmentSteps } = this.#agent;
      ended.push({ type: 'episode', ...episode, terminated, truncated, environmentSteps });
    }
    if (this.#place.advance()) return;
    this.#sessions.took(block.session, block.sequence);
    this.#secondsLag = (Date.now() - block.madeMs) / 1000;
    this.#blocks++;
    this.#done(position, block.session);
  }

  /** A block is learned from, or dropped. */
  #done(position: string, session: string | null): void {
    this.#position = position;
    const { channel, acknowledge } = this.#options;
    channel.applied(position);
    if (acknowledge !== 'applied') return;
    // Its actor keeps all blocks that it is not told of.
    const next = new Map(session === null ? [] : [[session, this.#sessions.next(session)]]);
    channel.acknowledge(position, next, this.#sessions.takeForgotten(next));
  }

  #prepareState(state: State): () => void {
    const { run, owner, position, partial, sessions, limiter } = readExperienceState(state);
    const takeSessions = this.#sessions.prepareState(sessions);
    const takeLimiter = this.#rate.prepareState(limiter);
    return () => {
      takeSessions();
      takeLimiter();
      this.#run = run;
      this.#owner = owner;
      this.#position = position;
      this.#place.setState(partial);
    };
  }
}

/** The training gives a turn each 16 ms: weights would wait for as long before they are sent. */
const TURN_MS = 4;
/** How often the learner tells people how it is doing. */
const REPORT_MS = 1_000;
