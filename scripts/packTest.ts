/**
 * Installs the package as its users do: packs it, installs the tarball, alone,
 * into an empty TypeScript project, and type-checks, compiles and runs the README's
 * first TypeScript block there. Then TensorFlow.js comes, and `deepq/tfjs` with it.
 *
 * Usage: npm run build && npm run test:pack [-- path of a tarball]
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractFences } from './fences/extract.ts';
import { takeArguments } from './support/arguments.ts';
import { runCommand, type CommandOptions } from './support/command.ts';
import { givenOrPacked, installWords, requireTarball } from './support/packed.ts';

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
}
interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly version: string }>>;
}

const [given] = takeArguments(1, 'Usage: npm run test:pack [-- path of a tarball]');
// First: what is said is to be that, whatever else is amiss.
requireTarball(given);

const manifest = JSON.parse(await readFile('package.json', 'utf8')) as Manifest;
const lockfile = JSON.parse(await readFile('package-lock.json', 'utf8')) as Lockfile;

const quickStart = extractFences('README.md', await readFile('README.md', 'utf8'))[0];
if (quickStart === undefined) throw new Error('README.md has no ```ts block to try.');
if (!existsSync('dist/index.js')) throw new Error('dist/ is missing; run `npm run build` first.');

const folder = await mkdtemp(join(tmpdir(), 'deepq-pack-'));
try {
  const tarball = await givenOrPacked(given, folder);
  const project = join(folder, 'project');
  await mkdir(project);
  await writeProject(project, quickStart.code);

  const run = (command: string, ...args: readonly string[]): Promise<void> =>
    mustRun(command, args, { cwd: project });
  const needed = ['typescript', '@types/node'].map(atLockedVersion);
  await run('npm', ...installWords, tarball, ...needed);
  await run(process.execPath, 'node_modules/typescript/bin/tsc');
  await run(process.execPath, 'node_modules/typescript/bin/tsc', '-p', 'tsconfig.node10.json');
  await run(process.execPath, 'out/subpaths.js');
  await run(process.execPath, 'out/quickStart.js');
  await run(process.execPath, join('node_modules', manifest.name, 'dist/cli.js'), 'environments');
  const kit = ['core', 'layers', 'backend-cpu'].map((part) => `@tensorflow/tfjs-${part}`);
  await run('npm', ...installWords, ...kit.map(atLockedVersion));
  await run(process.execPath, 'needsTensorFlow.js');
  console.log("The packed package installs, type-checks and runs the README's quick start.");
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function writeProject(project: string, code: string): Promise<void> {
  const subpaths = Object.keys(manifest.exports)
    .filter((path) => !path.endsWith('.json') && path !== './tfjs')
    .map((path) => path.replace('.', manifest.name));
  const files = {
    'package.json': JSON.stringify({ name: 'user', private: true, type: 'module' }),
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        ...{ target: 'es2022', module: 'nodenext', types: ['node'] },
        ...{ strict: true, rootDir: '.', outDir: 'out' },
      },
      include: ['*.ts'],
    }),
    // What `next build` writes by itself, and ts-jest takes: it knows no "exports".
    'tsconfig.node10.json': JSON.stringify({
      compilerOptions: {
        ...{ target: 'es2022', module: 'esnext', moduleResolution: 'node', types: ['node'] },
        ...{ strict: true, noEmit: true, ignoreDeprecations: '6.0' },
      },
      include: ['*.ts'],
    }),
    'needsTensorFlow.js':
      "import '@tensorflow/tfjs-backend-cpu';\n" +
      "import { ready } from '@tensorflow/tfjs-core';\n" +
      `import { DQNAgent } from '${manifest.name}';\n` +
      `import { makeEnvironment } from '${manifest.name}/environments';\n` +
      `import { tfjs, toLayersModel } from '${manifest.name}/tfjs';\n` +
      'await ready();\n' +
      "const environment = makeEnvironment('CartPole-v1');\n" +
      'const agent = new DQNAgent({ environment, engine: tfjs() });\n' +
      'if ((await toLayersModel(agent.network)).layers.length === 0) throw new Error();\n',
    'quickStart.ts': `${code}\nexport {};\n`,
    'subpaths.ts': subpaths
      .map(
        (path) =>
          `if (Object.keys(await import('${path}')).length === 0) throw new Error('${path} is empty');\n`,
      )
      .join('')
      .concat('export {};\n'),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(project, name), text);
}

function atLockedVersion(name: string): string {
  const locked = lockfile.packages[`node_modules/${name}`];
  if (locked === undefined) throw new Error(`package-lock.json holds no ${name}.`);
  return `${name}@${locked.version}`;
}

async function mustRun(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<void> {
  const { code } = await runCommand(command, args, { ...options, timeout: 300_000 });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with code ${code}.`);
}
