import { readFile } from 'node:fs/promises';

/** The Python side of the Gymnasium bridge. */
export const serverFile = 'src/node/gymnasium/server.py';

/** The same as the source file that the library contains. */
export const serverModule = 'src/node/gymnasium/server.generated.ts';

/** @returns The content of {@link serverModule}. */
export async function embedServer(): Promise<string> {
  const lines = (await readFile(serverFile, 'utf8')).trimEnd().split('\n');
  const literals = lines.map((line) => `  ${JSON.stringify(`${line}\n`)}`);
  return (
    `// Made of server.py by \`npm run build:server\`: do not edit.\n\n` +
    '/** A Python program, for `python -c`. */\n' +
    `export const serverSource: string =\n${literals.join(' +\n')};\n`
  );
}
