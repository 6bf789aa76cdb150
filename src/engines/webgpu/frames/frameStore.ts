import type { Architecture } from '../../../networks/architecture.ts';
import type { Batch } from '../../../replay/batch.ts';
import type { FrameSource } from '../../../replay/frameRows.ts';
import type { Core } from '../core.ts';
import { FrameMirror, type StaleFrames } from './frameMirror.ts';

/** What an update needs to gather observations on the GPU. */
export interface FrameFeed {
  readonly mirror: FrameMirror;
  readonly stale: StaleFrames;
}

/**
 * Keeps the frames of one replay buffer on the GPU, where they fit: of the first one whose
 * frames are asked for, as long as that one is used at all.
 */
export class FrameStore {
  readonly #core: Core;
  readonly #limit: number;
  #source: WeakRef<FrameSource> | null = null;
  #mirror: FrameMirror | null = null;
  /** Whether the GPU has been asked for memory, and has not answered. */
  #isAsking = false;
  #isDisposed = false;

  /** @param limit - Bytes, at most. */
  constructor(core: Core, limit: number) {
    this.#core = core;
    // Sizes of buffers are rounded up to 16 bytes.
    this.#limit = Math.min(limit, core.device.maxBytes - 16);
  }

  /** Whether there may be any. */
  get isOn(): boolean {
    return this.#limit > 0;
  }

  /**
   * What it takes to gather the observations of a batch on the GPU; `null` where they have
   * to be uploaded, as always at first.
   */
  feed({ frames }: Batch): FrameFeed | null {
    if (!frames || this.#isAsking) return null;
    const { source } = frames;
    const known = this.#source?.deref();
    if (known !== source) {
      if (known) return null;
      this.#source = new WeakRef(source);
      this.#replace(source, source.expected);
      return null;
    }
    const mirror = this.#mirror;
    const stale = mirror?.stale(frames);
    if (mirror && stale) return { mirror, stale };
    // There are more frames than transitions of whole streams have.
    if (mirror) this.#replace(source, Math.ceil(1.5 * source.versions.length));
    return null;
  }

  /** Frees what it keeps, in its turn. */
  dispose(): void {
    this.#isDisposed = true;
    this.#free();
  }

  /** Makes an empty mirror, if it fits; without one all batches are uploaded. */
  #replace(source: FrameSource, frames: number): void {
    this.#free();
    const { device, model } = this.#core;
    const bytes = frames * source.size;
    if (!fits(model.architecture, source) || bytes > this.#limit) return;
    // Whoever asks for much must not take the device down: then it does without.
    device.gpu.pushErrorScope('out-of-memory');
    const buffer = device.createBuffer('The frames of the replay buffer', bytes);
    const mirror = new FrameMirror(source, { buffer, offset: 0, length: buffer.size / 4 });
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

  #free(): void {
    const mirror = this.#mirror;
    this.#mirror = null;
    if (!mirror) return;
    const { device, stream, plans } = this.#core;
    plans.drop(mirror);
    stream.run([], () => {
      mirror.dispose(device);
    });
  }
}

/** Whether observations can be gathered: stacks of bytes, each frame of whole words. */
function fits({ input }: Architecture, { count, size, dtype }: FrameSource): boolean {
  return dtype === 'uint8' && size % 4 === 0 && input.kind === 'box' && count * size === input.size;
}
