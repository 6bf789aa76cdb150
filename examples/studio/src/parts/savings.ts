import { indexedDb } from 'deepq/browser';
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
  readonly key: string;
  readonly world: string;
  readonly title: string;
}

const KEPT = 'studio/kept';
const runOf = (world: string): string => `studio/run/${world}`;
const notesOf = (world: string): string => `studio/notes/${world}`;

/** Keeps the run of a world, in place of the one before. */
export async function saveRun({ checkpoint, ...notes }: SavedRun): Promise<void> {
  const { id } = notes.job;
  await indexedDb(runOf(id)).write(checkpoint);
  await indexedDb(notesOf(id)).write(toBytes(notes));
}

/** The run of a world that was kept; null where there is none. */
export async function loadRun(world: string): Promise<SavedRun | null> {
  const notes = await readJson<Omit<SavedRun, 'checkpoint'> | null>(notesOf(world), null);
  if (!notes) return null;
  return { ...notes, checkpoint: await indexedDb(runOf(world)).read() };
}

/** Forgets the run of a world. */
export async function forgetRun(world: string): Promise<void> {
  await indexedDb(notesOf(world)).write(toBytes(null));
  await indexedDb(runOf(world)).write(toBytes(null));
}

/** All agents that were kept. */
export function keptAgents(): Promise<readonly KeptAgent[]> {
  return readJson<readonly KeptAgent[]>(KEPT, []);
}

/** Keeps an agent. */
export async function keepAgent(agent: KeptAgent, policy: Uint8Array): Promise<void> {
  await indexedDb(agent.key).write(policy);
  const others = (await keptAgents()).filter(({ key }) => key !== agent.key);
  await indexedDb(KEPT).write(toBytes([...others, agent]));
}

/** The policy file of a kept agent. */
export async function readAgent(key: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await indexedDb(key).read());
}

/** Forgets a kept agent. */
export async function forgetAgent(key: string): Promise<void> {
  const others = (await keptAgents()).filter((agent) => agent.key !== key);
  await indexedDb(KEPT).write(toBytes(others));
}

function toBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

async function readJson<T>(name: string, otherwise: T): Promise<T> {
  try {
    return JSON.parse(new TextDecoder().decode(await indexedDb(name).read())) as T;
  } catch {
    // Nothing was kept so far, or this browser keeps nothing.
    return otherwise;
  }
}
