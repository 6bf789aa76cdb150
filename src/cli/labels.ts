import type { RunConfig } from '../node/run/runConfig.ts';
import type { State, StateValue } from '../state/state.ts';
import { isRecord } from './describedPart.ts';
import { duelingText, hasNoiseOfLayers } from './duelingText.ts';
import { hiddenText } from './hiddenText.ts';
import { optionsBeyondDefaults } from './partOptions.ts';
import { networkNameOf, shortNameOf } from './settings.ts';
import { MOST_CHARACTERS, shortTexts } from './shortTexts.ts';

/** Ends the name of the setting that says of which kind a part is. */
const KIND = '.kind';
/** Where the layers of a run's network are, and what they are told under. */
const LAYERS = 'agent.network.layers';
const NETWORK = 'agent.network';
const HIDDEN_KEY = 'agent.hidden';
const HIDDEN = 'hidden ';
/** Whether there are two streams, and what they are told under. */
const DUELING = 'agent.network.dueling';
const DUELING_KEY = 'agent.dueling';
/** What a network has of its own at its end. */
const OUTPUT = 'agent.network.output';
/** Stands for a setting that a run does not have. */
const MISSING = '–';
/** What a label tells at least, where there is so much to tell. */
const FACTS = 3;

/** What of a run's settings labels are made from. */
type Settings = Pick<RunConfig, 'agent' | 'training'>;

/** All that makes runs differ but their seed. */
export function settingsOf({ agent, training }: Settings): State {
  const { seed: _, ...rest } = training;
  const { seed: __, engine: ___, ...made } = agent;
  return { agent: made, training: rest };
}

/**
 * What tells each of several settings from the others, in words: the first few facts in
 * which they differ, and those that tell two apart that would be called alike.
 */
export function labelsOf(configs: readonly Settings[]): readonly string[] {
  const ids = configs.map(({ training }) => training['environmentId'] as string);
  const flat = withOneNetworkFact(configs.map((config) => flatten(settingsOf(config))));
  const different = [...new Set(flat.flatMap((one) => [...one.keys()]))].filter(
    (key) =>
      key !== 'training.environmentId' && countDifferent(flat.map((one) => one.get(key))) > 1,
  );
  const keys = different.filter((key) => !isImplied(key, different, flat));
  const implied = different.filter((key) => !keys.includes(key));
  const isLong = (key: string): boolean =>
    flat.some((one) => (one.get(key) ?? '').length > MOST_CHARACTERS);
  // What can be told in few words comes first.
  const ordered = [...keys.filter((key) => !isLong(key)), ...keys.filter(isLong)];
  const short = new Map(keys.map((key) => [key, shortTexts(valuesOf(key, flat))]));
  const labelled = (told: readonly string[]): string[] =>
    flat.map((one, index) =>
      [
        ids[index],
        ...told.map(
          (key) =>
            factOf(key, short.get(key)?.get(one.get(key) ?? MISSING)) +
            optionsOf(key, implied, configs[index] as Settings),
        ),
      ].join(', '),
    );
  const count = Math.max(1, ordered.filter((key) => !isLong(key)).length);
  const told = ordered.slice(0, Math.min(FACTS, count));
  for (;;) {
    const before = countDifferent(labelled(told));
    const gains = ordered.map((key) => countDifferent(labelled([...told, key])) - before);
    const most = Math.max(0, ...gains);
    if (most === 0) return numbered(labelled(told));
    told.push(ordered[gains.indexOf(most)] as string);
  }
}

/** A part is told by its kind alone, such as `sampler prioritized`, as `--set` takes it. */
function factOf(key: string, value = MISSING): string {
  const name = key.replace(/^(agent|training)\./, '');
  // Hidden layers, where other runs have a network by name: they say already what they are.
  if (key === NETWORK && value.startsWith(HIDDEN)) return value;
  if (!name.endsWith(KIND)) return `${shortNameOf(name)} ${value}`;
  return `${shortNameOf(name.slice(0, -KIND.length))} ${value.replace(/^"(.*)"$/, '$1')}`;
}

