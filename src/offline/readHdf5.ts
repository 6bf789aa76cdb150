import { OptionsError, ShapeError, ValueError } from '../errors.ts';
import type { EnvironmentSpaces } from '../protocol/environmentSpaces.ts';
import { requireSpaces } from '../protocol/requireSpaces.ts';
import type { Transition } from '../protocol/transition.ts';
import { checkTransition } from '../replay/checkTransition.ts';
import type { Observation, ObservationSpace } from '../spaces/space.ts';
import { rejectUnknownOptions, show } from '../validation/options.ts';
import { Hdf5Column, requireGroup, type Hdf5Group } from './hdf5.ts';
import { toElements } from './parseRecord.ts';
import { transitionsOf } from './recordedEpisode.ts';

/**
 * Options of {@link readHdf5}.
 *
 * @category Offline
 */
export interface ReadHdf5Options {
  /** What the transitions come from; only its two spaces are read. */
  readonly environment: EnvironmentSpaces;
}

/** Rows that are read at a time. */
const BLOCK = 1_024;

/**
 * Reads recorded transitions from an HDF5 file that the package `h5wasm` has opened, in
 * one of two layouts:
 *
 * - **Minari**: groups `episode_0`, `episode_1`, … with `observations` (one more than
 *   steps), `actions`, `rewards`, `terminations` and `truncations`. They come in the order
 *   of their numbers, one in memory at a time. One that breaks off counts as truncated.
 * - **D4RL**: `observations`, `actions`, `rewards`, `terminals`, and `timeouts` if there are
 *   any, row by row; `next_observations` where the file has them. Without these, the last
 *   step of an episode that was cut short has no final observation: it is left out, and
 *   the step before it is the truncated one. Where a task ended, the state after it does
 *   not count, and the last observation stands in its place.
 *
 * All else in the file is left alone. Actions must be those of a `Discrete` space, and
 * observations single arrays or numbers.
 *
 * @throws {ValueError | ShapeError} If a dataset is missing, has another shape, or holds
 *   something that does not fit the spaces; the message says in which episode or row.
 * @throws {OptionsError} If an option is unknown, or `file` is no open file.
 * @example
 * ```ts
 * import { Box, Discrete, readHdf5, type Hdf5Group, type Transition } from 'deepq';
 *
 * // const { File, ready } = await import('h5wasm/node'); await ready;
 * function read(file: Hdf5Group): Iterable<Transition> {
 *   const observationSpace = new Box({ low: -10, high: 10, shape: [4] });
 *   return readHdf5(file, { environment: { observationSpace, actionSpace: new Discrete(2) } });
 * }
 * ```
 * @see https://minari.farama.org/content/dataset_standards/
 * @see Fu et al. 2020, https://arxiv.org/abs/2004.07219
 * @category Offline
 */
export function* readHdf5(
  file: Hdf5Group,
  options: ReadHdf5Options,
): Generator<Transition, void, void> {
  rejectUnknownOptions('readHdf5', options, ['environment']);
  const spaces = requireSpaces('readHdf5', options.environment);
  const names = namesOf(requireGroup('file', file));
  const numbers = names.flatMap((name) => /^episode_(\d+)$/.exec(name)?.[1] ?? []);
  if (numbers.length > 0) {
    for (const number of numbers.sort((a, b) => Number(a) - Number(b))) {
      yield* inPlace(`Episode ${number}`, () => readEpisode(file, `episode_${number}`, spaces));
    }
  } else if (names.includes('observations')) yield* readRows(file, spaces);
  else {
    throw new ValueError(
      "The file must have groups 'episode_0', … as of Minari, or datasets 'observations', … as of D4RL; " +
        `it has ${names.slice(0, 8).join(', ') || 'nothing'}.`,
    );
  }
}

function readEpisode(file: Hdf5Group, name: string, spaces: EnvironmentSpaces): Transition[] {
  const { observationSpace } = spaces;
  const group = requireGroup(name, file.get(name));
  const column = (key: string): ArrayLike<number> => {
    const found = new Hdf5Column(group, key, 1);
    return found.read(0, found.rows);
  };
  const seen = new Hdf5Column(group, 'observations', widthOf(observationSpace));
  const numbers = seen.read(0, seen.rows);
  const [ends, cuts] = [column('terminations'), column('truncations')];
  const [terminations, truncations] = [ends, cuts].map((flags, index) => {
    const key = index === 0 ? 'terminations' : 'truncations';
    if (flags.length !== seen.rows - 1) {
      throw new ShapeError(
        `${key} must have ${seen.rows - 1} rows, one less than observations; it has ${flags.length}.`,
      );
    }
    requireZeroOrOne(key, flags);
    return flags;
  }) as [ArrayLike<number>, ArrayLike<number>];
  const early = Array.from(terminations).indexOf(1);
  if (early >= 0 && early < terminations.length - 1) {
    throw new ValueError(
      `terminations says that the task ended with step ${early}, and ${terminations.length} were taken; ` +
        'an episode must end where the task does.',
    );
  }
  const terminated = terminations[terminations.length - 1] === 1;
  const transitions = transitionsOf({
    observations: Array.from({ length: seen.rows }, (_, row) =>
      observationAt(observationSpace, numbers, row),
    ),
    actions: column('actions'),
    rewards: column('rewards'),
    terminated,
    truncated: !terminated || truncations[truncations.length - 1] === 1,
  });
  checkAll(transitions, spaces);
  return transitions;
}

