import type { ActionMask } from '../protocol/actionMask.ts';
import type { EnvironmentSpaces } from '../protocol/environmentSpaces.ts';
import {
  allocateObservations,
  elementsOf,
  observationTypeOf,
} from '../replay/observationColumn.ts';
import { checkObservation } from '../spaces/checkObservation.ts';
import type { Observation } from '../spaces/space.ts';
import type { State } from '../state/state.ts';
import { StateReader } from '../state/stateReader.ts';

/** Where one environment stands between two steps. */
export interface LaneSnapshot {
  /** What the agent acts upon next. */
  readonly observation: Observation;
  readonly actionMask: ActionMask | undefined;
  /** The episode that is being played. */
  readonly tally: { readonly return: number; readonly length: number };
}

/** The lanes as columns, one row for each. */
export function encodeLanes(
  { observationSpace, actionSpace }: EnvironmentSpaces,
  lanes: readonly LaneSnapshot[],
): State {
  const count = lanes.length;
  const size = elementsOf(observationSpace);
  const observations = allocateObservations(observationSpace, count);
  const masks = new Uint8Array(count * actionSpace.n);
  lanes.forEach(({ observation, actionMask }, lane) => {
    if (typeof observation === 'number') observations[lane] = observation;
    else observations.set(observation, lane * size);
    if (!actionMask) return;
    for (let action = 0; action < actionSpace.n; action++) {
      masks[lane * actionSpace.n + action] = actionMask[action] ? 1 : 0;
    }
  });
  const returns = Float64Array.from(lanes, ({ tally }) => tally.return);
  const lengths = Float64Array.from(lanes, ({ tally }) => tally.length);
  const hasMask = Uint8Array.from(lanes, ({ actionMask }) => (actionMask ? 1 : 0));
  return {
    observations: { shape: [count, size], data: observations },
    actionMasks: { shape: [count, actionSpace.n], data: masks },
    hasMask: { shape: [count], data: hasMask },
    returns: { shape: [count], data: returns },
    lengths: { shape: [count], data: lengths },
  };
}

/** The lanes of a state, and what belongs to all of them. */
export interface DecodedLanes {
  readonly lanes: readonly LaneSnapshot[];
  /** Whether the episode has ended, and the next one has not begun. */
  readonly isOver: boolean;
  /** The state of the environment, or of the group. */
  readonly environment: State;
}

/**
 * Reads what `encodeLanes` wrote.
 *
 * @param count - How many lanes there are.
 * @throws {CheckpointError} If it is of another number of lanes, or other spaces.
 */
export function decodeLanes(
  { observationSpace, actionSpace }: EnvironmentSpaces,
  count: number,
  state: State,
): DecodedLanes {
  const reader = new StateReader('training', state);
  const size = elementsOf(observationSpace);
  const { n } = actionSpace;
  const Type = observationTypeOf(observationSpace);
  const observations = reader.tensor('observations', Type, [count, size]);
  const masks = reader.tensor('actionMasks', Uint8Array, [count, n]);
  const hasMask = reader.tensor('hasMask', Uint8Array, [count]);
  const returns = reader.tensor('returns', Float64Array, [count]);
  const lengths = reader.tensor('lengths', Float64Array, [count]);
  const lanes = Array.from({ length: count }, (_, lane): LaneSnapshot => {
    const row = observations.slice(lane * size, (lane + 1) * size);
    const observation = (observationSpace.kind === 'discrete' ? row[0] : row) as Observation;
    try {
      checkObservation(observationSpace, observation, `observations[${lane}]`);
    } catch (cause) {
      throw reader.error(`observations[${lane}] does not fit the environment`, { cause });
    }
    return {
      observation,
      actionMask: hasMask[lane] ? masks.slice(lane * n, (lane + 1) * n) : undefined,
      tally: { return: returns[lane] as number, length: lengths[lane] as number },
    };
  });
  return { lanes, isOver: reader.boolean('isOver'), environment: reader.record('environment') };
}
