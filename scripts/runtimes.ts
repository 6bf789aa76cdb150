/**
 * Runs the packed package in other runtimes than this Node: later ones, Bun and Deno. Each must
 * train, save, load and act by threads, and come to the same bytes as this Node; and the command
 * line must train two seeds at a time in each, and compare them.
 *
 * Usage: npm run build && npm run test:runtimes [-- parts of names]
 */
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { choose } from './support/arguments.ts';
import { box } from './support/box.ts';
import { runCommand } from './support/command.ts';
import { installRuntime, runtimes, type Runtime } from './support/runtimes.ts';

if (!existsSync('dist/index.js')) throw new Error('dist/ is missing; run `npm run build` first.');
const wanted = choose(
  process.argv.slice(2),
  runtimes.map(({ name }) => name),
);
const chosen = runtimes.filter(({ name }) => wanted.includes(name));

const root = await mkdtemp(join(tmpdir(), 'deepq-runtimes-'));
let failed = 0;
const missing: string[] = [];
try {
  const project = await makeProject();
  const expected = await output(process.execPath, ['program.js'], project);
  console.log(`this Node (${process.version}) came to\n${expected}`);
  for (const runtime of chosen) {
    const program = await installRuntime(runtime);
    if (program === null) {
      missing.push(runtime.name);
      continue;
    }
    const started = performance.now();
    const problem = await tryRuntime(runtime, program, project, expected).catch(String);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    if (problem !== null) failed += 1;
    console.log(`${problem === null ? 'ok    ' : 'FAILED'} ${runtime.name} (${seconds} s)`);
    if (problem !== null) console.error(problem);
  }
} finally {
  await rm(root, { recursive: true, force: true });
}
if (missing.length > 0) {
  const names = missing.join(', ');
  console.warn(box([`NOT tried, as they could not be installed here: ${names}.`]));
}
console.log(`Runtimes: ${chosen.length - failed - missing.length} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;

/** Where users are: outside of this repository, with the package alone. */
async function makeProject(): Promise<string> {
  const project = join(root, 'project');
  await mkdir(project);
  await writeFile(join(project, 'package.json'), '{ "private": true, "type": "module" }');
  await output('npm', ['pack', '--ignore-scripts', '--pack-destination', root], '.');
  const tarball = (await readdir(root)).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error('npm pack made no tarball.');
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund'];
  await output('npm', [...install, join(root, tarball)], project);
  for (const name of ['common.js', 'program.js', 'actor.js']) {
    await cp(join('scripts', 'hosts', name), join(project, name));
  }
  return project;
}

/** @returns What went wrong, or null. */
async function tryRuntime(
  { name, args }: Runtime,
  program: string,
  project: string,
  expected: string,
): Promise<string | null> {
  const received = await output(program, [...args, 'program.js'], project);
  if (received !== expected) return `It came to\n${received}`;
  const cli = (...words: readonly string[]): Promise<string> =>
    output(program, [...args, 'node_modules/deepq/dist/cli.js', ...words], project);
  const out = `runs of ${name}`;
  const settings = ['--steps', '1500', '--seeds', '2', '--jobs', '2'];
  await cli('train', 'CartPole-v1', ...settings, '--out', out);
  const runs = (await readdir(join(project, out))).map((run) => `${out}/${run}`);
  if (runs.length !== 2) return `Two seeds made ${runs.length} folders: ${runs.join(', ')}`;
  const told = await cli('evaluate', runs[0]!, '--episodes', '2');
  if (!/mean return \d/.test(told)) return `evaluate told no return:\n${told}`;
  await cli('compare', ...runs, '--out', `${name}.html`);
  return existsSync(join(project, `${name}.html`)) ? null : 'compare wrote no report.';
}

/** What a program prints, whose end must be a good one. */
async function output(command: string, args: readonly string[], cwd: string): Promise<string> {
  const result = await runCommand(command, args, { cwd, capture: true, timeout: 180_000 });
  if (result.code === 0) return result.output;
  throw new Error(`${command} ${args.join(' ')} ended with ${result.code}:\n${result.output}`);
}
