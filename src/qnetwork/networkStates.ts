import type { Engine, EngineState } from '../engines/engine.ts';
import type { OptimizerSpec } from '../optimizers/optimizer.ts';
import { optimizerSlots } from '../optimizers/slots.ts';
import type { State } from '../state/state.ts';
import type { DrawSource } from './drawSource.ts';
import { decodeNetworkState, encodeNetworkState } from './networkState.ts';

/** Takes the state of a network out of its engine and its draws, and puts it back. */
export class NetworkStates {
  readonly #engine: Engine;
  readonly #optimizer: OptimizerSpec;
  readonly #draws: DrawSource;

  constructor(engine: Engine, optimizer: OptimizerSpec, draws: DrawSource) {
    this.#engine = engine;
    this.#optimizer = optimizer;
    this.#draws = draws;
  }

  /** A copy; no promise where the engine need not wait for a device. */
  now(): State | Promise<State> {
    const draws = this.#draws.getState();
    const encode = (state: EngineState): State => ({
      ...encodeNetworkState(this.#engine.architecture, this.#optimizer, state),
      ...draws,
    });
    const state = this.#engine.getState();
    return state instanceof Promise ? state.then(encode) : encode(state);
  }

  /**
   * Checks a state.
   *
   * @returns What takes it over, and cannot fail.
   * @throws {CheckpointError} If it does not fit.
   */
  prepare(state: State): () => void {
    const optimizer = this.#optimizer;
    const slots = optimizerSlots(optimizer);
    const decoded = decodeNetworkState(this.#engine.architecture, optimizer, slots, state);
    const takeOverDraws = this.#draws.prepareState(state);
    return () => {
      this.#engine.setState(decoded);
      takeOverDraws();
    };
  }
}
