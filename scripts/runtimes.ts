/**
 * Runs the packed package in other runtimes than this Node: later ones, Bun and Deno. Each must
 * train, save, load and act by threads, and come to the same bytes as this Node; and the command
 * line must train two seeds at a time in each, and compare them.
 *
 * Usage: npm run build && npm run test:runtimes [-- parts of names] [path of a tarball]
 */
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './support/command.ts';
import { givenOrPacked, installWords } from './support/packed.ts';
import { installRuntime, runtimes, type Runtime } from './support/runtimes.ts';
import { chooseNamed, notHere, tryEach } from './support/tryEach.ts';

if (!existsSync('dist/index.js')) throw new Error('dist/ is missing; run `npm run build` first.');
const isTarball = (argument: string): boolean => argument.endsWith('.tgz');
const given = process.argv.slice(2).find(isTarball);
const filters = process.argv.slice(2).filter((argument) => !isTarball(argument));
const chosen = chooseNamed(filters, runtimes);

const root = await mkdtemp(join(tmpdir(), 'deepq-runtimes-'));
try {
  const project = await makeProject();
  const expected = await output(process.execPath, ['program.js'], project);
  console.log(`this Node (${process.version}) came to\n${expected}`);
  const install = async (runtime: Runtime): Promise<string | typeof notHere> =>
    (await installRuntime(runtime)) ?? notHere;
  await tryEach('Runtimes', chosen, install, (runtime, program) =>
    tryRuntime(runtime, program, project, expected),
  );
} finally {
  await rm(root, { recursive: true, force: true });
}

/** Where users are: outside of this repository, with the package alone. */
async function makeProject(): Promise<string> {
  const project = join(root, 'project');
  await mkdir(project);
  await writeFile(join(project, 'package.json'), '{ "private": true, "type": "module" }');
  const tarball = await givenOrPacked(given, root);
  await output('npm', [...installWords, tarball], project);
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
