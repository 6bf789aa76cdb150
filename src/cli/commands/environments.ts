import { builtInEnvironments } from '../../environments/registry/builtIn.ts';
import { makeEnvironment, type EnvironmentId } from '../../environments/makeEnvironment.ts';
import { attempt } from '../../node/temporaryFiles.ts';
import { presets, type PresetId } from '../../presets/presets.ts';
import { readWords, type Command } from '../command.ts';

export const environmentsCommand: Command = {
  name: 'environments',
  summary: 'lists the environments that come with the library',
  help: `Usage: npx deepq environments

Lists the ids that train takes, with their observations and actions, and whether there are tuned
settings for them. Besides, train takes any id of Python's Gymnasium, if that is installed, and
a module of your own: --environment ./snake.js`,
  async run(words) {
    readWords(words, {}, { least: 0, most: 0, what: 'nothing' });
    const rows = Object.keys(builtInEnvironments).map((id) => {
      const made = attempt(() => makeEnvironment(id as EnvironmentId));
      const preset = Object.hasOwn(presets, id) ? presets[id as PresetId] : null;
      return [
        id,
        made?.observationSpace.toString() ?? 'needs the package planck',
        made ? `${made.actionSpace.n} actions` : '',
        preset ? `preset of ${preset.environmentSteps.toLocaleString('en')} steps` : '',
      ];
    });
    process.stdout.write(`${table(rows)}\n`);
    return 0;
  },
};

/** Rows with their columns one below the other. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
