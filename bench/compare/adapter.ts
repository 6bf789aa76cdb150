import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * The public API of a checkout, as far as the cases of this benchmark need it.
 * Written down here and not taken from src/: the two checkouts differ in their
 * types, and this file has to suit both. Where names or options differ,
 * the functions below ask the checkout what it has.
 */
interface Core {
  readonly Box: new (options: object) => Space;
  readonly Discrete: new (n: number) => object;
  readonly createRandom: (seed: number) => Random;
  readonly mlp: (options: object) => object;
  readonly natureCnn: () => object;
  readonly dataEfficientCnn: () => object;
  readonly adam: (options: object) => object;
  readonly epsilonGreedy: (options: object) => object;
  readonly linear: (options: object) => object;
  readonly qHead: (options: object) => object;
  readonly train: (
    agent: Agent,
    environment: Environment,
    options: object,
  ) => AsyncIterable<object>;
  readonly QNetwork: new (options: object) => Network;
  readonly DQNAgent: new (options: object) => Agent;
  /** The name before samplers were apart from storage. */
  readonly UniformReplayBuffer?: new (options: object) => Replay;
  /** The name after it. Before, it was a type only, and so not there when the code runs. */
  readonly ReplayBuffer?: new (options: object) => Replay;
  /** Where engines are values; before, they were strings. */
  readonly simd?: (options?: object) => object;
}

/** Where numbers come from. */
export interface Random {
  uniform(): number;
  normal(): number;
  integer(below: number): number;
}

/** What observations are like. */
export interface Space {
  readonly size: number;
  readonly dtype: string;
  sample(random: Random): unknown;
}

/** What can be stepped. */
export interface Environment {
  readonly actionSpace: { readonly n: number };
  reset(options?: object): unknown;
  step(action: number): { readonly terminated: boolean; readonly truncated: boolean };
}

/** A network that learns from batches. */
export interface Network {
  /** Old: with the head at each call; new: the head was given at construction. */
  update(batch: object, head?: object): object;
  dispose(): void;
}

/** An agent that acts. */
export interface Agent {
  act(observation: unknown, options: object): number;
  dispose(): void;
}

/** Where transitions are kept. */
export interface Replay {
  add(transition: object, stream?: number): void;
  sample(batchSize: number): object;
}

/** One checkout of the library, with what differs between checkouts behind functions. */
export interface Checkout {
  readonly core: Core;
  readonly makeEnvironment: (id: string, options?: object) => Environment;
  /** A function that makes one update from the batch; `close` frees the network. */
  makeUpdate(options: object, batch: object): { run(): void; close(): void };
  makeReplay(options: object): Replay;
  makeAgent(options: object): Agent;
}

/**
 * Loads a checkout from its folder.
 *
 * @param threads - That networks compute with, where the checkout knows threads; null for its
 *   default.
 * @throws {Error} If the folder has no src/index.ts.
 */
export async function loadCheckout(folder: string, threads: number | null): Promise<Checkout> {
  const index = join(folder, 'src', 'index.ts');
  const found = await stat(index).catch(() => null);
  if (!found) throw new Error(`${folder} is no checkout of the library: it lacks src/index.ts.`);
  const core = (await load(index)) as Core;
  const worlds = (await load(join(folder, 'src', 'environments', 'index.ts')).catch(
    // The barrels may stand side by side.
    () => load(join(folder, 'src', 'environments.ts')),
  )) as Pick<Checkout, 'makeEnvironment'>;
  const engine = core.simd ? core.simd(threads === null ? undefined : { threads }) : 'simd';
  return {
    core,
    makeEnvironment: worlds.makeEnvironment,
    makeUpdate(options, batch) {
      const head = core.qHead({ double: false });
      const given = { ...options, engine };
      const { made: network, index: which } = makeFirst(
        // New: the network owns its head; old: `head` is an unknown option.
        [{ ...given, head }, given],
        (each) => new core.QNetwork(each),
      );
      const run = which === 0 ? () => network.update(batch) : () => network.update(batch, head);
      return { run: () => void run(), close: () => network.dispose() };
    },
    makeReplay(options) {
      const Buffer = core.ReplayBuffer ?? core.UniformReplayBuffer;
      if (!Buffer) throw new Error(`${folder} exports no replay buffer by a known name.`);
      // New ones may want γ, as batches carry discounts.
      const variants = [options, { ...options, discount: 0.99 }];
      return makeFirst(variants, (each) => new Buffer(each)).made;
    },
    makeAgent({ double, ...options }: { double?: boolean }) {
      const given = { ...options, engine };
      const head = { head: core.qHead({ double }) };
      // Before learning starts the policy is to act, also where chance is the default.
      const early = { beforeLearning: 'policy' };
      const variants =
        double === undefined
          ? [given]
          : [
              { ...given, double },
              { ...given, ...head },
            ];
      const all = [...variants.map((each) => ({ ...each, ...early })), ...variants];
      return makeFirst(all, (each) => new core.DQNAgent(each)).made;
    },
  };
}

/**
 * Makes a thing with the first of several variants of its options that the
 * checkout does not refuse.
 *
 * @throws What the last one threw, or at once if it is not about options.
 */
function makeFirst<T>(
  variants: readonly object[],
  make: (options: object) => T,
): { readonly made: T; readonly index: number } {
  let refusal: unknown;
  for (const [index, options] of variants.entries()) {
    try {
      return { made: make(options), index };
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'OptionsError') throw error;
      refusal = error;
    }
  }
  throw refusal;
}

async function load(file: string): Promise<unknown> {
  return import(pathToFileURL(file).href);
}
