import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { build } from 'tsup';
import { runCommand, runTool } from '../support/command.ts';
import type { Fence } from './extract.ts';

/** What became of one fence. */
export interface FenceResult {
  readonly fence: Fence;
  /** What went wrong, or null. */
  readonly problem: string | null;
  /** How long it ran. */
  readonly seconds: number;
}

/** How fences are checked. */
export interface CheckOptions {
  /** Folder in the project, in which each call makes one of its own, and removes it in the end. */
  readonly folder: string;
  /** Milliseconds a fence may run. @default 120_000 */
  readonly timeout?: number;
  /** How many fences run at a time. @default 2 */
  readonly parallel?: number;
}

/**
 * Type-checks fences in one run of tsc against src/, then runs each in a
 * process of its own, so that none profits from a backend that another set up.
 * They are built together first, which leaves next to nothing to do at start.
 */
export async function checkFences(
  fences: readonly Fence[],
  options: CheckOptions,
): Promise<readonly FenceResult[]> {
  if (fences.length === 0) return [];
  await mkdir(options.folder, { recursive: true });
  // Others may check fences at the same time.
  const folder = await mkdtemp(join(options.folder, 'run-'));
  try {
    return await checkIn(folder, fences, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function checkIn(
  folder: string,
  fences: readonly Fence[],
  { timeout = 120_000, parallel = 2 }: CheckOptions,
): Promise<readonly FenceResult[]> {
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig(folder), null, 2));
  for (const fence of fences) {
    // As many lines above the code as in the origin: the numbers agree.
    const text = `${'\n'.repeat(fence.line)}${fence.code}\nexport {};\n`;
    await writeFile(join(folder, `${fenceName(fence)}.ts`), text);
  }

  const typeErrors = await typeCheck(fences, folder);
  const sound = fences.filter((fence) => fence.run && !typeErrors.has(fence));
  if (sound.length > 0) await buildFences(sound, folder);

  const seconds = new Map<Fence, number>();
  const runErrors = new Map<Fence, string>();
  const queue = [...sound];
  const worker = async (): Promise<void> => {
    for (let fence = queue.shift(); fence !== undefined; fence = queue.shift()) {
      const started = performance.now();
      const file = join(folder, 'out', `${fenceName(fence)}.js`);
      const result = existsSync(file)
        ? await runCommand(process.execPath, ['--enable-source-maps', file], {
            capture: true,
            timeout,
          })
        : { code: 1, output: 'tsup built no file of it.' };
      seconds.set(fence, (performance.now() - started) / 1000);
      if (result.code !== 0) {
        const output = result.output
          .trim()
          .replaceAll(resolve(folder, `${fenceName(fence)}.ts`), fence.origin);
        runErrors.set(fence, output || `exit code ${result.code}`);
      }
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));

  return fences.map((fence) => ({
    fence,
    problem: typeErrors.get(fence) ?? runErrors.get(fence) ?? null,
    seconds: seconds.get(fence) ?? 0,
  }));
}

/** A name that tells origin and line: `src__random__createRandom.ts-14`. */
function fenceName(fence: Fence): string {
  return `${fence.origin.replaceAll(/[\\/]/g, '__')}-${fence.line}`;
}

function tsconfig(folder: string): object {
  return {
    extends: relative(folder, resolve('tsconfig.json')).replaceAll('\\', '/'),
    // A fence may show a value without using it.
    compilerOptions: {
      ...{ noUnusedLocals: false, noUnusedParameters: false },
      ...{ isolatedDeclarations: false, declaration: false },
    },
    include: ['*.ts'],
  };
}

/** One run of tsc over all fences. */
async function typeCheck(
  fences: readonly Fence[],
  folder: string,
): Promise<ReadonlyMap<Fence, string>> {
  const { code, output } = await runTool('tsc', ['--project', folder, '--pretty', 'false'], {
    capture: true,
  });
  const errors = new Map<Fence, string>();
  for (const fence of fences) {
    const lines = output.split('\n').flatMap((line) => {
      const [, line_, message] =
        /^(\d+),\d+\): (.*)$/.exec(line.split(`${fenceName(fence)}.ts(`)[1] ?? '') ?? [];
      return message === undefined ? [] : [`${fence.origin}:${line_}: ${message}`];
    });
    if (lines.length > 0) errors.set(fence, lines.join('\n'));
  }
  if (code !== 0 && errors.size === 0) {
    // src/ itself does not type-check, so nothing is known of the fences.
    throw new Error(`tsc failed outside the fences:\n${output}`);
  }
  return errors;
}

async function buildFences(fences: readonly Fence[], folder: string): Promise<void> {
  await build({
    config: false,
    entry: Object.fromEntries(
      fences.map((fence) => [fenceName(fence), join(folder, `${fenceName(fence)}.ts`)]),
    ),
    outDir: join(folder, 'out'),
    tsconfig: join(folder, 'tsconfig.json'),
    format: ['esm'],
    target: 'es2022',
    platform: 'node',
    splitting: true,
    sourcemap: true,
    silent: true,
    // Else `deepq` would be taken for the package, not for src/.
    external: [/^@tensorflow\//],
    noExternal: [/^deepq(\/|$)/],
  });
}
