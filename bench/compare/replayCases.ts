import type { Checkout, Random, Replay, Space } from './adapter.ts';

const CAPACITY = 100_000;
const ACTIONS = 6;
const STACK = 4;
const SIDE = 84;
const FRAME = SIDE * SIDE;
/** Steps of an episode. */
const EPISODE = 200;

/** What a replay buffer is filled from: made once, so that making it is not timed. */
export interface Source {
  readonly observationSpace: Space;
  /** Taken again and again, in order. */
  readonly transitions: readonly { readonly transition: object; readonly stream: number }[];
}

/** A full replay buffer, to add to or to draw from. */
export function openReplay(
  checkout: Checkout,
  what: 'add' | 'sample',
  source: (core: Checkout['core']) => Source,
  capacity: number = CAPACITY,
): { readonly run: () => void } {
  const { observationSpace, transitions } = source(checkout.core);
  const environment = { observationSpace, actionSpace: new checkout.core.Discrete(ACTIONS) };
  const replay: Replay = checkout.makeReplay({ environment, capacity, seed: 1 });
  let at = 0;
  const add = (): void => {
    const { transition, stream } = transitions[at]!;
    replay.add(transition, stream);
    at = at + 1 === transitions.length ? 0 : at + 1;
  };
  for (let count = 0; count < capacity; count++) add();
  return { run: what === 'add' ? add : () => void replay.sample(32) };
}

/** Small observations in episodes. */
export function vectors(core: Checkout['core']): Source {
  const random = core.createRandom(1);
  const observationSpace = new core.Box({ low: -Infinity, high: Infinity, shape: [4] });
  const observations = Array.from({ length: EPISODE + 1 }, () =>
    Float32Array.from({ length: 4 }, () => random.normal()),
  );
  const transitions = Array.from({ length: EPISODE }, (_, step) => ({
    transition: transitionAt(random, step, (index) => observations[index]!),
    stream: 0,
  }));
  return { observationSpace, transitions };
}

/** Stacks of frames of noise, as views of memory in which they overlap. */
export function pixels(streams: number): (core: Checkout['core']) => Source {
  return (core) => {
    const random = core.createRandom(1);
    const shape = [STACK, SIDE, SIDE];
    const observationSpace = new core.Box({ low: 0, high: 255, shape, dtype: 'uint8' });
    const episodes = Array.from({ length: streams }, () => {
      const words = { length: ((STACK + EPISODE) * FRAME) / 4 };
      const noise = Uint32Array.from(words, () => random.integer(2 ** 32));
      const frames = new Uint8Array(noise.buffer);
      return (index: number) => frames.subarray(index * FRAME, (index + STACK) * FRAME);
    });
    const transitions = Array.from({ length: EPISODE * streams }, (_, turn) => {
      const stream = turn % streams;
      const step = Math.floor(turn / streams);
      return { transition: transitionAt(random, step, episodes[stream]!), stream };
    });
    return { observationSpace, transitions };
  };
}

function transitionAt(
  random: Random,
  step: number,
  observe: (index: number) => Float32Array | Uint8Array,
): object {
  return {
    observation: observe(step),
    action: random.integer(ACTIONS),
    reward: 1,
    nextObservation: observe(step + 1),
    terminated: false,
    truncated: step === EPISODE - 1,
  };
}
