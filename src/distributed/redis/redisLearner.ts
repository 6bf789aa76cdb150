import { UsageError } from '../../errors.ts';
import type {
  Arrival,
  LearnerBeginning,
  LearnerChannel,
  LearnerFacts,
  WeightsSnapshot,
} from '../channel.ts';
import { randomHex } from '../randomHex.ts';
import type { RunSpec } from '../runSpec.ts';
import {
  calledTooEarly,
  factsText,
  requireBeginning,
  requireOwner,
  requirePosition,
  requireRun,
  requireSessions,
  requireWeights,
} from '../channelArguments.ts';
import { requireNumber } from '../../validation/options.ts';
import { arrivalsOf } from './arrivalsOf.ts';
import { Background } from './background.ts';
import { LearnedBlocks } from './learnedBlocks.ts';
import { goneOnWith, refusedRun, takenOver } from './learnerErrors.ts';
import {
  ACKNOWLEDGE,
  APPLIED,
  BEGIN,
  DESCRIBE,
  FINISH,
  GUARDED,
  RECOUNT,
  REPORT_LEARNER,
  runScript,
} from './learnerScripts.ts';
import {
  jsonOf,
  listOf,
  textOf,
  type RedisConnection,
  type Reply,
  type Word,
} from './redisClient.ts';
import {
  resolveRedisLearner,
  type RedisLearnerEnd,
  type RedisLearnerOptions,
} from './redisOptions.ts';
import { Retry } from './retry.ts';
import { compareIds, idAfter, isId } from './streamId.ts';
import { UntoldSessions } from './untoldSessions.ts';
import { encodeWeights, HEADER_BYTES, versionOf } from './weightsMessage.ts';

/**
 * The learner's end of a run over Redis or Valkey. Blocks come in by a stream, which keeps them
 * until a checkpoint that holds them was written: only then are they trimmed. Learner, actors and
 * server may each be killed and started again at any time.
 *
 * @throws {OptionsError} If an option is unknown or out of range.
 * @category Distributed
 */
export function redisLearner(options: RedisLearnerOptions): LearnerChannel {
  return new RedisLearner(resolveRedisLearner(options));
}

/** Blocks that are asked for at once, and the most bytes of them. */
const MOST_BLOCKS = 128;
const MOST_BYTES = 16 * 2 ** 20;
/** How long a learner that closes tries to send what it has. */
const LAST_WORDS_MS = 5_000;
/** How long one command waits for blocks at most. */
const MOST_WAIT_MS = 2_000;
/** How often the learner looks whether the server still knows the run. */
const CHECK_MS = 1_000;

class RedisLearner implements LearnerChannel {
  readonly isDurable = true;
  readonly #end: RedisLearnerEnd;
  readonly #retry: Retry;
  readonly #background: Background;
  #reader: RedisConnection | null = null;
  #spec: RunSpec | null = null;
  #maxBlocks: number;
  /** Blocks that are asked for at once. */
  #readBlocks = MOST_BLOCKS;
  #weights: WeightsSnapshot | null = null;
  /** How many weights there are; `null` before the first ones. */
  #parameters: number | null = null;
  /** The last block that has been read. */
  #cursor = '0-0';
  readonly #learned = new LearnedBlocks();
  /** Tells this learner from all others of its run. */
  readonly #owner = randomHex(8);
  readonly #untold = new UntoldSessions();
  #checkedMs = -Infinity;
  #isFinishing = false;
  #isClosed = false;

  constructor(end: RedisLearnerEnd) {
    this.#end = end;
    this.#maxBlocks = end.maxBlocks;
    this.#retry = new Retry(end.limitMs);
    // The end of the run gives memory back: nothing that only waits for some is waited for first.
    const isVain = (): boolean => this.#isFinishing && this.#retry.isMemoryFull;
    this.#background = new Background(this.#retry, () => this.#isClosed || isVain());
  }

  get isFull(): boolean {
    // A server that has less memory than the bounds ask for takes no more blocks before there is room.
    const isShort = this.#retry.isMemoryFull && this.#learned.unsaved > 0;
    return isShort || 2 * this.#learned.unsaved >= this.#maxBlocks;
  }

