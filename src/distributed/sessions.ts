import type { State } from '../state/state.ts';
import { StateReader } from '../state/stateReader.ts';

/** The most sessions that are remembered; a replay buffer tells 65,536 streams apart. */
export const MAX_SESSIONS = 10_000;

interface Session {
  /** The sequence number that comes next. */
  next: number;
  /** The stream of the replay buffer that its steps go to. */
  readonly stream: number;
}

/** Hears that a session is forgotten, and which stream of the replay buffer another one gets of it. */
type OnForgotten = (session: string, stream: number) => void;

/** Which blocks of which actors were learned from, so that none is a second time. */
export class Sessions {
  readonly #onForgotten: OnForgotten;
  /** The ones that were heard of last come last. */
  #sessions = new Map<string, Session>();
  /** The one that was heard of last, where it is known: all steps of a block ask for the same one. */
  #latest: string | null = null;
  #free: number[] = [];
  /** Those that were forgotten and not heard of since, the latest last. */
  #forgotten = new Set<string>();
  /** Those of them that nobody else was told of yet. */
  #untold = new Set<string>();

  constructor(onForgotten: OnForgotten = () => undefined) {
    this.#onForgotten = onForgotten;
  }

  /** Whether blocks of a session may have been learned from. */
  has(session: string): boolean {
    return this.#sessions.has(session);
  }

  /** Whether it may have been known, so that nobody can say which of its blocks were learned from. */
  isForgotten(session: string): boolean {
    if (this.has(session)) return false;
    // More of them are not kept: any may be one.
    return this.#forgotten.has(session) || this.#forgotten.size === MAX_SESSIONS;
  }

  /** The sequence number that comes next in a session; 0 in one that is not known. */
  next(session: string): number {
    return this.#sessions.get(session)?.next ?? 0;
  }

  /** For each session the sequence number that comes next. */
  get all(): ReadonlyMap<string, number> {
    return new Map(Array.from(this.#sessions, ([name, { next }]) => [name, next]));
  }

  /** The stream of a session, which is begun where it is not known. */
  streamOf(session: string): number {
    return this.#find(session).stream;
  }

  /** A block was learned from, or dropped for good. */
  took(session: string, sequence: number): void {
    this.#find(session).next = sequence + 1;
  }

  /**
   * The sessions that were forgotten to make room, and are to be forgotten elsewhere too; each once.
   *
   * @param kept - Those that a checkpoint has: they come with a later one.
   */
  takeForgotten(kept: ReadonlyMap<string, number>): readonly string[] {
    const taken = [...this.#untold].filter((session) => !kept.has(session));
    for (const session of taken) this.#untold.delete(session);
    return taken;
  }

  getState(): State {
    const entries = [...this.#sessions];
    return {
      names: entries.map(([name]) => name),
      forgotten: [...this.#forgotten],
      next: { shape: [entries.length], data: Float64Array.from(entries, ([, one]) => one.next) },
      streams: { shape: [entries.length], data: Int32Array.from(entries, ([, one]) => one.stream) },
    };
  }

  /** @returns What takes the state over. */
  prepareState(state: State): () => void {
    const reader = new StateReader('sessions of actors', state);
    const texts = (key: string, list: unknown): readonly string[] => {
      if (isTexts(list)) return list;
      throw reader.error(`${key} must be a list of texts`);
    };
    const names = texts('names', state['names']);
    // Checkpoints of earlier versions do not have them.
    const forgotten = texts('forgotten', state['forgotten'] ?? []);
    const next = reader.tensor('next', Float64Array, [names.length]);
    const streams = reader.tensor('streams', Int32Array, [names.length]);
    const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
    const isStream = (value: number): boolean => value >= 0 && value < MAX_SESSIONS;
    if (!next.every(isCount)) throw reader.error('next must be counts');
    if (!streams.every(isStream) || new Set(streams).size !== names.length) {
      throw reader.error(`streams must be different numbers below ${MAX_SESSIONS}`);
    }
    const sessions = names.map((name, index): [string, Session] => [
      name,
      { next: next[index] as number, stream: streams[index] as number },
    ]);
    return () => {
      this.#sessions = new Map(sessions);
      this.#latest = null;
      // Whether the learner that has written it came to tell them is not known: twice does no harm.
      this.#forgotten = new Set(forgotten.slice(-MAX_SESSIONS));
      this.#untold = new Set(this.#forgotten);
      const used = new Set(streams);
      const most = streams.reduce((a, b) => Math.max(a, b), -1);
      this.#free = Array.from({ length: most + 1 }, (_, at) => at).filter((at) => !used.has(at));
    };
  }

  #find(name: string): Session {
    const known = this.#sessions.get(name);
    if (known) {
      // Put at the end, but for where it is there already.
      if (name === this.#latest) return known;
      this.#sessions.delete(name);
      this.#sessions.set(name, known);
      this.#latest = name;
      return known;
    }
    if (this.#sessions.size === MAX_SESSIONS) {
      const [oldest, { stream }] = this.#sessions.entries().next().value as [string, Session];
      this.#sessions.delete(oldest);
      this.#free.push(stream);
      this.#forget(oldest);
      this.#onForgotten(oldest, stream);
    }
    const made = { next: 0, stream: this.#free.pop() ?? this.#sessions.size };
    this.#sessions.set(name, made);
    this.#latest = name;
    this.#forgotten.delete(name);
    this.#untold.delete(name);
    return made;
  }

  #forget(name: string): void {
    if (this.#forgotten.size === MAX_SESSIONS) {
      this.#forgotten.delete(this.#forgotten.values().next().value as string);
    }
    this.#forgotten.add(name);
    this.#untold.add(name);
  }
}

function isTexts(list: unknown): list is readonly string[] {
  return Array.isArray(list) && list.every((text) => typeof text === 'string');
}
