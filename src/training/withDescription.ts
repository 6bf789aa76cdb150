import type { Agent } from '../agents/agent.ts';
import type { State } from '../state/state.ts';
import { StateReader } from '../state/stateReader.ts';

/**
 * The state of a training as its checkpoint has it: with how its agent was made, if the agent tells, so
 * that `restoreAgent` can make it of the file alone.
 *
 * @throws {CheckpointError} If a state that was handed in has no agent.
 */
export function withDescription(agent: Agent, state: State): State {
  if (!agent.describe) return state;
  const saved = new StateReader('training', state).record('agent');
  // What a state that was loaded says of itself stays.
  return { ...state, agent: { made: agent.describe(), ...saved } };
}
