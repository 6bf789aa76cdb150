import { StateReader } from '../../state/stateReader.ts';
import type { State } from '../../state/state.ts';
import type { Observation } from '../../spaces/space.ts';
import type { Stateful } from '../../state/stateful.ts';
import type { Inner } from './inner.ts';
import { loadObservation, saveObservation } from '../../state/observationState.ts';

/**
 * What a wrapper itself remembers from step to step: any part with a state, or
 * an object with these two functions. The names `environment` and
 * `observation` are taken: {@link Wrapper} keeps the rest of its state there.
 *
 * @category Wrappers
 */
export type OwnState = Pick<Stateful, 'getState' | 'prepareState'>;

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
  const takeOver = own?.prepareState(state);
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
