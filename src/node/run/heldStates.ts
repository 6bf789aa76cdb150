import {
  elementsOf,
  ObservationColumn,
  observationTypeOf,
} from '../../replay/observationColumn.ts';
import type { ObservationBatch } from '../../replay/batch.ts';
import type { Observation, ObservationSpace } from '../../spaces/space.ts';
import type { State } from '../../state/state.ts';
import { StateReader } from '../../state/stateReader.ts';

/** How many states are held. */
const MOST = 64;
/** Steps between two of them: neighbours are much alike. */
const EVERY = 16;

/**
 * Some of the first states of a run, of which TensorBoard shows the values at each evaluation:
 * the same ones throughout, so that values can be compared. Mnih et al. 2013, section 5.1,
 * https://arxiv.org/abs/1312.5602, hold out states for this too.
 */
export class HeldStates {
  readonly #space: ObservationSpace;
  readonly #rowLength: number;
  /** Room for all of them, made for the first one. */
  #column: ObservationColumn | null = null;
  #count = 0;

  constructor(space: ObservationSpace) {
    this.#space = space;
    this.#rowLength = elementsOf(space);
  }

  /** Those that are held, side by side; `null` before the first one. */
  get rows(): ObservationBatch | null {
    return this.#column && this.#column.data.subarray(0, this.#count * this.#rowLength);
  }

  /**
   * Shows a state of the training, which is copied if it is to be held.
   *
   * @param environmentSteps - That the agent had taken before.
   */
  see(observation: Observation, environmentSteps: number): void {
    if (this.#count === MOST || environmentSteps % EVERY !== 0) return;
    this.#column ??= new ObservationColumn(this.#space, MOST);
    this.#column.write(this.#count++, observation);
  }

  getState(): State | null {
    const { rows } = this;
    if (!rows) return null;
    return { states: { shape: [this.#count, this.#rowLength], data: rows.slice() } };
  }

  /** @throws {CheckpointError} If they are no states of this space. */
  setState(state: State): void {
    const reader = new StateReader('run', state);
    const data = reader.tensor('states', observationTypeOf(this.#space), [null, this.#rowLength]);
    const count = data.length / this.#rowLength;
    if (count > MOST) throw reader.error(`states must be at most ${MOST}; there are ${count}`);
    this.#column = new ObservationColumn(this.#space, MOST);
    this.#column.data.set(data);
    this.#count = count;
  }
}
