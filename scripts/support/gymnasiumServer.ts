import { readFile } from 'node:fs/promises';

const folder = 'src/node/gymnasium/server';

/** The files of the Python side of the Gymnasium bridge, in the order in which they run. */
export const serverFiles: readonly string[] = [
  ...(['start', 'channel', 'errors', 'make', 'spaces', 'results', 'info', 'main'] as const),
].map((name) => `${folder}/${name}.py`);

/** The same as the source file that the library contains. */
export const serverModule = 'src/node/gymnasium/server.generated.ts';

/**
 * The program that the files make together. Windows takes no command line of
 * more than 32,767 characters: comments and most of the indentation are left
 * out. No text of the program goes over several lines, but the docstring at its
 * beginning.
 *
 * @returns Python.
 */
export async function joinServer(): Promise<string> {
  const parts = await Promise.all(serverFiles.map((file) => readFile(file, 'utf8')));
  const lines = parts
    .join('\n')
    .replace(/^"""[^]*?"""$/m, '')
    .split('\n')
    .filter((line) => !/^ *(#|$)/.test(line))
    .map((line) => line.replace(/^ +/, (spaces) => ' '.repeat(spaces.length / 4)));
  return `${lines.join('\n')}\n`;
}

/** @returns The content of {@link serverModule}. */
export async function embedServer(): Promise<string> {
  const lines = (await joinServer()).trimEnd().split('\n');
  const literals = lines.map((line) => `  ${JSON.stringify(`${line}\n`)}`);
  return (
    `// Made of server/*.py by \`npm run build:server\`: do not edit.\n\n` +
    '/** A Python program, for `python -c`. */\n' +
    `export const serverSource: string =\n${literals.join(' +\n')};\n`
  );
}