/**
 * The options of a part that its kind does not imply, in brackets behind the kind, such as
 * `head quantile (quantiles 32)`: those that differ from what the kind has by default, and are not
 * told on their own. A default that goes with the kind tells nothing.
 */
function optionsOf(key: string, implied: readonly string[], { agent }: Settings): string {
  if (!key.startsWith('agent.') || !key.endsWith(KIND)) return '';
  const path = key.slice(0, -KIND.length);
  const part = path.split('.').slice(1).reduce<StateValue | undefined>(childOf, agent);
  if (!isRecord(part)) return '';
  const told = optionsBeyondDefaults(part).filter(([name]) =>
    implied.includes(`${path}.options.${name}`),
  );
  const words = told.slice(0, FACTS).map(([name, text]) => `${name} ${text}`);
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}

function childOf(state: StateValue | undefined, name: string): StateValue | undefined {
  return isRecord(state) ? state[name] : undefined;
}

/**
 * Whether an option of a part follows from the part's kind in all of the runs: that a sampler is
 * uniform says already that it has no α.
 */
function isImplied(
  key: string,
  keys: readonly string[],
  flat: readonly ReadonlyMap<string, string>[],
): boolean {
  return keys.some((kind) => {
    const isPartOf = kind.endsWith(KIND) && key.startsWith(kind.slice(0, 1 - KIND.length));
    if (!isPartOf || kind === key) return false;
    const kinds = valuesOf(kind, flat);
    const values = valuesOf(key, flat);
    return (
      countDifferent(kinds.map((one, run) => `${one} ${values[run]}`)) === countDifferent(kinds)
    );
  });
}

/** What a setting is in each of the runs. */
function valuesOf(key: string, flat: readonly ReadonlyMap<string, string>[]): string[] {
  return flat.map((one) => one.get(key) ?? MISSING);
}

/** Adds numbers to equal labels, as of long values that part in more than one place. */
function numbered(labels: readonly string[]): string[] {
  return labels.map((label, index) => {
    const before = labels.slice(0, index).filter((other) => other === label).length;
    return before === 0 ? label : `${label} (${before + 1})`;
  });
}

function countDifferent(values: readonly unknown[]): number {
  return new Set(values).size;
}

function flatten(state: State, before = '', into = new Map<string, string>()): Map<string, string> {
  for (const [key, value] of Object.entries(state)) {
    const name = before === '' ? key : `${before}.${key}`;
    const streams = name === DUELING ? duelingText(state) : undefined;
    if (streams !== undefined) into.set(DUELING_KEY, streams);
    else if (name === OUTPUT && hasNoiseOfLayers(state)) continue;
    else if (isRecord(value)) flatten(value, name, into);
    else into.set(...textOf(name, value));
  }
  return into;
}

/**
 * Where a run has a network by its name, the networks of the others are told under the same
 * name, and not as facts that it does not have.
 */
function withOneNetworkFact(
  flat: readonly ReadonlyMap<string, string>[],
): readonly ReadonlyMap<string, string>[] {
  if (!flat.some((one) => one.has(NETWORK))) return flat;
  return flat.map((one) => {
    const { [HIDDEN_KEY]: hidden, [LAYERS]: layers, ...rest } = Object.fromEntries(one);
    const told = hidden === undefined ? layers : `${HIDDEN}${hidden}`;
    return new Map(Object.entries({ ...rest, ...(told !== undefined && { [NETWORK]: told }) }));
  });
}

/**
 * Layers of a known network are told by its name, and those that are nothing but hidden ones by their
 * sizes and what they are: as `--set network` and `--set hidden` take them.
 */
function textOf(name: string, value: StateValue | undefined): [string, string] {
  if (name === LAYERS && Array.isArray(value)) {
    const layers = value as readonly State[];
    const known = networkNameOf(layers);
    if (known !== undefined) return [NETWORK, known];
    const hidden = hiddenText(layers);
    if (hidden !== undefined) return [HIDDEN_KEY, hidden];
  }
  return [name, JSON.stringify(value)];
}
