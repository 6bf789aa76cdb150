import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { PartMaker } from '../agents/restoreAgent.ts';
import { UnknownKindError } from '../agents/unknownKindError.ts';
import { DeepQError } from '../errors.ts';
import type { State } from '../state/state.ts';
import { show } from '../validation/show.ts';
import { CommandError, readText, type Given } from './command.ts';
import { loadModule, moduleError } from './loadModule.ts';
import { libraryParts } from './partOptions.ts';
import { kindsBeside } from './settings.ts';

/** What makes the parts of an agent: those of the library, and those of the user's module. */
export interface CommandParts {
  /** The path of the module, from the working directory; `null` for none. */
  readonly module: string | null;
  /** The kinds that it makes. */
  readonly kinds: readonly string[];
  /** Makers by kind, as {@link restoreAgent} takes them. */
  readonly makers: Readonly<Record<string, PartMaker>>;
}

/** The option of a command that makes agents. */
export const PARTS_OPTION = { parts: { type: 'string' } } as const;

/** Its lines in the help of a command. */
export const PARTS_HELP = `  --parts MODULE       makes heads, samplers, policies and schedules of yours: a module with
                       export default { KIND: MAKER }, or with makers that are exported by their kinds`;

/** Its lines in the help of commands for runs, which know their module. */
export const PARTS_OF_RUN_HELP = `  --parts MODULE     makes parts of yours, as for train; default: the module of the run`;

/** The makers of the library, where one passes over options without a word. */
const checkedParts: Readonly<Record<string, PartMaker>> = Object.fromEntries(
  Object.entries(libraryParts).map(([kind, make]) => [
    kind,
    (options: never) => {
      const made = make(options);
      const idle = optionsPassedOver(options, made);
      if (idle) throw idleOption(kind, idle);
      return made;
    },
  ]),
);

/** What there is where there is no module. */
export const LIBRARY_PARTS: CommandParts = { module: null, kinds: [], makers: checkedParts };

const EXPORT =
  'export default { mellowmax: mellowmaxHead }, where the function is given the options and returns a part ' +
  'of the kind that it is exported by';

/**
 * The parts that a command is to know.
 *
 * @param about - What a run's config.json keeps of them; without `--parts` they are those of the run.
 * @throws {CommandError} If there is no such module, or it exports no makers.
 * @throws {DeepQError} If the module throws as it is loaded.
 */
export async function readParts(given: Given, about: State = {}): Promise<CommandParts> {
  return partsOf(readText(given, 'parts'), about);
}

/** As {@link readParts}, of a path; undefined for those of the run. */
export async function partsOf(path: string | undefined, about: State = {}): Promise<CommandParts> {
  const kept = about['parts'];
  return loadParts(path ?? (typeof kept === 'string' ? kept : undefined));
}

/** As {@link readParts}, of a path; undefined for none. */
export async function loadParts(path: string | undefined): Promise<CommandParts> {
  if (path === undefined) return LIBRARY_PARTS;
  const whole = resolve(path);
  if (!existsSync(whole)) {
    throw new CommandError(
      `There is no module ${whole} that makes parts; give its path by --parts MODULE.`,
    );
  }
  const { default: all, ...named } = await loadModule(whole);
  const own = Object.entries({ ...named, ...requireRecord(path, all) }).filter(
    (entry): entry is [string, (options: unknown) => unknown] => typeof entry[1] === 'function',
  );
  if (own.length === 0) throw noMakers(path, 'nothing of the kind is exported');
  const taken = own.map(([kind]) => kind).find((kind) => Object.hasOwn(libraryParts, kind));
  if (taken !== undefined) {
    throw new CommandError(
      `--parts: ${path} exports ${taken}, which is a kind of deepq's; give yours another kind.`,
    );
  }
  const makers = own.map(([kind, make]) => [kind, guarded(path, kind, make)] as const);
  return {
    module: relative(process.cwd(), whole),
    kinds: own.map(([kind]) => kind),
    makers: { ...checkedParts, ...Object.fromEntries(makers) },
  };
}

