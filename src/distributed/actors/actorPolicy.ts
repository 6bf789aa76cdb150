import type { ActionMask } from '../../protocol/actionMask.ts';
import { Acting } from '../../agents/acting.ts';
import { agentParts } from '../../agents/agentParts.ts';
import type { DQNAgent } from '../../agents/dqnAgent.ts';
import { NetworkActor } from '../../agents/networkActor.ts';
import { makeAgent, type PartMaker } from '../../agents/restoreAgent.ts';
import { OptionsError } from '../../errors.ts';
import { toTensors } from '../../networks/weightTensors.ts';
import { epsilonGreedy } from '../../policies/epsilonGreedy.ts';
import type { Policy } from '../../policies/policy.ts';
import { describeSpaces } from '../../protocol/describeSpaces.ts';
import type { EnvironmentSpaces } from '../../protocol/environmentSpaces.ts';
import type { QNetwork } from '../../qnetwork/qNetwork.ts';
import type { Random } from '../../random/random.ts';
import type { Replay } from '../../replay/replay.ts';
import type { Observation } from '../../spaces/space.ts';
import { observationLayout } from '../blocks/observationLayout.ts';
import type { WeightsSnapshot } from '../channel.ts';
import type { RunSpec } from '../runSpec.ts';
import { apexEpsilon } from './apexEpsilon.ts';

/** What an {@link ActorPolicy} is made from. */
export interface ActorPolicyOptions {
  readonly spec: RunSpec;
  readonly environment: EnvironmentSpaces;
  readonly actor: number;
  readonly actors: number;
  /** What makes parts beyond those of the library, by their kinds. */
  readonly parts: Readonly<Record<string, PartMaker>>;
  /** Its own policy; `null`: as the run says. */
  readonly policy: Policy | null;
  readonly random: Random;
}

/** Acts with the weights of the learner. */
export class ActorPolicy {
  readonly network: QNetwork;
  /** Whether transitions are to have the masks that actions were chosen with. */
  readonly usesActionMasks: boolean;
  /** The version of its weights; 0 before there are any. */
  version = 0;
  readonly #agent: DQNAgent;
  readonly #acting: Acting;
  readonly #actor: NetworkActor;
  #environmentSteps = 0;
  #isRandom: boolean;
  readonly #startsRandom: boolean;

  /** @throws {OptionsError} If the environment is another one than the learner's. */
  constructor(given: ActorPolicyOptions) {
    const { spec, environment, actor, actors, parts, policy, random } = given;
    requireSame(spec, environment);
    this.#agent = makeAgent(spec.agent, {
      parts: { ...agentParts, ...parts },
      options: { environment, replay: NO_REPLAY },
    });
    this.network = this.#agent.network;
    this.usesActionMasks = this.#agent.usesActionMasks;
    const { options } = this.#agent;
    const isApex = spec.exploration === 'apex' && actors > 1;
    const usual = isApex ? epsilonGreedy({ epsilon: apexEpsilon(actor, actors) }) : options.policy;
    this.#acting = new Acting(policy ?? usual, environment.actionSpace, random);
    this.#startsRandom = options.beforeLearning === 'random';
    this.#isRandom = this.#startsRandom;
    this.#actor = new NetworkActor(this.network, environment, this.#acting, this.#now());
  }

  /** Takes the learner's weights over. */
  setWeights({ version, updates, environmentSteps, values }: WeightsSnapshot): void {
    this.network.setWeights(toTensors(this.network.architecture, values));
    this.version = version;
    this.#environmentSteps = environmentSteps;
    this.#isRandom = this.#startsRandom && updates === 0;
  }

  act(observation: Observation, actionMask: ActionMask | undefined): number | Promise<number> {
    const choice = actionMask && { actionMask };
    return this.network.reads === 'sync'
      ? this.#actor.act(observation, choice)
      : this.#actor.actAsync(observation, choice);
  }

  /** The action was taken; its episode goes on, or has ended. */
  observe(isEnd: boolean): void {
    this.#acting.memories.observe(0, isEnd);
  }

  dispose(): void {
    this.#agent.dispose();
  }

  /** How far the learner has come, as it changes. */
  #now(): { readonly environmentSteps: number; readonly isRandom: boolean } {
    const steps = (): number => this.#environmentSteps;
    const isRandom = (): boolean => this.#isRandom;
    return {
      get environmentSteps() {
        return steps();
      },
      get isRandom() {
        return isRandom();
      },
    };
  }
}

function requireSame(spec: RunSpec, environment: EnvironmentSpaces): void {
  if (observationLayout(environment).fingerprint === spec.fingerprint) return;
  throw new OptionsError(
    `The actor's environment must be that of the learner; this one has ${describeSpaces(environment)}, ` +
      'and the learner has others. Make it in the same way, with the same wrappers.',
  );
}

/** Actors keep nothing: a buffer of the learner's size would be memory for nothing. */
const NO_REPLAY: Replay = {
  capacity: 2 ** 31 - 1,
  size: 0,
  add() {
    // What is observed goes to the learner.
  },
  sample() {
    throw new OptionsError('An actor has nothing to learn from.');
  },
  getState: () => ({}),
  setState() {
    // There is none.
  },
};
