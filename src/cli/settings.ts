import { suggestion } from '../validation/options.ts';
import type { State, StateValue } from '../state/state.ts';
import { mlp } from '../networks/mlp.ts';
import { CommandError } from './command.ts';

/** Short names for what is set most. */
const SHORT: Readonly<Record<string, string>> = {
  learningRate: 'optimizer.learningRate',
  nStep: 'replay.returns.steps',
  discount: 'replay.returns.discount',
  capacity: 'replay.capacity',
  sampler: 'replay.sampler',
  double: 'head.options.double',
  loss: 'head.options.loss',
  epsilon: 'policy.options.epsilon',
};

/** The short name of a setting, where it has one. */
export function shortNameOf(path: string): string {
  return Object.keys(SHORT).find((name) => SHORT[name] === path) ?? path;
}

/** Where a word may stand for `{ kind, options }`, and which words those are. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  head: ['q', 'c51', 'quantile', 'iqn', 'munchausen', 'hlGauss'],
  policy: ['epsilonGreedy', 'greedy', 'boltzmann', 'epsilonZGreedy'],
  'replay.sampler': ['uniform', 'prioritized', 'ranked'],
};

/**
 * A description of an agent with settings of the command line, such as
 * `batchSize=64`, `optimizer.learningRate=1e-3`, `hidden=128,128` and `sampler=prioritized`.
 *
 * @throws {CommandError} If there is nothing of that name to set.
 */
export function withSettings(agent: State, settings: readonly string[]): State {
  return settings.reduce((made, setting) => {
    const at = setting.indexOf('=');
    if (at < 1) throw new CommandError(`--set needs key=value; received '${setting}'.`);
    const [key, text] = [setting.slice(0, at), setting.slice(at + 1)];
    if (key === 'hidden') return { ...made, network: networkOf(text) };
    const path = Object.hasOwn(SHORT, key) ? (SHORT[key] as string) : key;
    return setAt(made, path.split('.'), valueOf(path, text, key), key);
  }, agent);
}

/** Settings of several `--set` by their key, as they are compared and swept. */
export function joinSetting(key: string, value: unknown): string {
  return `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`;
}

function networkOf(text: string): State {
  const bracketed = /^\[(.*)\]$/s.exec(text.trim());
  const inside = bracketed?.[1] ?? text;
  const isNone = bracketed !== null && inside.trim() === '';
  const sizes = isNone ? [] : inside.split(',').map((size) => size.trim());
  if (!sizes.every((size) => /^\d+$/.test(size))) {
    throw new CommandError(
      '--set hidden needs sizes of layers, whole numbers with commas between them, such as ' +
        `hidden=128,128, or hidden=[] for none; received '${text}'.`,
    );
  }
  return mlp({ hidden: sizes.map(Number) }) as unknown as State;
}

function valueOf(path: string, text: string, key: string): StateValue {
  let value: StateValue;
  try {
    value = JSON.parse(text) as StateValue;
  } catch {
    value = text;
  }
  const kinds = Object.hasOwn(PARTS, path) ? PARTS[path] : undefined;
  if (typeof value !== 'string' || kinds === undefined) return value;
  if (kinds.includes(value)) return { kind: value, options: {} };
  throw new CommandError(
    `--set ${key}: there is no ${key} '${value}'${suggestion(value, kinds)}; there are ` +
      `${kinds.join(', ')}. One with options is written as JSON: '{"kind":"${kinds[0]}","options":{…}}'.`,
  );
}

function setAt(state: State, path: readonly string[], value: StateValue, key: string): State {
  const [name = '', ...rest] = path;
  if (!Object.hasOwn(state, name)) {
    const names = [...Object.keys(state), ...Object.keys(SHORT), 'hidden'];
    throw new CommandError(
      `--set ${key}: there is no ${name} to set${suggestion(name, names)}; there are ` +
        `${Object.keys(state).join(', ')}, and in short ${Object.keys(SHORT).join(', ')}, hidden.`,
    );
  }
  if (rest.length === 0) return { ...state, [name]: value };
  const inner = state[name];
  if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) {
    throw new CommandError(
      `--set ${key}: ${name} is ${JSON.stringify(inner)}, and has no ${String(rest[0])}.`,
    );
  }
  return { ...state, [name]: setAt(inner as State, rest, value, key) };
}
