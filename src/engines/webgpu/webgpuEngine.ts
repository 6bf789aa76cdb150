import type { Architecture } from '../../networks/architecture.ts';
import { UsageError } from '../../errors.ts';
import type { Head } from '../../heads/head.ts';
import type { Batch, ObservationBatch } from '../../replay/batch.ts';
import type {
  DeviceUpdate,
  Draws,
  Engine,
  EngineState,
  Readback,
  TrainingPass,
  UpdateDraws,
  WeightsName,
} from '../engine.ts';
import type { LazyGather } from '../../replay/lazyGather.ts';
import { fractionsOf } from '../fractionsOf.ts';
import { noiseOf } from '../noiseOf.ts';
import type { Slice } from './buffers.ts';
import { upload } from './buffers.ts';
import { Core, type CoreOptions } from './core.ts';
import { FrameStore } from './frames/frameStore.ts';
import { areBytes } from './input.ts';
import { fromDevice, toDevice } from './layout.ts';
import type { Plan } from './plan.ts';
import { recordDispatches } from './program.ts';
import { STATS } from './step.ts';
import { lateReadback } from './lateReadback.ts';
import { TargetSync } from './targetSync.ts';
import { WholeUpdates } from './heads/wholeUpdates.ts';

/** The engine on WebGPU: weights, optimizer and batch live on the GPU. */
export class WebgpuEngine implements Engine {
  readonly name = 'webgpu';
  readonly backend: string;
  readonly reads = 'async';
  readonly architecture: Architecture;
  readonly lazyGather: LazyGather | undefined;
  readonly #core: Core;
  readonly #sync: TargetSync;
  readonly #whole: WholeUpdates;
  readonly #acts: WeightsName;
  #openPass: object | null = null;
  #hasGradient = false;

  constructor(options: CoreOptions) {
    this.architecture = options.architecture;
    this.backend = options.device.description;
    this.#acts = options.actingWeights ?? 'online';
    this.#core = new Core(options);
    this.#sync = new TargetSync(this.#core);
    const frames = new FrameStore(this.#core, options.framesOnGpu ?? 0);
    this.lazyGather = frames.lazyGather;
    this.#whole = new WholeUpdates(this.#core, options.updatesPerSubmission ?? 1, frames);
  }

  get updates(): number {
    return this.#core.updates;
  }

  get gradientNorm(): number {
    return this.#core.gradientNorm;
  }

  forward(
    weights: WeightsName,
    observations: ObservationBatch,
    batch: number,
    draws?: Draws,
  ): Readback {
    // Room for a power of two, so that acting for 1, 3 or 4 lanes shares its shaders.
    const room = 2 ** Math.ceil(Math.log2(batch));
    const plan = this.#run([weights], observations, batch, room, draws);
    return this.#readOutputs(plan, batch);
  }

  forwardForTraining(observations: ObservationBatch, batch: number, draws?: Draws): TrainingPass {
    const plan = this.#run(['online'], observations, batch, batch, draws, true);
    const open = {};
    this.#openPass = open;
    return {
      outputs: this.#readOutputs(plan, batch),
      backward: (outputGradient, learningRate) => {
        this.#close(open);
        this.#step(plan, outputGradient.slice(), learningRate);
      },
      discard: () => {
        this.#close(open);
      },
    };
  }

  act(observations: ObservationBatch, batch: number, draws?: Draws): Readback {
    return this.#core.acting.act(observations, batch, draws);
  }

  actLatest(observations: ObservationBatch, batch: number, draws?: Draws): Promise<Float32Array> {
    this.#core.requireUsable();
    return this.#core.acting.actLatest(observations, batch, draws);
  }

  readyToAct(): Promise<void> | null {
    return this.#core.acting.readyToAct();
  }

  learn(head: Head, batch: Batch, draws: UpdateDraws, learningRate: number): DeviceUpdate | null {
    const update = this.#whole.learn(head, batch, draws, learningRate);
    if (update) this.#hasGradient = true;
    return update;
  }

  gradient(): Readback {
    if (!this.#hasGradient) {
      throw new UsageError('There is no gradient yet; make an update first.');
    }
    const { architecture, layout, gradient } = this.#core.model;
    return this.#late(
      this.#core.stream
        .read([gradient], [layout.length])
        .then(([vector = new Float32Array()]) => fromDevice(architecture, layout, vector)),
    );
  }

  syncTarget(fraction: number): void {
    this.#core.requireUsable();
    this.#sync.move(fraction);
    this.#core.acting.targetMoved();
  }

