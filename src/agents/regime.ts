import { isPromise } from '../protocol/isPromise.ts';
import { requireOwnState, requireTakeOver } from '../protocol/ownState.ts';
import { requireMembers } from '../protocol/requireMembers.ts';
import type { EnvironmentSpaces } from '../protocol/environmentSpaces.ts';
import type { NetworkReset } from '../qnetwork/networkReset.ts';
import type { QNetwork } from '../qnetwork/qNetwork.ts';
import type { Random } from '../random/random.ts';
import type { SampledBatch } from '../replay/batch.ts';
import type { ReturnsOptions } from '../replay/returns.ts';
import type { Augmenter } from '../regimes/augmentation.ts';
import type { Recycling, ResetOutcome, Resets } from '../regimes/resets.ts';
import { StateReader } from '../state/stateReader.ts';
import type { State, StateValue } from '../state/state.ts';
import { returnsAt } from './annealedReturns.ts';
import type { ResolvedDQNAgentOptions } from './dqnAgentOptions.ts';

type RegimeOptions = Pick<
  ResolvedDQNAgentOptions,
  'annealed' | 'resets' | 'dormant' | 'augment'
> & { readonly environment: EnvironmentSpaces };

/** What happens around updates beside them: returns that anneal, resets, changed batches. */
export class Regime {
  readonly #network: QNetwork;
  readonly #annealed: RegimeOptions['annealed'];
  readonly #resets: Resets | undefined;
  readonly #dormant: Recycling | undefined;
  readonly #augmenter: Augmenter | undefined;
  readonly #kinds: Readonly<Record<Part, string | undefined>>;
  /** The network's updates when it was reset last. */
  #updatesAtReset = 0;

  /** @throws {OptionsError} If a part does not suit the network or the observations. */
  constructor(options: RegimeOptions, network: QNetwork, random: Random) {
    const { annealed, resets, dormant, augment, environment } = options;
    const { channels } = network.architecture.input;
    const fork = (label: Part): Random => random.fork(label);
    this.#network = network;
    this.#annealed = annealed;
    this.#resets = resets?.create({ network, random: fork('resets') });
    this.#dormant = dormant?.create({ network, random: fork('dormant') });
    this.#augmenter = augment?.create({ environment, channels, random: fork('augment') });
    // They may be the user's own.
    if (resets) requirePart('resets', this.#resets, 'beforeUpdate');
    if (dormant) requirePart('dormant', this.#dormant, 'afterUpdate');
    if (augment) requirePart('augment', this.#augmenter, 'augment');
    this.#kinds = { resets: resets?.kind, dormant: dormant?.kind, augment: augment?.kind };
  }

  /** The returns of the next batch, as far as they change; undefined where nothing does. */
  get returns(): ReturnsOptions | undefined {
    if (!this.#annealed) return undefined;
    return returnsAt(this.#annealed, this.#network.updates - this.#updatesAtReset);
  }

  /** Resets the network, if that is due. */
  beforeUpdate(environmentSteps: number): ResetOutcome {
    if (!this.#resets) return null;
    const note = (reset: NetworkReset | null): NetworkReset | null => {
      if (reset) this.#updatesAtReset = this.#network.updates;
      return reset;
    };
    const outcome = this.#resets.beforeUpdate(environmentSteps);
    return isPromise(outcome) ? outcome.then(note) : note(outcome);
  }

  /** Whether observations are changed before they are learned from. */
  get augments(): boolean {
    return this.#augmenter !== undefined;
  }

  /** What is to be learned from. */
  augment(batch: SampledBatch): SampledBatch {
    return this.#augmenter ? this.#augmenter.augment(batch) : batch;
  }

  /** Makes dormant units anew, if it is time. */
  afterUpdate(batch: SampledBatch): ResetOutcome {
    return this.#dormant?.afterUpdate(this.#network.updates, batch) ?? null;
  }

  /** The field that an agent's state has for it; none for agents that need none. */
  getState(): State {
    // An agent without resets may go on from one that had some: schedules count from its last.
    if (this.#parts.length === 0 && this.#updatesAtReset === 0) return {};
    const regime: Record<string, StateValue> = { updatesAtReset: this.#updatesAtReset };
    for (const [name, part] of this.#parts) {
      const state = requireOwnState(`getState() of ${name}`, part.getState());
      regime[name] = { kind: this.#kinds[name] as string, state };
    }
    return { regime };
  }

  /**
   * Checks that field. Parts that the saved agent did not have begin there.
   *
   * @param state - Of the agent.
   * @returns What takes it over, and cannot fail.
   * @throws {CheckpointError} If it does not fit.
   */
  prepareState(state: State, { environmentSteps, updates }: ProgressOfState): () => void {
    const agent = new StateReader('agent', state);
    const saved = Object.hasOwn(state, 'regime') ? agent.record('regime') : {};
    const reader = new StateReader('regime', saved);
    const isSaved = Object.hasOwn(saved, 'updatesAtReset');
    const updatesAtReset = isSaved ? reader.count('updatesAtReset', updates) : 0;
    const takeOvers = this.#parts.map(([name, part]) => {
      const own = this.#stateOf(reader, saved, name);
      const checked = (takeOver: unknown): (() => void) =>
        requireTakeOver(`prepareState of ${name}`, takeOver);
      if (name === 'resets') return checked((part as Resets).prepareState(own, environmentSteps));
      return own && checked((part as Recycling | Augmenter).prepareState(own));
    });
    return () => {
      this.#updatesAtReset = updatesAtReset;
      for (const takeOver of takeOvers) takeOver?.();
    };
  }

  /** The saved state of a part of the same kind. */
  #stateOf(reader: StateReader, saved: State, name: Part): State | null {
    if (!Object.hasOwn(saved, name)) return null;
    const part = reader.record(name);
    const partReader = new StateReader(name, part);
    return partReader.string('kind') === this.#kinds[name] ? partReader.record('state') : null;
  }

  get #parts(): readonly (readonly [Part, Resets | Recycling | Augmenter])[] {
    const all = [
      ['resets', this.#resets],
      ['dormant', this.#dormant],
      ['augment', this.#augmenter],
    ] as const;
    return all.flatMap(([name, part]) => (part ? [[name, part] as const] : []));
  }
}

type Part = 'resets' | 'dormant' | 'augment';

/** @throws {OptionsError} If it lacks what is called of it. */
function requirePart(name: Part, made: unknown, method: string): void {
  const what = `create(context) of ${name} must return an object`;
  requireMembers(what, made, [method, 'getState', 'prepareState']);
}

/** How far an agent had come in a state. */
interface ProgressOfState {
  readonly environmentSteps: number;
  readonly updates: number;
}
