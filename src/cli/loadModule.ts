import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { DeepQError } from '../errors.ts';
import { CommandError } from './command.ts';

/**
 * Loads a module of the user.
 *
 * @param path - Absolute.
 * @throws {CommandError} If this Node cannot read its language.
 * @throws {DeepQError} If it is no module, or throws; the message says where.
 */
export async function loadModule(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    const { code } = Object(cause) as NodeJS.ErrnoException;
    const isTypes =
      code === 'ERR_UNKNOWN_FILE_EXTENSION' || code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX';
    if (!isTypes) {
      const place = cause instanceof SyntaxError ? placeOfSyntax(path) : null;
      throw moduleError(`${path} could not be loaded${place === null ? '' : `, ${place}`}`, cause);
    }
    throw new CommandError(
      `Node ${process.versions.node} cannot read ${path}, which is TypeScript. Use Node 22.18 or later, ` +
        'compile it to JavaScript, or run the command with tsx: ' +
        'NODE_OPTIONS="--import tsx" npx deepq …',
      { cause },
    );
  }
}

/**
 * Where the syntax is wrong, of a module or of one beside it that it imports: Node says that only where
 * it prints. `null` if nowhere.
 */
export function placeOfSyntax(
  path: string,
  what = '',
  seen: Set<string> = new Set<string>(),
): string | null {
  seen.add(path);
  const { status, stderr } = spawnSync(process.execPath, ['--check', path], { encoding: 'utf8' });
  const line = status === 0 ? undefined : /^.*:(\d+)\s/.exec(stderr)?.[1];
  if (line !== undefined) return `${what}line ${line}`;
  for (const imported of importsOf(path)) {
    const place = seen.has(imported) ? null : placeOfSyntax(imported, `${imported}, `, seen);
    if (place !== null) return place;
  }
  return null;
}

/** The files that a module imports by their paths from its own. */
function importsOf(path: string): readonly string[] {
  const found = readFileSync(path, 'utf8').matchAll(/(?:from|import)\s*['"](\.{1,2}\/[^'"]+)['"]/g);
  const paths = Array.from(found, ([, name = '']) => resolve(dirname(path), name));
  return paths.filter((one) => /\.[cm]?js$/.test(one) && existsSync(one));
}

/**
 * An error of the user's code, told by its message and its place in that code: the stack shows
 * what is inside deepq, and looks like a bug of deepq.
 *
 * @param what - Went wrong, such as `./snake.js could not be loaded`.
 */
export function moduleError(what: string, cause: unknown): DeepQError {
  const place = placeOf(cause);
  const told = messageOf(cause).replace(/[.\s]+$/, '');
  return new DeepQError(`${what}: ${told}${place === null ? '' : ` (at ${place})`}.`, { cause });
}

function messageOf(cause: unknown): string {
  if (cause instanceof DeepQError) return cause.message;
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
}

/** Where deepq itself lies. */
const OWN = join(dirname(fileURLToPath(import.meta.url)), sep);

/** The file and line in which an error was thrown, past those of packages; `null` where unknown. */
function placeOf(cause: unknown): string | null {
  if (!(cause instanceof Error)) return null;
  const lines = (cause.stack ?? '').split('\n');
  // Node puts the place of a wrong syntax above the message.
  const syntax = /^(file:\/\/.*:\d+|\/.*:\d+)$/.exec(lines[0] ?? '')?.[1];
  const frames = lines.flatMap((line) => {
    const found = /^\s+at (?:async )?(?:.*\()?((?:file:\/\/|\/|[A-Z]:\\).*?:\d+:\d+)\)?$/.exec(
      line,
    )?.[1];
    return found === undefined ? [] : [pathOf(found)];
  });
  const isOfUser = (place: string): boolean =>
    !place.startsWith(OWN) && !/[\\/]node_modules[\\/]/.test(place);
  return syntax === undefined ? (frames.find(isOfUser) ?? null) : pathOf(syntax);
}

/** `file:///a%20b.js:3:1` as `/a b.js:3:1`. */
function pathOf(place: string): string {
  if (!place.startsWith('file:')) return place;
  const [, url = '', at = ''] = /^(.*?)((?::\d+)+)$/.exec(place) ?? [];
  return `${fileURLToPath(url.replace(/\?.*$/, ''))}${at}`;
}
