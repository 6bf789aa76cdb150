import { indexedDb, listCheckpoints } from 'deepq/browser';
import type { WorkerJob } from '../worker.ts';

/** A run as it is kept in the browser. */
export interface SavedRun {
  readonly job: WorkerJob;
  /** What `History.toJson` gave. */
  readonly history: string;
  /** A checkpoint of the whole training. */
  readonly checkpoint: Uint8Array;
}

/** An agent that a person has kept. */
export interface KeptAgent {
  /** The name of its policy file among the checkpoints of this browser. */
  readonly key: string;
  readonly world: string;
  readonly title: string;
}

const AGENTS = 'studio/agent/';
const runOf = (world: string): string => `studio/run/${world}`;
const notesOf = (world: string): string => `studio/notes/${world}`;

/** Keeps the run of a world, in place of the one before. */
export async function saveRun({ checkpoint, ...notes }: SavedRun): Promise<void> {
  const { id } = notes.job;
  await indexedDb(runOf(id)).write(checkpoint);
  await indexedDb(notesOf(id)).write(new TextEncoder().encode(JSON.stringify(notes)));
}

/** The run of a world that was kept; null where there is none. */
export async function loadRun(world: string): Promise<SavedRun | null> {
  const [notes, run] = [indexedDb(notesOf(world)), indexedDb(runOf(world))];
  if (!(await notes.exists()) || !(await run.exists())) return null;
  const text = new TextDecoder().decode(await notes.read());
  return { ...(JSON.parse(text) as Omit<SavedRun, 'checkpoint'>), checkpoint: await run.read() };
}

/** Forgets the run of a world. */
export async function forgetRun(world: string): Promise<void> {
  await indexedDb(notesOf(world)).delete();
  await indexedDb(runOf(world)).delete();
}

/** All agents that were kept. */
export async function keptAgents(): Promise<readonly KeptAgent[]> {
  const names = await listCheckpoints();
  return names
    .filter((key) => key.startsWith(AGENTS))
    .map((key) => {
      const [world = '', ...title] = key.slice(AGENTS.length).split('/');
      return { key, world, title: title.join('/') };
    });
}

/** Keeps an agent, in place of one of the same title. */
export async function keepAgent(
  world: string,
  title: string,
  policy: Uint8Array,
): Promise<KeptAgent> {
  const key = `${AGENTS}${world}/${title}`;
  await indexedDb(key).write(policy);
  return { key, world, title };
}

/** The policy file of a kept agent. */
export async function readAgent(key: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await indexedDb(key).read());
}

/** Forgets a kept agent. */
export async function forgetAgent(key: string): Promise<void> {
  await indexedDb(key).delete();
}
