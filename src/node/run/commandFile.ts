import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeUtf8 } from '../../state/utf8.ts';
import { replaceFile } from '../replaceFile.ts';
import { commandHere } from './facts.ts';

/** The file of what was called: a line for the first call, and two for each that went on. */
export const COMMAND_NAME = 'command.txt';

/**
 * Adds what was called now to what was called before.
 *
 * @param steps - The steps that the run had taken; `null` where it begins.
 */
export async function addCommand(folder: string, steps: number | null): Promise<void> {
  const path = join(folder, COMMAND_NAME);
  const before = steps !== null && existsSync(path) ? readFileSync(path, 'utf8') : '';
  const when = new Date().toISOString();
  const note = steps === null ? '' : `# called again at step ${steps}, ${when}\n`;
  await replaceFile(path, encodeUtf8(`${before}${note}${commandHere().join(' ')}\n`));
}