/** The transitions of rows, with a look at the row after each. */
function* readRows(file: Hdf5Group, spaces: EnvironmentSpaces): Generator<Transition, void, void> {
  const { observationSpace } = spaces;
  const width = widthOf(observationSpace);
  const names = file.keys();
  const maybe = (name: string, of: number): Hdf5Column | null =>
    names.includes(name) ? new Hdf5Column(file, name, of) : null;
  const columns = {
    observations: new Hdf5Column(file, 'observations', width),
    actions: new Hdf5Column(file, 'actions', 1),
    rewards: new Hdf5Column(file, 'rewards', 1),
    terminals: new Hdf5Column(file, 'terminals', 1),
    timeouts: maybe('timeouts', 1),
    nextObservations: maybe('next_observations', width),
  };
  const { rows } = columns.observations;
  for (const [name, column] of Object.entries(columns)) {
    if (!column || column.rows === rows) continue;
    throw new ShapeError(`${name} must have ${rows} rows, as observations; it has ${column.rows}.`);
  }
  /** Held back until it is known whether the row after it can be used. */
  let held: Transition | null = null;
  for (let begin = 0; begin < rows; begin += BLOCK) {
    const end = Math.min(begin + BLOCK, rows);
    const seen = columns.observations.read(begin, Math.min(end + 1, rows));
    const next = columns.nextObservations?.read(begin, end) ?? null;
    const [actions, rewards, terminals] = [
      columns.actions.read(begin, end),
      columns.rewards.read(begin, end),
      columns.terminals.read(begin, end),
    ];
    const timeouts = columns.timeouts?.read(begin, end) ?? [];
    requireZeroOrOne('terminals', terminals);
    requireZeroOrOne('timeouts', timeouts);
    for (let row = begin; row < end; row++) {
      const at = row - begin;
      const terminated = terminals[at] === 1;
      const isLast = row === rows - 1;
      const truncated = !terminated && (timeouts[at] === 1 || isLast);
      const observation = observationAt(observationSpace, seen, at);
      if (truncated && !next) {
        // Its final observation is not in the file.
        if (held) yield { ...held, truncated: true };
        held = null;
        continue;
      }
      if (held) yield held;
      const nextObservation = next
        ? observationAt(observationSpace, next, at)
        : observationAt(observationSpace, seen, terminated ? at : at + 1);
      const action = actions[at] as number;
      const reward = rewards[at] as number;
      const transition = { observation, action, reward, nextObservation, terminated, truncated };
      inPlace(`Row ${row}`, () => {
        checkAll([transition], spaces);
      });
      const hasEnded = terminated || truncated;
      if (hasEnded) yield transition;
      held = hasEnded ? null : transition;
    }
  }
}

/** @throws {OptionsError} If a file's names are no list of texts. */
function namesOf(file: Hdf5Group): readonly string[] {
  const names: unknown = file.keys();
  // Holes count as well, which every() would pass over.
  const isText = (name: unknown): boolean => typeof name === 'string';
  if (Array.isArray(names) && names.findIndex((name) => !isText(name)) < 0)
    return names as string[];
  throw new OptionsError(
    `keys() of the file must return the names of what is in it; received ${show(names)}.`,
  );
}

/** What is neither would count as no. */
function requireZeroOrOne(name: string, flags: ArrayLike<number>): void {
  for (let row = 0; row < flags.length; row++) {
    if (flags[row] === 0 || flags[row] === 1) continue;
    throw new ValueError(`${name} must hold 0 and 1; received ${show(flags[row])}.`);
  }
}

function widthOf(space: ObservationSpace): number {
  return space.kind === 'discrete' ? 1 : space.size;
}

function observationAt(
  space: ObservationSpace,
  numbers: ArrayLike<number>,
  row: number,
): Observation {
  if (space.kind === 'discrete') return numbers[row] as number;
  const { size, dtype } = space;
  const elements = Array.from({ length: size }, (_, index) => numbers[row * size + index]);
  return toElements(dtype, elements, 'observations');
}

function checkAll(transitions: readonly Transition[], spaces: EnvironmentSpaces): void {
  for (const one of transitions) {
    checkTransition(spaces.observationSpace, spaces.actionSpace, one, 0);
  }
}

/** Adds the place to what is thrown. */
function inPlace<T>(place: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const Failure = error instanceof ShapeError ? ShapeError : ValueError;
    throw new Failure(`${place}: ${error.message}`, { cause: error });
  }
}
