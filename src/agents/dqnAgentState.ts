import { StateReader } from '../state/stateReader.ts';
import type { State, StateTensor } from '../state/state.ts';
import type { HeldAction } from '../policies/policy.ts';
import type { RandomState } from '../random/random.ts';

/** The parts of an agent's checkpoint. */
export interface DecodedAgentState {
  readonly environmentSteps: number;
  readonly updatesDue: number;
  readonly random: RandomState;
  readonly network: State;
  readonly replay: State | null;
  /** What the policy goes on with, by stream. */
  readonly held: HeldAction[];
}

/** The held actions as a tensor of `[streams, 2]`. */
export function encodeHeld(held: readonly HeldAction[]): StateTensor {
  const data = Int32Array.from(held.flatMap(({ action, steps }) => [action, steps]));
  return { shape: [held.length, 2], data };
}

/**
 * Takes a checkpoint apart.
 *
 * @param actions - How many the environment has.
 * @param updatesPerStep - The most updates that one environment step makes due.
 * @throws {CheckpointError} If a part is missing or of the wrong kind.
 */
export function decodeAgentState(
  state: State,
  actions: number,
  updatesPerStep: number,
): DecodedAgentState {
  const reader = new StateReader('agent', state);
  const environmentSteps = reader.count('environmentSteps');
  return {
    environmentSteps,
    // Each is carried out: what no steps can have made due would take for ever.
    updatesDue: reader.count('updatesDue', environmentSteps * updatesPerStep),
    random: reader.random('random').getState(),
    network: reader.record('network'),
    replay: state['replay'] === null ? null : reader.record('replay'),
    // Checkpoints from before actions were held hold none.
    held: Object.hasOwn(state, 'held') ? decodeHeld(reader, actions) : [],
  };
}

function decodeHeld(reader: StateReader, actions: number): HeldAction[] {
  const data = reader.tensor('held', Int32Array, [null, 2]);
  return Array.from({ length: data.length / 2 }, (_, stream) => {
    const [action, steps] = data.subarray(2 * stream) as unknown as [number, number];
    if (action >= 0 && action < actions && steps >= 0) return { action, steps };
    throw reader.error(`held action ${action} of stream ${stream}, ${steps} times, cannot be`);
  });
}