  async getState(): Promise<EngineState> {
    const { acting } = this.#core;
    const state = this.#readState();
    acting.catchUp(state.then((read) => read[this.#acts].slice()));
    await acting.readyToAct();
    return state;
  }

  async #readState(): Promise<EngineState> {
    const { model, stream } = this.#core;
    const { architecture, layout, slotNames } = model;
    const { length } = layout;
    const { updates } = this;
    const [weights = new Float32Array(), slots = new Float32Array()] = await stream.read(
      [model.weights, model.slots],
      [2 * length, slotNames.length * length],
    );
    const vector = (from: Float32Array, index: number): Float32Array =>
      fromDevice(architecture, layout, from.subarray(index * length, (index + 1) * length));
    return {
      online: vector(weights, 0),
      target: vector(weights, 1),
      optimizer: Object.fromEntries(slotNames.map((name, index) => [name, vector(slots, index)])),
      updates,
    };
  }

  async getWeights(weights: WeightsName): Promise<Float32Array> {
    return this.#core.readWeights(weights === 'online' ? 0 : 1);
  }

  setState({ online, target, optimizer, updates }: EngineState): void {
    const { device, model, stream, acting } = this.#core;
    this.#core.requireUsable();
    const { architecture, layout, slotNames, slots } = model;
    const vectors = slotNames.map((name) =>
      toDevice(architecture, layout, optimizer[name] ?? new Float32Array(online.length)),
    );
    stream.run([], () => {
      vectors.forEach((vector, index) => {
        upload(device, slots, vector, index * layout.length);
      });
    });
    this.#core.writeWeights(online, target);
    this.#core.restart(updates);
    acting.set({ online, target }[this.#acts].slice(), updates);
    this.#hasGradient = false;
  }

  setWeights(vector: Float32Array): void {
    this.#core.requireUsable();
    this.#core.writeWeights(vector, vector);
    this.#core.acting.set(vector.slice(), this.updates);
  }

  dispose(): void {
    this.#sync.dispose();
    this.#whole.dispose();
    this.#core.dispose();
  }

  /** Runs a pass of one lane forward. */
  #run(
    lanes: readonly WeightsName[],
    observations: ObservationBatch,
    batch: number,
    room: number,
    draws: Draws | undefined,
    training = false,
  ): Plan {
    const { plans, stream } = this.#core;
    this.#core.requireUsable();
    const noise = noiseOf(this.architecture, draws);
    const fractions = fractionsOf(this.architecture, draws, batch);
    const plan = plans.get({
      lanes,
      batch: room,
      fractions: (fractions?.length ?? batch) / batch,
      bytes: areBytes(observations),
      training,
    });
    // Until its shaders are compiled, what was handed in may change.
    const keep = <A extends ObservationBatch>(values: A): A =>
      stream.runsNow(plan.forward) ? values : (values.slice() as A);
    const [rows, drawn, taus] = [
      keep(observations),
      noise && keep(noise),
      fractions && keep(fractions),
    ];
    stream.submit(plan.forward, (encoder) => {
      plan.load(0, rows);
      plan.loadNoise(0, drawn);
      if (taus) plan.loadFractions(0, taus);
      const pass = encoder.beginComputePass();
      recordDispatches(pass, plan.forward);
      pass.end();
    });
    return plan;
  }

  #step(plan: Plan, outputGradient: Float32Array, learningRate: number): void {
    const { device, stream, acting } = this.#core;
    const { update, settings } = this.#core.beginStep(learningRate);
    const { epoch } = this.#core;
    const dispatches = [...plan.backward, ...plan.step];
    stream.submit(dispatches, (encoder) => {
      upload(device, plan.outputGradient as Slice, outputGradient);
      upload(device, plan.settings, settings);
      const pass = encoder.beginComputePass();
      recordDispatches(pass, dispatches);
      pass.end();
    });
    this.#hasGradient = true;
    stream.read([plan.stats], [STATS]).then(
      ([stats = new Float32Array()]) => {
        this.#core.arrived(stats, update, epoch);
      },
      // A device that failed fails the next call too, which says so.
      () => undefined,
    );
    acting.stepped(update);
  }

  #readOutputs({ outputs, shape, forward }: Plan, batch: number): Readback {
    const length = batch * this.architecture.outputs * shape.fractions;
    // Where the pass was left out, as the GPU had no memory for it, there is nothing to be read.
    const after = { dispatches: forward, record: () => undefined };
    const read = this.#core.stream.read([outputs as Slice], [length], after);
    return this.#late(read.then(([numbers = new Float32Array()]) => numbers));
  }

  #late(numbers: Promise<Float32Array>): Readback {
    return lateReadback(numbers, this.backend);
  }

  /** @throws {UsageError} If the pass is over already. */
  #close(open: object): void {
    if (this.#openPass !== open) {
      throw new UsageError(
        'This pass is over: a TrainingPass ends by one call of backward or discard, or when the ' +
          'next one begins.',
      );
    }
    this.#openPass = null;
  }
}
