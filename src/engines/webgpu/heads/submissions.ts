import type { ObservationBatch } from '../../../replay/batch.ts';
import { upload } from '../buffers.ts';
import type { Core } from '../core.ts';
import type { Put } from '../plan.ts';
import { recordDispatches, type Dispatch } from '../program.ts';
import { STATS } from '../step.ts';
import { RESULT_COLUMNS } from './headProgram.ts';
import { UploadArena, wordsOf } from './uploadArena.ts';
import { loadUpdate, wordsOfUpdate, type UpdateFeed, type UpdatePlan } from './updatePlan.ts';

/**
 * Updates that are fed with more, a megabyte, are submitted alone: uploads of several such at once
 * take longer than what is saved.
 */
const MAX_GATHERED_WORDS = 2 ** 18;

/** What is read of an update. */
type Numbers = readonly [results: Float32Array, stats: Float32Array];

/** Updates that are recorded, and not yet submitted. */
interface Open {
  readonly encoder: GPUCommandEncoder;
  readonly plan: UpdatePlan;
  readonly arena: UploadArena;
  readonly deliver: ((numbers: Promise<Numbers>) => void)[];
  timer: ReturnType<typeof setTimeout> | undefined;
}

/**
 * Submits updates, several at once where that is asked for: as soon as there are so many,
 * something else is asked of the GPU, or the program has nothing else to do.
 */
export class Submissions {
  readonly #core: Core;
  readonly #several: number;
  #arena: UploadArena | null = null;
  #open: Open | null = null;

  /** @param several - How many updates a submission has, at most. */
  constructor(core: Core, several: number) {
    this.#core = core;
    this.#several = several;
  }