  async open(
    beginning: LearnerBeginning,
  ): Promise<{ readonly run: string; readonly version: number; readonly owner: string }> {
    requireBeginning(beginning);
    const { connection, keys, maxQueued, maxBlocks, maxBytes, reset } = this.#end;
    const { spec, position, isResumed, blockBytes } = beginning;
    this.#maxBlocks = Math.max(2, Math.min(maxBlocks, Math.floor(maxBytes / blockBytes)));
    this.#readBlocks = Math.max(1, Math.min(MOST_BLOCKS, Math.floor(MOST_BYTES / blockBytes)));
    this.#reader = await this.#ask(() => connection.duplicate());
    if (position !== null && isId(position)) this.#cursor = this.#learned.position = position;
    const mode = isResumed ? 'resume' : reset ? 'reset' : 'new';
    if (mode === 'new') await this.#requireSameSpec(spec);
    const reply = await this.#ask(() =>
      runScript(connection, BEGIN, keys, [
        ...[spec.run, mode, this.#learned.position],
        ...[String(maxQueued), String(this.#maxBlocks), this.#owner],
      ]),
    );
    const [status, run = null] = listOf(reply).map(textOf);
    if (status !== 'ok' || run === null) throw refusedRun(status ?? null);
    this.#spec = { ...spec, run };
    const described = [run, this.#owner, JSON.stringify(this.#spec)];
    await this.#ask(() => runScript(connection, DESCRIBE, keys, described));
    const words = ['GETRANGE', keys.weights, '0', String(HEADER_BYTES - 1)];
    const header = await this.#ask(() => connection.send(words));
    this.#checkedMs = performance.now();
    const version = header instanceof Uint8Array ? versionOf(header) : 0;
    return { run, version, owner: this.#owner };
  }

  poll(): readonly Arrival[] {
    return [];
  }

  async receive(waitMs: number): Promise<readonly Arrival[]> {
    requireNumber('waitMs', waitMs, { min: 0, max: 2 ** 31 });
    const reader = this.#reader;
    if (!reader || !this.#spec) throw calledTooEarly('receive', 'open');
    this.#background.throwIfFailed();
    if (performance.now() - this.#checkedMs >= CHECK_MS) await this.#check();
    const { experience } = this.#end.keys;
    // BLOCK 0 would wait for ever; and a server that says nothing for long is taken for one that is away.
    const wait = String(Math.min(MOST_WAIT_MS, Math.max(1, Math.ceil(waitMs))));
    const words = ['XREAD', 'COUNT', String(this.#readBlocks), 'BLOCK', wait];
    const reply = await this.#retry.run(
      () => reader.send([...words, 'STREAMS', experience, this.#cursor]),
      () => this.#isClosed,
    );
    const arrivals = arrivalsOf(reply);
    this.#cursor = arrivals.at(-1)?.position ?? this.#cursor;
    return arrivals;
  }

  applied(position: string): void {
    requirePosition(position);
    this.#learned.add(position);
    const { connection, keys } = this.#end;
    this.#background.run('applied', () =>
      this.#learned.tell((count) => {
        const words = [this.#spec?.run ?? '', this.#owner, String(-count)];
        return runScript(connection, APPLIED, keys, words);
      }),
    );
  }

  acknowledge(
    position: string,
    sessions: ReadonlyMap<string, number>,
    forgotten: readonly string[] = [],
  ): void {
    requirePosition(position);
    requireSessions(sessions, forgotten);
    if (!isId(position)) return;
    this.#learned.saved(position);
    const { connection, keys } = this.#end;
    this.#untold.add(sessions, forgotten);
    const words = [this.#spec?.run ?? '', this.#owner, position, idAfter(position)];
    this.#background.run('acknowledge', () =>
      this.#untold.tell((told) => runScript(connection, ACKNOWLEDGE, keys, [...words, ...told])),
    );
  }

  publish(weights: WeightsSnapshot): void {
    requireWeights(weights, this.#parameters);
    this.#parameters = weights.values.length;
    this.#weights = weights;
    // Only those that are sent become bytes: of several that come meanwhile it is the last ones.
    this.#background.run('weights', () =>
      this.#send(['SET', this.#end.keys.weights, encodeWeights(weights)]),
    );
  }

  report(facts: LearnerFacts): void {
    const text = factsText(facts);
    const { connection, keys } = this.#end;
    const words = [this.#spec?.run ?? '', this.#owner, text];
    this.#background.run('report', () => runScript(connection, REPORT_LEARNER, keys, words));
  }

  takeWarnings(): readonly string[] {
    return this.#retry.takeWarnings();
  }

  async finish(run: string | undefined = this.#spec?.run, owner?: string): Promise<void> {
    if (this.#isClosed) return;
    if (run !== undefined) requireRun(run);
    requireOwner(owner);
    const { connection, keys, limitMs } = this.#end;
    const began = performance.now();
    this.#isFinishing = true;
    await this.#background.settled();
    if (run === undefined) return;
    // A server that was away for as long as it may be is not waited for once more.
    if (performance.now() - began >= limitMs) this.#background.throwIfFailed();
    const words = [run, this.#spec ? this.#owner : (owner ?? '')];
    const status = await this.#ask(() => runScript(connection, FINISH, keys, words));
    if (textOf(status) === 'taken') throw goneOnWith();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    // A server that is away holds nobody up who is to end.
    const timer = setTimeout(() => {
      this.#isClosed = true;
    }, LAST_WORDS_MS);
    await this.#background.settled();
    clearTimeout(timer);
    this.#isClosed = true;
    this.#reader?.close();
  }

  /** Puts back what a server has lost that was started without its data. */
  async #check(): Promise<void> {
    this.#checkedMs = performance.now();
    const { connection, keys, maxQueued } = this.#end;
    const spec = this.#spec as RunSpec;
    const isClosed = (): boolean => this.#isClosed;
    const found = await this.#retry.run(async () => {
      this.#learned.recounted();
      const bounds = [String(maxQueued), String(this.#maxBlocks)];
      const words: readonly Word[] = [spec.run, this.#learned.position, ...bounds, this.#owner];
      return listOf(await runScript(connection, RECOUNT, keys, words)).map(textOf);
    }, isClosed);
    if (!found) return;
    const [run, last, state] = found;
    if (run !== spec.run) throw refusedRun('other');
    if (state === 'taken') throw takenOver();
    // What comes now would be before what was read: it is read again, and known by its numbers.
    if (compareIds(last ?? '0-0', this.#cursor) < 0) this.#cursor = '0-0';
    if (state !== 'lost') return;
    await this.#retry.run(async () => {
      const described = [spec.run, this.#owner, JSON.stringify(spec)];
      await runScript(connection, DESCRIBE, keys, described);
      const weights = this.#weights;
      if (weights) await this.#send(['SET', keys.weights, encodeWeights(weights)]);
    }, isClosed);
  }

  /**
   * A run that has no checkpoint yet is gone on with by whoever comes, as its learner may have been
   * killed; but not by one that learns something else.
   */
  async #requireSameSpec(spec: RunSpec): Promise<void> {
    const { connection, keys } = this.#end;
    const control = await this.#ask(() => connection.send(['HMGET', keys.control, 'run', 'saved']));
    const [run, saved] = listOf(control).map(textOf);
    const text = await this.#ask(() => connection.send(['GET', keys.spec]));
    const there = Object(jsonOf(text)) as Partial<RunSpec>;
    if (!run || saved || there.run !== run) return;
    if (JSON.stringify({ ...there, run }) === JSON.stringify({ ...spec, run })) return;
    throw refusedRun('different');
  }

  /** Sends a command, unless the server has another run under this name, or another learner. */
  #send(words: readonly Word[]): Promise<Reply> {
    const { connection, keys } = this.#end;
    const who = [this.#spec?.run ?? '', this.#owner];
    return runScript(connection, GUARDED, keys, [...who, ...words]);
  }

  async #ask<T>(call: () => Promise<T>): Promise<T> {
    const reply = this.#isClosed ? null : await this.#retry.run(call, () => this.#isClosed);
    if (this.#isClosed) throw new UsageError('This channel of a learner was closed; make another.');
    return reply as T;
  }
}
