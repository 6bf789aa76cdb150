import type { Readback, TrainingPass } from '../engine.ts';

/** What follows a pass back. */
interface Engine {
  step(open: OpenPass, outputGradient: Float32Array, learningRate: number): void;
  close(open: OpenPass): void;
}

/** A forward pass whose numbers the training workspace holds. */
export class OpenPass implements TrainingPass {
  readonly outputs: Readback;
  readonly batch: number;
  /** Whether the gradient in the outputs is in its place already. */
  hasGradient = false;
  readonly #engine: Engine;

  constructor(engine: Engine, outputs: Readback, batch: number) {
    this.#engine = engine;
    this.outputs = outputs;
    this.batch = batch;
  }

  backward(outputGradient: Float32Array, learningRate: number): void {
    this.#engine.step(this, outputGradient, learningRate);
  }

  discard(): void {
    this.#engine.close(this);
  }
}
