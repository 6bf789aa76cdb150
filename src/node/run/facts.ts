import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { attempt } from '../temporaryFiles.ts';

/**
 * Where a run was made: what its results may hang on, beside its settings.
 *
 * @category Runs
 */
export interface RunFacts {
  /** What was called, an element for each word. */
  readonly command: readonly string[];
  /** Of this library, of Node, and the system. */
  readonly versions: {
    /** The version of this library. */
    readonly deepq: string;
    /** The version of Node. */
    readonly node: string;
    /** Such as `linux x64`. */
    readonly platform: string;
  };
  /** The commit of the working directory, `-dirty` where files were changed; `null` without git. */
  readonly commit: string | null;
  /** When it began, such as `2026-11-26T21:46:20.297Z`. */
  readonly started: string;
}

/** The facts of this moment. */
export function collectFacts(): RunFacts {
  return {
    command: commandHere(),
    versions: {
      deepq: ownVersion(),
      node: process.versions.node,
      platform: `${process.platform} ${process.arch}`,
    },
    commit: commitHere(),
    started: new Date().toISOString(),
  };
}

/** What was called to begin this process, an element for each word. */
export function commandHere(): readonly string[] {
  return ['node', ...process.argv.slice(1).map(withoutPassword)];
}

/** A word of a command line; of an address with a name and a password, without them. */
function withoutPassword(word: string): string {
  return word.replace(/(:\/\/)\S*@/g, '$1***@');
}

/** The version in the package.json of this library, above the folder of this file. */
export function ownVersion(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const path = join(folder, 'package.json');
    const found = existsSync(path)
      ? (attempt(() => JSON.parse(readFileSync(path, 'utf8')) as unknown) as
          { readonly name?: string; readonly version?: string } | undefined)
      : undefined;
    if (found?.name === 'deepq') return found.version ?? 'unknown';
    if (folder === dirname(folder)) return 'unknown';
  }
}

function commitHere(): string | null {
  const commit = git('rev-parse', 'HEAD');
  if (commit === undefined) return null;
  return git('status', '--porcelain', '--untracked-files=no') === '' ? commit : `${commit}-dirty`;
}

function git(...args: readonly string[]): string | undefined {
  return attempt(() =>
    execFileSync('git', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 5_000,
    }).trim(),
  );
}
