import type { ObservationBatch } from '../../../replay/batch.ts';
import { upload } from '../buffers.ts';
import type { Core } from '../core.ts';
import type { Put } from '../plan.ts';
import { recordDispatches } from '../program.ts';
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
  readonly #arena: UploadArena;
  #open: Open | null = null;

  /** @param several - How many updates a submission has, at most. */
  constructor(core: Core, several: number) {
    this.#core = core;
    this.#several = several;
    this.#arena = new UploadArena(core.device);
  }

  /** Records an update. What it is fed with may change when this has returned. */
  add(plan: UpdatePlan, feed: UpdateFeed): Promise<Numbers> {
    const isReady = this.#core.stream.runsNow(plan.dispatches);
    const isSmall = wordsOfUpdate(this.#core, feed) <= MAX_GATHERED_WORDS;
    if (isReady && isSmall && this.#several > 1) return this.#gather(plan, feed);
    return this.#submitAlone(plan, isReady ? feed : copyOf(feed));
  }

  /** Frees what it keeps, in its turn. */
  dispose(): void {
    this.#core.stream.free(() => {
      this.#arena.dispose();
    });
  }

  async #submitAlone(plan: UpdatePlan, feed: UpdateFeed): Promise<Numbers> {
    const { results, plans, dispatches } = plan;
    const numbers = await this.#core.stream.read(
      [results, plans[0].stats],
      [lengthOf(plan), STATS],
      {
        dispatches,
        record: (encoder) => {
          this.#recordAlone(encoder, plan, feed);
        },
      },
    );
    return numbers as [Float32Array, Float32Array];
  }

  /** Records an update behind others that will be submitted with it. */
  async #gather(plan: UpdatePlan, feed: UpdateFeed): Promise<Numbers> {
    const words = wordsOfUpdate(this.#core, feed);
    if (this.#open && (this.#open.plan !== plan || !this.#arena.hasRoom(words))) this.#submit();
    const open = (this.#open ??= this.#begin(plan, words));
    this.#arena.next();
    this.#record(open.encoder, plan, feed, (to, values, at) => {
      this.#arena.put(open.encoder, to, values, at);
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

  #begin(plan: UpdatePlan, words: number): Open {
    const { device, stream } = this.#core;
    this.#arena.begin(words * this.#several);
    const submit = (): void => {
      this.#submit();
    };
    stream.hold(submit);
    const timer = setTimeout(submit, 0);
    return { encoder: device.gpu.createCommandEncoder(), plan, deliver: [], timer };
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
  #recordAlone(encoder: GPUCommandEncoder, plan: UpdatePlan, feed: UpdateFeed): void {
    const shared = sharedIn(feed);
    const stale = feed.frames?.stale.bytes ?? new Uint8Array();
    this.#arena.begin([...shared, stale].reduce((sum, each) => sum + wordsOf(each), 0));
    this.#arena.next();
    this.#record(encoder, plan, feed, (to, values, at) => {
      if (shared.has(values)) this.#arena.put(encoder, to, values, at);
      else upload(this.#core.device, to, values, at);
    });
  }

  #record(encoder: GPUCommandEncoder, plan: UpdatePlan, feed: UpdateFeed, put: Put): void {
    const { frames } = feed;
    if (frames) {
      const { mirror, stale } = frames;
      for (const { slice, parts } of mirror.parts(stale)) {
        this.#arena.putParts(encoder, slice, stale.bytes, parts);
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
