import { Buffers, upload, type Slice } from './buffers.ts';
import type { Core } from './core.ts';
import {
  createDispatch,
  forEachIndex,
  groupsFor,
  recordDispatches,
  type Dispatch,
  type DispatchSpec,
} from './program.ts';

/** Moves the target weights towards the online ones. */
export class TargetSync {
  readonly #core: Core;
  readonly #buffers: Buffers;
  readonly #fraction: Slice;
  readonly #dispatch: Dispatch;

  constructor(core: Core) {
    this.#core = core;
    const { model, device } = core;
    const { length } = model.layout;
    const { room } = model;
    this.#buffers = new Buffers(device);
    this.#fraction = room.make(() => this.#buffers.allocate('The fraction of a target copy', 1));
    const spec: DispatchSpec = {
      label: 'target',
      bindings: [
        { name: 'weights', slice: model.weights, writes: true },
        { name: 'fraction', slice: this.#fraction },
      ],
      groups: groupsFor(length),
      code: forEachIndex(
        length,
        `let f = fraction[0]; let online = weights[i]; let old = weights[${length}u + i];
  weights[${length}u + i] = select(old + (online - old) * f, online, f == 1.0);`,
      ),
    };
    this.#dispatch = room.make(() => createDispatch(device, spec, room));
  }

  /** @param fraction - In (0, 1]; 1 copies the weights. */
  move(fraction: number): void {
    const { stream, device } = this.#core;
    stream.submit([this.#dispatch], (encoder) => {
      upload(device, this.#fraction, Float32Array.of(fraction));
      const pass = encoder.beginComputePass();
      recordDispatches(pass, [this.#dispatch]);
      pass.end();
    });
  }

  dispose(): void {
    this.#core.stream.free(() => {
      this.#buffers.dispose();
    });
  }
}
