import { requireSignal } from '../../training/requireParts.ts';
import { requireInteger } from '../../validation/options.ts';
import { calledTooEarly, factsText, requireBlock, requireSession } from '../channelArguments.ts';
import { SMALL_WEIGHTS_BYTES } from '../smallWeights.ts';
import { sleep } from '../sleep.ts';
import type { ActorChannel, ActorFacts, WeightsSnapshot } from '../channel.ts';
import { requireRunSpec, type RunSpec } from '../runSpec.ts';
import { append, type AppendReply } from './appendScript.ts';
import { REPORT_ACTOR, runScript } from './learnerScripts.ts';
import { jsonOf, listOf, textOf, type Reply } from './redisClient.ts';
import { resolveRedisActor, type RedisActorEnd, type RedisActorOptions } from './redisOptions.ts';
import { Retry } from './retry.ts';
import { decodeWeights, HEADER_BYTES, versionOf } from './weightsMessage.ts';

/**
 * An actor's end of a run over Redis or Valkey. Blocks go to a stream; the actor keeps them until
 * a checkpoint of the learner holds them, and sends them again where the server has lost them. It
 * waits where the server is away, the stream is full, or the learner is not there.
 *
 * @throws {OptionsError} If an option is unknown or out of range.
 * @category Distributed
 */
export function redisActor(options: RedisActorOptions): ActorChannel {
  return new RedisActor(resolveRedisActor(options));
}

/** How often a full stream, or a learner that is not there, is looked at again. */
const WAIT_MS = 20;
const JOIN_MS = 200;
/** How long an actor that is to stop tries to send what it has. */
const LAST_WORDS_MS = 5_000;
const FORGOTTEN =
  'The learner has forgotten this actor, as thousands of others were heard of since; it joins anew, and its ' +
  'last steps are lost.';
const NOTHING = new Uint8Array();

interface Kept {
  readonly sequence: number;
  readonly bytes: Uint8Array;
}

class RedisActor implements ActorChannel {
  isStopped = false;
  readonly #end: RedisActorEnd;
  readonly #retry: Retry;
  #run = '';
  #session = '';
  /** Blocks that no checkpoint holds yet. */
  #kept: Kept[] = [];
  /** Of the weights that came last. */
  #weightsBytes = 0;
  #isClosed = false;

  constructor(end: RedisActorEnd) {
    this.#end = end;
    this.#retry = new Retry(end.limitMs, end.onWarning);
  }

  async join(session: string, signal: AbortSignal): Promise<RunSpec | null> {
    requireSession(session);
    requireSignal(signal);
    const { connection, keys } = this.#end;
    const isOver = (): boolean => signal.aborted || this.#isClosed;
    while (!isOver()) {
      const words = ['HMGET', keys.control, 'run', 'state'];
      const control = await this.#retry.run(() => connection.send(words), isOver);
      const [run, state] = listOf(control ?? undefined).map(textOf);
      if (state === 'finished') return null;
      const text =
        run && (await this.#retry.run(() => connection.send(['GET', keys.spec]), isOver));
      const spec = text ? requireRunSpec(jsonOf(text)) : null;
      const weights = spec?.run === run ? await this.#fetch(0, isOver) : null;
      if (spec && weights) {
        this.#run = spec.run;
        this.#session = session;
        this.#kept = [];
        return spec;
      }
      await sleep(JOIN_MS);
    }
    return null;
  }

  async send(
    sequence: number,
    bytes: Uint8Array<ArrayBuffer>,
    signal: AbortSignal,
  ): Promise<'sent' | 'stopped' | 'changed'> {
    requireBlock(sequence, bytes);
    requireSignal(signal);
    if (this.#run === '') throw calledTooEarly('send', 'join');
    const newest = this.#kept.at(-1)?.sequence ?? sequence - 1;
    requireInteger('sequence', sequence, { min: newest + 1, max: newest + 1 });
    this.#kept.push({ sequence, bytes });
    let abortedMs = Infinity;
    const isOver = (): boolean => {
      if (!signal.aborted && !this.#isClosed) return false;
      abortedMs = Math.min(abortedMs, performance.now());
      return performance.now() - abortedMs > LAST_WORDS_MS;
    };
    let next = sequence;
    let isFull = false;
    for (;;) {
      const first = (this.#kept[0] as Kept).sequence;
      const kept = this.#kept[next - first];
      const block: Uint8Array = isFull || !kept ? NOTHING : kept.bytes;
      const { connection, keys } = this.#end;
      const reply: AppendReply | null = await this.#retry.run(
        () => append(connection, keys, this.#run, this.#session, next, first, block),
        isOver,
      );
      if (!reply) return 'stopped';
      if (reply.status === 'changed') {
        const found = await this.#retry.run(
          () => connection.send(['HGET', keys.control, 'run']),
          isOver,
        );
        const run = textOf(found);
        // A server that has lost everything: the learner puts it back.
        if (run !== null && run !== this.#run) return 'changed';
        await sleep(JOIN_MS);
        if (isOver()) return 'stopped';
        continue;
      }
      if (reply.status === 'forgotten') {
        this.#end.onWarning?.(FORGOTTEN);
        return 'changed';
      }
      if (reply.status === 'stopped') {
        this.isStopped = true;
        return 'stopped';
      }
      isFull = reply.status === 'full';
      next = reply.due;
      this.#forget(reply.acked, sequence);
      if (next > sequence) return 'sent';
      if (!isFull) continue;
      if (isOver()) return 'stopped';
      await sleep(WAIT_MS);
    }
  }

  weights(version: number): Promise<WeightsSnapshot | null> {
    requireInteger('version', version, { min: 0 });
    return this.#fetch(version, () => this.#isClosed);
  }

  report(facts: ActorFacts): void {
    const { connection, keys } = this.#end;
    const text = factsText(facts);
    // It is only for people: the next one will do.
    runScript(connection, REPORT_ACTOR, keys, [this.#session, text]).catch(() => undefined);
  }

  close(): Promise<void> {
    this.#isClosed = true;
    return Promise.resolve();
  }

  /** @param isOver - Whether nobody waits for it any more. */
  async #fetch(known: number, isOver: () => boolean): Promise<WeightsSnapshot | null> {
    const { connection, keys } = this.#end;
    const isNew = (bytes: Reply): bytes is Uint8Array => {
      const version = bytes instanceof Uint8Array ? versionOf(bytes) : 0;
      return version !== 0 && version !== known;
    };
    const ask = async (): Promise<WeightsSnapshot | null> => {
      // Large ones are asked for their version first; others come at once, with one reply.
      if (this.#weightsBytes > SMALL_WEIGHTS_BYTES) {
        const end = String(HEADER_BYTES - 1);
        if (!isNew(await connection.send(['GETRANGE', keys.weights, '0', end]))) return null;
      }
      const bytes = await connection.send(['GET', keys.weights]);
      if (!isNew(bytes)) return null;
      this.#weightsBytes = bytes.length;
      return decodeWeights(bytes);
    };
    return this.#retry.run(ask, isOver);
  }

  /** Blocks that a checkpoint holds are not needed any more; the newest is kept all the same. */
  #forget(acked: number, newest: number): void {
    const before = Math.min(acked, newest);
    const kept = this.#kept.findIndex(({ sequence }) => sequence >= before);
    if (kept > 0) this.#kept = this.#kept.slice(kept);
  }
}
