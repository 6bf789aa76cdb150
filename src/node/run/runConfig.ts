import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CheckpointError, UsageError } from '../../errors.ts';
import type { State, StateValue } from '../../state/state.ts';
import { parseStrictJson } from '../../state/strictJson.ts';
import { encodeUtf8 } from '../../state/utf8.ts';
import { replaceFile } from '../replaceFile.ts';
import type { RunFacts } from './facts.ts';
import { LOCK_NAME } from './lock.ts';

/** The version of what stands in a run's config.json. */
export const CONFIG_FORMAT = 1;

/**
 * What `config.json` of a run's folder holds: all settings, from which the run can be
 * made again.
 *
 * @category Runs
 */
export interface RunConfig {
  /** The version of this layout. */
  readonly format: number;
  /** What the run says of its environment and its making, for whoever resumes it. */
  readonly about: State;
  /** How the agent was made, for `makeAgent`. */
  readonly agent: State;
  /** How it is trained. */
  readonly training: State;
  /** The name of the file of TensorBoard events; `null` where there is none. */
  readonly events: string | null;
  /** Command, versions, commit and time. */
  readonly facts: RunFacts;
}

/** The file that makes a folder that of a run. */
export const CONFIG_NAME = 'config.json';

/**
 * Reads the settings of a run.
 *
 * @returns `null` where there is no run in the folder.
 * @throws {UsageError} If the folder holds other files.
 * @throws {CheckpointError} If the settings are damaged, or of a newer version.
 */
export function readConfig(folder: string): RunConfig | null {
  const path = join(folder, CONFIG_NAME);
  if (!existsSync(path)) {
    const others = existsSync(folder) ? readdirSync(folder).filter(isForeign) : [];
    if (others.length === 0) return null;
    throw new UsageError(
      `${folder} holds files (${others.slice(0, 3).join(', ')}), but no ${CONFIG_NAME} of a run; choose an ` +
        'empty folder, or one that is not there yet.',
    );
  }
  let found: Partial<RunConfig> | null;
  try {
    found = parseStrictJson(readFileSync(path, 'utf8')) as Partial<RunConfig> | null;
  } catch (cause) {
    throw new CheckpointError(
      `${path} is not JSON; put it back as it was, or begin a new run in another folder.`,
      { cause },
    );
  }
  const { format, agent, training, about, events, facts } = Object(found) as Partial<RunConfig>;
  if (typeof format === 'number' && format > CONFIG_FORMAT) {
    throw new CheckpointError(
      `${path} is of version ${format}, and this deepq knows ${CONFIG_FORMAT}; update deepq.`,
    );
  }
  const hasSettings = isRecord(agent) && isRecord(training) && isRecord(about);
  const isTimed = isRecord(facts) && isTime(facts['started']);
  // A name alone: a file that came from elsewhere must not make another one be written to.
  const isNamed = events === null || (typeof events === 'string' && /^[^\\/\0]+$/.test(events));
  if (format === CONFIG_FORMAT && hasSettings && isTimed && isNamed) return found as RunConfig;
  throw new CheckpointError(
    `${path} is not that of a run of deepq; choose another folder, or put the file back as it was.`,
  );
}

/** Writes settings, in one step. */
export async function writeConfig(folder: string, config: RunConfig): Promise<void> {
  const text = `${JSON.stringify(config, null, 2)}\n`;
  await replaceFile(join(folder, CONFIG_NAME), encodeUtf8(text));
}

/** A folder holds a run with other settings than those that it is to go on with. */
export class OtherRunError extends UsageError {
  readonly folder: string;
  /** What is different, in words. */
  readonly difference: string;

  constructor(folder: string, difference: string) {
    super(
      `${folder} holds a run with other settings: ${difference}. Give it the same ones to go on, or pass ` +
        'newSettings: true to go on with these; a new run needs another folder.',
    );
    this.folder = folder;
    this.difference = difference;
  }
}

/**
 * Throws where a folder's run has other settings than those that it is to go on with.
 *
 * @throws {OtherRunError}
 */
export function requireSameRun(folder: string, there: RunConfig, here: RunConfig): void {
  const settings = ({ agent, training, about }: RunConfig): State => ({
    // What computes is free: all engines give the same within rounding.
    agent: { ...agent, engine: null },
    training,
    about,
  });
  const plain = (value: State): StateValue => JSON.parse(JSON.stringify(value)) as StateValue;
  const difference = firstDifference(plain(settings(there)), plain(settings(here)), '');
  if (difference === null) return;
  throw new OtherRunError(folder, difference);
}

/** Where two pieces of plain data differ first, in words; `null` if they do not. */
function firstDifference(there: StateValue, here: StateValue, path: string): string | null {
  if (isRecord(there) && isRecord(here)) {
    for (const key of new Set([...Object.keys(there), ...Object.keys(here)])) {
      const inside = firstDifference(
        there[key] ?? null,
        here[key] ?? null,
        path === '' ? key : `${path}.${key}`,
      );
      if (inside !== null) return inside;
    }
    return null;
  }
  const [before, now] = [there, here].map((value) => JSON.stringify(value));
  return before === now ? null : `${path} was ${before} and is ${now}`;
}

function isForeign(name: string): boolean {
  // What a killed process may have left before there was a run.
  return name !== LOCK_NAME && !(name.startsWith('.') && name.endsWith('.tmp'));
}

function isRecord(value: unknown): value is State {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTime(given: unknown): boolean {
  return typeof given === 'string' && Number.isFinite(Date.parse(given));
}
