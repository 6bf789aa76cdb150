import { mkdirSync, rmdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { codeOf } from '../node/fileErrors.ts';
import { makeFolder } from '../node/filePaths.ts';
import { attempt } from '../node/temporaryFiles.ts';
import type { RunPlan } from './runs.ts';

/** The name of a new run's folder: `CartPole-v1__dqn__1__1764190000`. */
export function folderName({ source, seed, settings }: RunPlan): string {
  const head = settings.find((setting) => setting.startsWith('head='))?.slice(5);
  const algorithm = head === undefined ? 'dqn' : head.replaceAll(/\W/g, '') || 'dqn';
  const id = source.id.replaceAll(/[^\w.-]/g, '-');
  return `${id}__${algorithm}__${seed}__${Math.floor(Date.now() / 1000)}`;
}

/**
 * Makes a folder of that name; of the name with a number behind it, where another run has
 * taken it: runs that are started together have the same second in their names.
 *
 * @param out - The folder that it goes into.
 * @returns Its path.
 */
export function claimFolder(out: string, name: string): string {
  makeFolder(resolve(out));
  for (let number = 1; ; number++) {
    const folder = join(out, number === 1 ? name : `${name}-${number}`);
    try {
      // Fails where it is there, so that of two processes one has it.
      mkdirSync(folder);
      return folder;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
}

/** Removes a claimed folder in which nothing was written. */
export function giveBack(folder: string): void {
  attempt(() => {
    rmdirSync(folder);
  });
}
