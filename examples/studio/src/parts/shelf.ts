import { loadPolicy, type DeployedPolicy } from 'deepq/policy';
import { forgetAgent, keepAgent, keptAgents, readAgent, type KeptAgent } from './savings.ts';
import { readStatic } from './staticFiles.ts';

/** An agent that comes with the studio: how it came about, and what it reaches. */
export interface TrainedAgent {
  readonly id: string;
  readonly file: string;
  readonly bytes: number;
  readonly precision: string;
  readonly command: string;
  readonly seed: number;
  readonly environmentSteps: number;
  readonly bestAtStep: number;
  readonly seconds: number;
  readonly score: {
    readonly episodes: number;
    readonly seed: number;
    readonly mean: number;
    readonly standardDeviation: number;
    readonly min: number;
    readonly max: number;
  };
}

/** An agent to choose from. */
export interface ShelfEntry {
  readonly key: string;
  readonly world: string;
  readonly title: string;
  /** How it came about and what it reaches; null for agents of the user. */
  readonly trained: TrainedAgent | null;
  readonly bytes: () => Promise<Uint8Array<ArrayBuffer>>;
}

/** All agents that can be watched and compared: those that came along, and the user's own. */
export class Shelf {
  readonly #entries = new Map<string, ShelfEntry>();
  readonly #listeners = new Set<() => void>();

  /** Those of a world, or all. */
  entries(world?: string): readonly ShelfEntry[] {
    return [...this.#entries.values()].filter((entry) => !world || entry.world === world);
  }

  /** Adds an agent, or replaces that of the same key. */
  put(entry: ShelfEntry): void {
    this.#entries.set(entry.key, entry);
    this.#tell();
  }

  /** Keeps an agent in this browser. */
  async keep(world: string, title: string, policy: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#putKept(await keepAgent(world, title, policy));
  }

  /** Puts those onto the shelf that were kept before. */
  async addKept(): Promise<void> {
    for (const agent of await keptAgents()) this.#putKept(agent);
  }

  /** Takes an agent off the shelf, and out of this browser. */
  async remove(key: string): Promise<void> {
    this.#entries.delete(key);
    await forgetAgent(key);
    this.#tell();
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** @throws {Error} If there is none, or its file cannot be read. */
  async load(key: string): Promise<DeployedPolicy> {
    const entry = this.#entries.get(key);
    if (!entry) throw new Error('There is no such agent any more.');
    return loadPolicy(await entry.bytes());
  }

  /** Puts the agents that come with the studio onto the shelf. */
  async addTrained(): Promise<void> {
    const text = new TextDecoder().decode(await readStatic('agents/manifest.json'));
    for (const trained of JSON.parse(text) as readonly TrainedAgent[]) {
      this.#entries.set(trained.id, {
        key: trained.id,
        world: trained.id,
        title: 'Trained agent',
        trained,
        bytes: () => readStatic(`agents/${trained.file}`),
      });
    }
    this.#tell();
  }

  #putKept(agent: KeptAgent): void {
    this.put({ ...agent, trained: null, bytes: () => readAgent(agent.key) });
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
