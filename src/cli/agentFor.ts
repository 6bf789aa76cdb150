import { describeAgent } from '../agents/describeAgent.ts';
import { DQNAgent } from '../agents/dqnAgent.ts';
import { NeededNetworkError } from '../agents/neededNetworkError.ts';
import { makeAgent } from '../agents/restoreAgent.ts';
import type { EngineFactory } from '../engines/engine.ts';
import { CheckpointError, DeepQError } from '../errors.ts';
import { mlp } from '../networks/mlp.ts';
import type { Environment } from '../protocol/environment.ts';
import type { State } from '../state/state.ts';
import { CommandError } from './command.ts';
import { simdEngine } from './engine.ts';
import { OWN_MODULE, presetOf, type EnvironmentSource } from './environmentSource.ts';
import { explainKind, LIBRARY_PARTS, type CommandParts } from './ownParts.ts';
import { NETWORK_NAMES, setsNetwork, withSettings } from './settings.ts';

/** What says which agent a run has. */
export interface AgentPlan {
  readonly source: EnvironmentSource;
  readonly seed: number;
  /** What computes; without it the usual engine. */
  readonly engine?: EngineFactory;
  /** What makes its parts; without it those of the library. */
  readonly parts?: CommandParts;
  /** `key=value`. */
  readonly settings: readonly string[];
}

/**
 * Makes the agent of a run.
 *
 * @throws {DeepQError} If none can be made with its settings.
 */
export function agentFor(plan: AgentPlan, training: Environment): DQNAgent {
  const { settings, engine = simdEngine(), parts = LIBRARY_PARTS } = plan;
  const usual = usualAgent(plan, training);
  const made = describeAgent(usual);
  usual.dispose();
  return describedAgent(withSettings(made, settings, parts.kinds), engine, parts);
}

/** Only to be described: one that is never trained needs no GPU. */
function usualAgent({ source, seed, settings }: AgentPlan, environment: Environment): DQNAgent {
  // Pictures have no usual network, and none is needed where another one takes its place. Numbered
  // states have one, and would refuse this.
  const isReplaced = setsNetwork(settings) && environment.observationSpace.kind === 'box';
  try {
    return new DQNAgent({
      environment,
      ...(isReplaced && { network: mlp({ hidden: [] }) }),
      ...presetOf(source)?.agent,
      seed,
    });
  } catch (cause) {
    if (!(cause instanceof NeededNetworkError)) throw cause;
    throw new CommandError(
      `The observations of ${source.id} are pictures, ${environment.observationSpace.toString()}: say which ` +
        `network learns from them, by --set network=${NETWORK_NAMES[0]} (or ${NETWORK_NAMES.slice(1).join(', ')}, or ` +
        'layers as JSON), or by --set hidden=64,64 for dense layers over all pixels. Large pictures are made smaller by ' +
        `wrappers, in a module of yours: ${OWN_MODULE}`,
      { cause },
    );
  }
}

/** @throws {CommandError} If it is described as no checkpoint would: by a `--set`. */
function describedAgent(
  described: State,
  engine: EngineFactory,
  { module, kinds, makers }: CommandParts,
): DQNAgent {
  try {
    return makeAgent(described, { parts: makers, options: { engine } });
  } catch (error) {
    const cause = explainKind(error, module, kinds);
    if (cause instanceof CheckpointError && cause.cause instanceof CommandError) throw cause.cause;
    if (!(cause instanceof CheckpointError) || cause.cause instanceof DeepQError) throw cause;
    // What it says of a checkpoint to be loaded is of no use here.
    const [what] = cause.message.split(/(?<=[.;]) (?=The checkpoint belongs|Give it a kind)/);
    const told = what?.replace(/^The checkpoint does/, 'It does') ?? '';
    throw new CommandError(`With --set so, no agent can be made. ${told}`, { cause });
  }
}
