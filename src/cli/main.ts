#!/usr/bin/env node
import { DeepQError } from '../errors.ts';
import { explain } from '../node/fileErrors.ts';
import { ownVersion } from '../node/run/facts.ts';
import { CommandError, type Command } from './command.ts';
import { actorCommand } from './commands/actor.ts';
import { compareCommand } from './commands/compare.ts';
import { environmentsCommand } from './commands/environments.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { learnerCommand } from './commands/learner.ts';
import { resumeCommand } from './commands/resume.ts';
import { statusCommand } from './commands/status.ts';
import { sweepCommand } from './commands/sweep.ts';
import { trainCommand } from './commands/train.ts';
import { watchCommand } from './commands/watch.ts';
import { workerCommand } from './commands/worker.ts';
import { suggestion } from '../validation/options.ts';
import { followParent } from './jobProcess.ts';

const commands: readonly Command[] = [
  trainCommand,
  resumeCommand,
  evaluateCommand,
  watchCommand,
  compareCommand,
  sweepCommand,
  workerCommand,
  learnerCommand,
  actorCommand,
  statusCommand,
  environmentsCommand,
];

// Who reads only the first lines, as `head` does, closes the pipe.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});
followParent();
process.exitCode = await main(process.argv.slice(2));

/** Runs a command. @returns The code that the process ends with: 2 for a wrong call, 1 for what failed. */
async function main(words: readonly string[]): Promise<number> {
  const [name = '--help', ...rest] = words;
  if (name === '--help' || name === '-h' || name === 'help') return print(overview());
  if (name === '--version' || name === '-v') return print(ownVersion());
  const command = commands.find((one) => one.name === name);
  try {
    if (!command) {
      const known = commands.map((one) => one.name);
      throw new CommandError(
        `There is no command '${name}'${suggestion(name, known)}; there are ${known.join(', ')}.`,
      );
    }
    if (rest.includes('--help') || rest.includes('-h')) return print(command.help);
    return await command.run(rest);
  } catch (error) {
    return refuse(error, command);
  }
}

/** Mistakes are told in words; what nobody foresaw with its stack, as it is a bug. */
function refuse(error: unknown, command: Command | undefined): number {
  if (error instanceof CommandError) {
    const help = `npx deepq ${command ? `${command.name} ` : ''}--help`;
    process.stderr.write(`${error.message}\nSee: ${help}\n`);
    return 2;
  }
  process.stderr.write(`${describe(error)}\n`);
  return 1;
}

function describe(error: unknown): string {
  if (error instanceof DeepQError) return error.message;
  const { code, syscall, path, stack } = Object(error) as NodeJS.ErrnoException;
  // Of the file system: where it was, and what to do about it.
  if (code !== undefined && syscall !== undefined && path !== undefined) {
    return `${path} cannot be used: ${explain(error)}.`;
  }
  return stack ?? String(error);
}

function print(text: string): number {
  process.stdout.write(`${text.trimEnd()}\n`);
  return 0;
}

function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    'deepq: deep Q-learning in Node.',
    '',
    'Usage: npx deepq COMMAND …',
    '',
    ...lines,
    '',
    'npx deepq COMMAND --help says more. First: npx deepq train CartPole-v1 --seeds 3',
  ].join('\n');
}
