import { suggestion } from '../validation/options.ts';
import { otherNameHint } from '../validation/otherNames.ts';
import type { State, StateValue } from '../state/state.ts';
import { dataEfficientCnn, dqnNips2013Cnn, natureCnn } from '../networks/knownCnns.ts';
import { hasNoise } from '../networks/hasNoise.ts';
import type { NetworkSpec } from '../networks/spec.ts';
import { CommandError } from './command.ts';
import { isRecord, requirePart, withOptions } from './describedPart.ts';
import { readSizes, withHidden } from './hiddenLayers.ts';
import { requireOptions } from './requiredOptions.ts';

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

/** What is a record of its own, with one that may be written. */
const WHOLE: Readonly<Record<string, string>> = {
  network: '{"layers":[{"type":"dense","units":64,"activation":"relu"}]}',
  optimizer: '{"type":"adam","learningRate":0.001}',
  replay:
    '{"capacity":50000,"frames":"auto","sampler":{"kind":"uniform"},"returns":{"steps":1,"discount":0.99}}',
};

/** Networks by name, as for frames of games. */
const NETWORKS: Readonly<Record<string, () => NetworkSpec>> = {
  natureCnn,
  dataEfficientCnn,
  dqnNips2013Cnn,
};

/** The words that `--set network` takes. */
export const NETWORK_NAMES: readonly string[] = Object.keys(NETWORKS);

/** The name of the network that has these layers, if one of the known ones has them. */
export function networkNameOf(layers: readonly State[]): string | undefined {
  const text = JSON.stringify(layers);
  return NETWORK_NAMES.find((name) => JSON.stringify(NETWORKS[name]?.().layers) === text);
}

/** Whether the whole network is set, so that nothing is left of the usual one. */
export function setsNetwork(settings: readonly string[]): boolean {
  return settings.some((setting) => /^(?:network|hidden)=/.test(setting));
}

/**
 * A description of an agent with settings of the command line, such as
 * `batchSize=64`, `optimizer.learningRate=1e-3`, `hidden=128,128` and `sampler=prioritized`.
 *
 * @param ownKinds - Kinds beyond those of the library that a word may stand for.
 * @throws {CommandError} If there is nothing of that name to set, or a part lacks what it needs; or if noise explored,
 *   and is set to none.
 */
export function withSettings(
  agent: State,
  settings: readonly string[],
  ownKinds: readonly string[] = [],
): State {
  // A part before what is set in it, whatever the order: `double=true`, `head=quantile`.
  const fromOutside = settings
    .map((setting) => readSetting(setting, ownKinds))
    .toSorted((a, b) => a.path.length - b.path.length);
  const made = fromOutside.reduce((changed, { change }) => change(changed), agent);
  const isPolicySet = fromOutside.some(({ path }) => path[0] === 'policy');
  const isGreedy = (made['policy'] as State | undefined)?.['kind'] === 'greedy';
  if (isGreedy && !isPolicySet && isNoisy(agent) && !isNoisy(made)) {
    throw new CommandError(
      'The noisy layers of the network are what explores here, and with --set so it has none. Give its layers ' +
        '"noisy":{}, or set --set policy=epsilonGreedy with --set epsilon=0.05; --set hidden=64,64 keeps the noise.',
    );
  }
  requireOptions(made, shortNameOf);
  return made;
}

/** What else `--set` may be given where a part of this kind stands, such as `policy=epsilonGreedy`. */
export function kindsBeside(kind: string): readonly string[] {
  const [path, kinds] = Object.entries(PARTS).find(([, some]) => some.includes(kind)) ?? ['', []];
  return kinds.filter((other) => other !== kind).map((other) => `${shortNameOf(path)}=${other}`);
}

function isNoisy({ network }: State): boolean {
  return hasNoise(network as unknown as NetworkSpec);
}

interface Setting {
  /** Where what it sets is. */
  readonly path: readonly string[];
  /** A description with it. */
  readonly change: (agent: State) => State;
}

function readSetting(setting: string, ownKinds: readonly string[]): Setting {
  const at = setting.indexOf('=');
  if (at < 1) throw new CommandError(`--set needs key=value; received '${setting}'.`);
  const [key, text] = [setting.slice(0, at), setting.slice(at + 1)];
  if (key === 'hidden') {
    const sizes = readSizes(text);
    const change = (agent: State): State => {
      return { ...agent, network: withHidden(Object(agent['network']) as State, sizes) };
    };
    return { path: ['network', 'layers'], change };
  }
  if (key === 'engine') {
    throw new CommandError(
      `--set engine: what computes is no setting of an agent; write --engine ${text} on the command line.`,
    );
  }
  const long = Object.hasOwn(SHORT, key) ? (SHORT[key] as string) : key;
  // Another kind has other options: none of those of the part that was there stay.
  const ofKind = long.replace(/\.kind$/, '');
  const whole = Object.hasOwn(PARTS, ofKind) ? ofKind : long;
  const [path, value] = [whole.split('.'), valueOf(whole, text, key, ownKinds)];
  return { path, change: (agent) => setAt(agent, path, value, key) };
}

