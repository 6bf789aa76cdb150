import { isFromDisk, workerSource } from './staticFiles.ts';

/** The worker that trains: from its file, or from the disk, of a copy of its source. */
export async function makeWorker(): Promise<Worker> {
  if (isFromDisk) {
    const source = new Blob([await workerSource()], { type: 'text/javascript' });
    return new Worker(URL.createObjectURL(source));
  }
  return new Worker(new URL('../worker.ts', import.meta.url), { type: 'module' });
}