function requireRecord(path: string, all: unknown): object {
  if (all === undefined) return {};
  const isRecord = typeof all === 'object' && all !== null && !Array.isArray(all);
  if (!isRecord) throw noMakers(path, `the default export is ${show(all)}`);
  const wrong = Object.entries(all).find(([, make]) => typeof make !== 'function');
  if (!wrong) return all;
  throw noMakers(path, `the default export has ${show(wrong[1])} for ${wrong[0]}`);
}

function noMakers(path: string, what: string): CommandError {
  return new CommandError(
    `--parts: ${path} must export functions that make parts, by their kinds, such as ${EXPORT}; ${what}.`,
  );
}

/** A maker whose faults are told as those of the module. */
function guarded(path: string, kind: string, make: (options: unknown) => unknown): PartMaker {
  return ((options: unknown) => {
    let made: unknown;
    try {
      made = make(options);
    } catch (cause) {
      if (cause instanceof DeepQError) throw cause;
      throw moduleError(`${kind} of ${path} threw an error`, cause);
    }
    if ((Object(made) as { kind?: unknown }).kind === kind) {
      requireTaken(path, kind, options, made);
      return made;
    }
    throw new CommandError(
      `${kind} of ${path} must return a part with kind: '${kind}', by which its run is made again; ` +
        `received ${show(made)}${made instanceof Promise ? '' : kindOf(made)}.`,
    );
  }) as PartMaker;
}

/** An option that the part does not have would be lost in config.json, or is spelled wrongly. */
function requireTaken(path: string, kind: string, given: unknown, made: unknown): void {
  const idle = optionsPassedOver(given, made);
  if (!idle) return;
  throw new CommandError(
    `${kind} of ${path} was given the option ${idle.option} and must return a part that has it in its options, by ` +
      `which its run is made again; received options ${idle.known.join(', ') || '{}'}. Is ${idle.option} spelled as there?`,
  );
}

/** The first option that is not among those of the part that was made with it, and which those are. */
function optionsPassedOver(given: unknown, made: unknown): Idle | null {
  const { options } = Object(made) as { readonly options?: unknown };
  const known = Object.keys(Object(options) as object);
  // Null is what a part may leave out, as a head without a risk measure does.
  const option = Object.entries(Object(given) as object).find(
    ([name, value]) => (value ?? null) !== null && !known.includes(name),
  )?.[0];
  return option === undefined ? null : { option, known };
}

interface Idle {
  readonly option: string;
  readonly known: readonly string[];
}

function idleOption(kind: string, { option, known }: Idle): CommandError {
  const has = known.length > 0 ? `has the options ${known.join(', ')}` : 'has no options';
  const [other] = kindsBeside(kind);
  const instead = other ? `, or set another part with it, as in --set ${other}` : '';
  return new CommandError(`${kind} ${has}, and received ${option}. Leave it out${instead}.`);
}

function kindOf(made: unknown): string {
  const { kind } = Object(made) as { kind?: unknown };
  return kind === undefined ? ' without a kind' : ` of the kind ${show(kind)}`;
}

/**
 * Has an agent made, where a kind may be unknown.
 *
 * @throws {CommandError} If it is, with what the module has to export.
 */
export async function withKnownKinds<T>(
  { module, kinds }: CommandParts,
  make: () => T | Promise<T>,
): Promise<T> {
  try {
    return await make();
  } catch (cause) {
    throw explainKind(cause, module, kinds);
  }
}

/** What to do about an unknown kind, on a command line; other errors as they are. */
export function explainKind(
  cause: unknown,
  module: string | null,
  kinds: readonly string[],
): unknown {
  if (!(cause instanceof UnknownKindError)) return cause;
  const { part, kind } = cause;
  const whose =
    module === null
      ? "which is none of deepq's. Name the module that makes it: --parts ./parts.js, with"
      : `which ${module} does not make: it exports ${kinds.join(', ')}. Add it, as in`;
  const word = /^[\w$]+$/.test(kind) ? kind : JSON.stringify(kind);
  return new CommandError(
    `The agent's ${part} is of the kind '${kind}', ${whose} export default { ${word}: … }, a function ` +
      `that is given the options and returns a part of that kind.`,
    { cause },
  );
}