  /** Records an update. What it is fed with may change when this has returned. */
  add(plan: UpdatePlan, feed: UpdateFeed): Promise<Numbers> {
    const words = wordsOfUpdate(this.#core, feed);
    const gathers = this.#several > 1 && words <= MAX_GATHERED_WORDS;
    const arena = this.#arenaFor(gathers ? words * this.#several : wordsAlone(feed));
    const needed = neededFor(plan, arena);
    const isReady = this.#core.stream.runsNow(needed);
    if (isReady && gathers) return this.#gather(plan, arena, feed, words);
    return this.#submitAlone(plan, arena, needed, isReady ? feed : copyOf(feed));
  }

  /** Frees what it keeps, in its turn. */
  dispose(): void {
    this.#free(this.#arena);
    this.#arena = null;
  }

  /** The arena, or a larger one. What waits for the one before has its turn before that is freed. */
  #arenaFor(words: number): UploadArena {
    const known = this.#arena;
    if (known && known.length >= words && !known.room.failure) return known;
    const arena = new UploadArena(this.#core.device, words);
    this.#arena = arena;
    this.#free(known);
    return arena;
  }

  #free(arena: UploadArena | null): void {
    if (!arena) return;
    this.#core.stream.free(() => {
      arena.dispose();
    });
  }

  async #submitAlone(
    plan: UpdatePlan,
    arena: UploadArena,
    dispatches: readonly Dispatch[],
    feed: UpdateFeed,
  ): Promise<Numbers> {
    const { results, plans } = plan;
    const numbers = await this.#core.stream.read(
      [results, plans[0].stats],
      [lengthOf(plan), STATS],
      {
        dispatches,
        record: (encoder) => {
          this.#recordAlone(encoder, plan, arena, feed);
        },
      },
    );
    return numbers as [Float32Array, Float32Array];
  }

  /** Records an update behind others that will be submitted with it. */
  async #gather(
    plan: UpdatePlan,
    arena: UploadArena,
    feed: UpdateFeed,
    words: number,
  ): Promise<Numbers> {
    const before = this.#open;
    if (before && (before.plan !== plan || before.arena !== arena || !arena.hasRoom(words))) {
      this.#submit();
    }
    const open = (this.#open ??= this.#begin(plan, arena));
    arena.next();
    this.#record(open.encoder, plan, arena, feed, (to, values, at) => {
      arena.put(open.encoder, to, values, at);
    });
    const { gathered, results, plans } = plan;
    const [length, index] = [lengthOf(plan), open.deliver.length];
    const at = gathered.offset + 4 * index * (length + STATS);
    const [{ stats }] = plans;
    const { encoder } = open;
    encoder.copyBufferToBuffer(results.buffer, results.offset, gathered.buffer, at, 4 * length);
    encoder.copyBufferToBuffer(
      stats.buffer,
      stats.offset,
      gathered.buffer,
      at + 4 * length,
      4 * STATS,
    );
    const numbers = new Promise<Numbers>((resolve) => {
      open.deliver.push(resolve);
    });
    if (open.deliver.length === this.#several) this.#submit();
    return numbers;
  }

  #begin(plan: UpdatePlan, arena: UploadArena): Open {
    const { device, stream } = this.#core;
    arena.begin();
    const submit = (): void => {
      this.#submit();
    };
    stream.hold(submit);
    const timer = setTimeout(submit, 0);
    return { encoder: device.gpu.createCommandEncoder(), plan, arena, deliver: [], timer };
  }

  #submit(): void {
    const open = this.#open;
    this.#open = null;
    if (!open) return;
    clearTimeout(open.timer);
    const { encoder, plan, deliver } = open;
    const [length, count] = [lengthOf(plan), deliver.length];
    const all = this.#core.stream.read([plan.gathered], [count * (length + STATS)], {
      dispatches: [],
      record: () => undefined,
      encoder,
    });
    const numbersAt = async (index: number): Promise<Numbers> => {
      const [numbers] = (await all) as [Float32Array];
      const at = index * (length + STATS);
      return [
        numbers.subarray(at, at + length),
        numbers.subarray(at + length, at + length + STATS),
      ];
    };
    deliver.forEach((resolve, index) => {
      resolve(numbersAt(index));
    });
  }

  /** Uploads to where it is needed, without the arena, but for what goes to several places. */
  #recordAlone(
    encoder: GPUCommandEncoder,
    plan: UpdatePlan,
    arena: UploadArena,
    feed: UpdateFeed,
  ): void {
    const shared = sharedIn(feed);
    arena.begin();
    arena.next();
    this.#record(encoder, plan, arena, feed, (to, values, at) => {
      if (shared.has(values)) arena.put(encoder, to, values, at);
      else upload(this.#core.device, to, values, at);
    });
  }

  #record(
    encoder: GPUCommandEncoder,
    plan: UpdatePlan,
    arena: UploadArena,
    feed: UpdateFeed,
    put: Put,
  ): void {
    const { frames } = feed;
    if (frames) {
      const { mirror, stale } = frames;
      for (const { slice, parts } of mirror.parts(stale)) {
        arena.putParts(encoder, slice, stale.bytes, parts);
      }
      mirror.note(stale);
    }
    loadUpdate(plan, feed, put);
    encoder.clearBuffer(plan.plans[0].verdict.buffer);
    const pass = encoder.beginComputePass();
    recordDispatches(pass, plan.dispatches);
    pass.end();
  }
}

/** Numbers of 4 bytes that an update which is submitted alone uploads through the arena. */
function wordsAlone(feed: UpdateFeed): number {
  const stale = feed.frames?.stale.bytes ?? new Uint8Array();
  return [...sharedIn(feed), stale].reduce((sum, each) => sum + wordsOf(each), 0);
}

/** What an update waits for: its shaders, their memory, and that of the uploads. */
function neededFor({ dispatches }: UpdatePlan, { room }: UploadArena): readonly Dispatch[] {
  const [first] = dispatches as readonly [Dispatch];
  return [...dispatches, { ...first, room }];
}

/** What several passes of an update are fed with. */
function sharedIn({ inputs }: UpdateFeed): ReadonlySet<ObservationBatch | Uint32Array> {
  const all = inputs.map(({ observations }) => observations);
  return new Set(all.filter((rows, index) => all.indexOf(rows) !== index));
}

/** How many numbers the shader of the head leaves. */
function lengthOf({ layout }: UpdatePlan): number {
  return RESULT_COLUMNS * layout.size;
}

/** Observations may change until the shaders are compiled. */
function copyOf({ inputs, ...rest }: UpdateFeed): UpdateFeed {
  const copies = new Map<ObservationBatch, ObservationBatch>();
  const copy = (rows: ObservationBatch): ObservationBatch => {
    const made = copies.get(rows) ?? rows.slice();
    copies.set(rows, made);
    return made;
  };
  return {
    ...rest,
    inputs: inputs.map((input) => ({ ...input, observations: copy(input.observations) })),
  };
}
