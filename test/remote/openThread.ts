import { Worker } from 'node:worker_threads';
import { builtProgram } from '../support/builtProgram.ts';

/** A thread of a module of `workers/`: Node reads TypeScript only when told so. */
export function openThread(name: string): Worker {
  return new Worker(builtProgram(new URL(`workers/${name}.ts`, import.meta.url)));
}