/** Settings of several `--set` by their key, as they are compared and swept. */
export function joinSetting(key: string, value: unknown): string {
  return `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`;
}

function networkNamed(name: string): State {
  const make = Object.hasOwn(NETWORKS, name) ? NETWORKS[name] : undefined;
  if (make) return make() as unknown as State;
  throw new CommandError(
    `--set network: there is no network '${name}'${suggestion(name, NETWORK_NAMES)}; there are ` +
      `${NETWORK_NAMES.join(', ')}. Another one is written as JSON: '{"layers":[{"type":"dense","units":64,` +
      `"activation":"relu"}]}'; or --set hidden=64,64.`,
  );
}

function valueOf(path: string, text: string, key: string, ownKinds: readonly string[]): StateValue {
  let value: StateValue;
  try {
    value = JSON.parse(text) as StateValue;
  } catch {
    value = text;
  }
  if (path === 'network' && typeof value === 'string') return networkNamed(value);
  if (Object.hasOwn(WHOLE, path) && !isRecord(value)) {
    throw new CommandError(
      `--set ${key} needs JSON, such as '${WHOLE[path]}'; received '${text}'.`,
    );
  }
  const known = Object.hasOwn(PARTS, path) ? PARTS[path] : undefined;
  // A space has a kind, too, and is no part.
  if (known === undefined) return path === 'observationSpace' ? value : withOptions(value, key);
  const kinds = [...known, ...ownKinds];
  if (typeof value !== 'string') {
    requirePart(value, key, kinds);
    return withOptions(value, key);
  }
  if (kinds.includes(value)) return { kind: value, options: {} };
  throw new CommandError(
    `--set ${key}: there is no ${key} '${value}'${suggestion(value, kinds)}; there are ` +
      `${kinds.join(', ')}. One with options is written as JSON: '{"kind":"${kinds[0]}","options":{…}}'.`,
  );
}

/** What a description has only where it is not as usual. */
const UNSAID: readonly string[] = ['actingWeights'];

/** @param at - Where `state` is: the names above it. */
function setAt(
  state: State,
  path: readonly string[],
  value: StateValue,
  key: string,
  at: readonly string[] = [],
): State {
  const [name = '', ...rest] = path;
  const isKnown = Object.hasOwn(state, name) || (at.length === 0 && UNSAID.includes(name));
  if (!isKnown) throw noSuchName(state, name, key, at);
  if (rest.length === 0) return { ...state, [name]: value };
  const inner = state[name];
  if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) {
    throw new CommandError(
      `--set ${key}: ${name} is ${JSON.stringify(inner)}, and has no ${String(rest[0])}.`,
    );
  }
  const [option = '', ...further] = rest;
  // Which options a part takes it knows itself: a description has those alone that were given.
  if (name === 'options' && 'kind' in state && further.length === 0) {
    return { ...state, options: { ...(inner as State), [option]: value } };
  }
  return { ...state, [name]: setAt(inner as State, rest, value, key, [...at, name]) };
}

function noSuchName(state: State, name: string, key: string, at: readonly string[]): CommandError {
  const isOutermost = at.length === 0;
  const there = [...new Set([...Object.keys(state), ...(isOutermost ? UNSAID : [])])];
  const short = [...Object.keys(SHORT), 'hidden'];
  const names = isOutermost ? [...there, ...short] : there;
  const told = isOutermost
    ? `there are ${there.join(', ')}, and in short ${short.join(', ')}`
    : `${at.join('.')} has ${there.length > 0 ? there.join(', ') : 'nothing yet'}`;
  const hint = (isOutermost && hintOf(name, short, there)) || suggestion(name, names);
  return new CommandError(`--set ${key}: there is no ${name} to set${hint}; ${told}.`);
}

/** What to set in place of a name of another library: the short name in what a program would write, or a long one. */
function hintOf(name: string, short: readonly string[], long: readonly string[]): string | null {
  const words: readonly string[] = otherNameHint('DQNAgent', name).match(/\w+/g) ?? [];
  const found = [...short, ...long].find((one) => words.includes(one));
  return found === undefined ? null : ` (write ${found})`;
}
