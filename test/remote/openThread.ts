import { Worker } from 'node:worker_threads';

/** A thread of a module of `workers/`: Node reads TypeScript only when told so. */
export function openThread(name: string): Worker {
  const module = JSON.stringify(new URL(`workers/${name}.ts`, import.meta.url).href);
  const start = `import('tsx/esm/api').then(({ register }) => { register(); return import(${module}); })`;
  return new Worker(start, { eval: true });
}
