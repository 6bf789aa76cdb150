import type { Architecture } from '../../../networks/architecture.ts';
import type { Batch } from '../../../replay/batch.ts';
import type { FrameLayout } from '../../../replay/frameLayout.ts';
import type { FrameRows, FrameSource } from '../../../replay/frameRows.ts';
import type { LazyGather } from '../../../replay/lazyGather.ts';
import type { Core } from '../core.ts';
import { FrameMirror, type StaleFrames } from './frameMirror.ts';
import { lazyBatch } from './lazyBatch.ts';

/** What an update needs to gather observations on the GPU. */
export interface FrameFeed {
  readonly mirror: FrameMirror;
  readonly stale: StaleFrames;
}

/**
 * Keeps the frames of one replay buffer on the GPU, where they fit: of the first one that a
 * batch is drawn from, as long as that one is used at all.
 */
export class FrameStore {
  readonly #core: Core;
  /** Bytes, at most. */
  readonly #limit: number;
  /** Bytes of one buffer, at most. */
  readonly #perBuffer: number;
  /** Buffers, at most. */
  readonly #buffers: number;
  #source: WeakRef<FrameSource> | null = null;
  #mirror: FrameMirror | null = null;
  /** Whether the GPU has been asked for memory, and has not answered. */
  #isAsking = false;
  #isDisposed = false;

  /**
   * @param limit - Bytes, at most.
   * @param perBuffer - Bytes of one buffer, at most; what the device allows, if not given.
   */
  constructor(core: Core, limit: number, perBuffer: number = core.device.maxBytes) {
    this.#core = core;
    this.#limit = limit;
    // Sizes of buffers are rounded up to 16 bytes.
    this.#perBuffer = Math.floor(perBuffer / 16) * 16;
    const { maxStorageBuffersPerShaderStage } = core.device.gpu.limits;
    this.#buffers = maxStorageBuffersPerShaderStage - OTHER_BUFFERS;
  }

  /** See {@link Engine.lazyGather}; undefined where no frames are to be kept. */
  get lazyGather(): LazyGather | undefined {
    if (this.#limit <= 0) return undefined;
    return (columns, stacks) => {
      const { layout, references, pool } = stacks.parts;
      const capacity = references.length / (2 * layout.count);
      // Of small frames the pool has room for as many as there can be.
      const expected = Math.max(pool.size, framesOf(capacity));
      if (this.has(pool, layout, expected)) return lazyBatch(columns, stacks);
      stacks.gather(columns);
      return columns.batch;
    };
  }

  /**
   * Whether the frames of a replay buffer are kept; if they can be, they will be soon.
   *
   * @param expected - How many frames there will be.
   */
  has(source: FrameSource, layout: FrameLayout, expected: number): boolean {
    const known = this.#source?.deref();
    if (known === source) return this.#mirror !== null;
    if (known || this.#isAsking) return false;
    this.#source = new WeakRef(source);
    this.#free();
    if (fits(this.#core.model.architecture, layout)) this.#replace(layout, expected);
    return false;
  }

  /**
   * What it takes to gather the observations of a batch on the GPU; `null` where they have
   * to be uploaded.
   */
  feed({ frames, size }: Batch): FrameFeed | null {
    const mirror = this.#mirror;
    if (!frames || !mirror || frames.source !== this.#source?.deref()) return null;
    // A batch may have been made by hand of another one: then its observations count.
    if (!areNames(frames, size * mirror.count)) return null;
    const stale = mirror.stale(frames);
    if (stale) return { mirror, stale };
    // There are more frames than transitions of whole streams have.
    const { count, words } = mirror;
    const layout = { count, size: 4 * words };
    const needed = frames.source.versions.length;
    const most = this.#mostFrames(layout);
    this.#replace(layout, needed > most ? needed : Math.min(most, Math.ceil(1.5 * needed)));
    return null;
  }

  /** Frees what it keeps, in its turn. */
  dispose(): void {
    this.#isDisposed = true;
    this.#free();
  }

  /** Makes an empty mirror, if there is memory for it; without one all batches are uploaded. */
  #replace(layout: Pick<FrameLayout, 'count' | 'size'>, frames: number): void {
    this.#free();
    const { device } = this.#core;
    if (frames > this.#mostFrames(layout)) return;
    // Whoever asks for much must not take the device down: then it does without.
    device.gpu.pushErrorScope('out-of-memory');
    const perSlice = Math.floor(this.#perBuffer / layout.size);
    const slices = Array.from({ length: Math.ceil(frames / perSlice) }, (_, index) => {
      const bytes = Math.min(perSlice, frames - index * perSlice) * layout.size;
      const buffer = device.createBuffer('The frames of the replay buffer', bytes);
      return { buffer, offset: 0, length: buffer.size / 4 };
    });
    const mirror = new FrameMirror(layout, slices, perSlice);
    this.#isAsking = true;
    const answered = (isThere: boolean): void => {
      this.#isAsking = false;
      if (isThere && !this.#isDisposed) this.#mirror = mirror;
      else mirror.dispose(device);
    };
    device.gpu.popErrorScope().then(
      (error) => {
        answered(error === null);
      },
      () => {
        answered(false);
      },
    );
  }

  /** How many frames there may be: no frame is in two buffers. */
  #mostFrames({ size }: Pick<FrameLayout, 'size'>): number {
    const perSlice = Math.floor(this.#perBuffer / size);
    return Math.min(Math.floor(this.#limit / size), this.#buffers * perSlice);
  }

  #free(): void {
    const mirror = this.#mirror;
    this.#mirror = null;
    if (!mirror) return;
    const { device, stream, plans } = this.#core;
    plans.drop(mirror);
    stream.free(() => {
      mirror.dispose(device);
    });
  }
}

/** Buffers of the shader that gathers beside those of frames: the names, and what it writes. */
const OTHER_BUFFERS = 2;

/** Whether observations are made of so many frames, of those that there are. */
function areNames({ source, observations, nextObservations }: FrameRows, count: number): boolean {
  const { length } = source.versions;
  return [observations, nextObservations].every(
    (names) => names.length === count && names.every((name) => name >= 0 && name < length),
  );
}

/** How many frames transitions of whole episodes have: each of these brings a few more. */
function framesOf(transitions: number): number {
  return Math.ceil(1.125 * transitions);
}

/** Whether observations can be gathered: stacks of bytes, each frame of whole words. */
function fits({ input }: Architecture, { count, size, dtype }: FrameLayout): boolean {
  return dtype === 'uint8' && size % 4 === 0 && input.kind === 'box' && count * size === input.size;
}
