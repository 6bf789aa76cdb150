import { StateReader } from '../../state/stateReader.ts';
import type { State } from '../../state/state.ts';
import type { Observation } from '../../spaces/space.ts';
import type { Inner } from './inner.ts';
import { loadObservation, saveObservation } from './observationState.ts';

/**
 * What a wrapper itself remembers from step to step.
 *
 * @category Wrappers
 */
export interface OwnState {
  /**
   * The fields to save, as plain data that later steps do not change. The
   * names `environment` and `observation` are taken: {@link Wrapper} keeps the
   * rest of its state there.
   */
  getState(): State;
  /**
   * Reads the fields, and returns a function that takes them over. It is
   * called once the environment inside has taken its part, so that a state
   * that is refused changes nothing.
   *
   * @throws {CheckpointError} If a field is missing or makes no sense.
   */
  prepareState(reader: StateReader): () => void;
}

/** The state of a wrapper: that of the environment inside, where it has no own. */
export function saveWrapper(
  { environment, hooks, observation }: Inner<Observation, Observation>,
  own: OwnState | undefined,
): State {
  const inside = environment.getState!();
  if (!own && !hooks.reward) return inside;
  const last = observation === null ? {} : { observation: saveObservation(observation) };
  return { ...own?.getState(), ...last, environment: inside };
}

/**
 * Checks the state of a wrapper.
 *
 * @param prepare - Of the environment inside, which may refuse its part.
 * @returns What takes it over.
 */
export function prepareWrapper(
  inner: Inner<Observation, Observation>,
  own: OwnState | undefined,
  state: State,
  prepare: (part: State) => () => void,
): () => void {
  if (!own && !inner.hooks.reward) return prepare(state);
  const reader = new StateReader(inner.name, state);
  const takeOver = own?.prepareState(reader);
  // None was there before the first reset.
  const isObserved = inner.hooks.reward !== null && Object.hasOwn(state, 'observation');
  const { observationSpace } = inner.environment;
  const observation = isObserved ? loadObservation(reader, observationSpace) : null;
  const takeOverInside = prepare(reader.record('environment'));
  return () => {
    takeOverInside();
    takeOver?.();
    inner.observation = observation;
  };
}
