import { Box } from '../../spaces/box.ts';
import { Discrete } from '../../spaces/discrete.ts';
import type { ObservationSpace } from '../../spaces/space.ts';
import type { EnvironmentSpaces } from '../../protocol/environmentSpaces.ts';
import type { FrameSkipRange } from '../../protocol/frameSkipRange.ts';
import { readFacts, type Reply } from './protocol.ts';

/** What the server says of an environment that it has made. */
interface Hello {
  readonly observation:
    | { readonly kind: 'discrete'; readonly n: number; readonly bytes: number }
    | {
        readonly kind: 'box';
        readonly shape: readonly number[];
        readonly dtype: '|u1' | '<f4';
        readonly bytes: number;
      };
  readonly actions: number;
  readonly renderMode: string | null;
  readonly executable: string;
  /** Of Atari games only: a number, or the first and the last of a range. */
  readonly frameSkip?: number | readonly [from: number, to: number];
  /** Of Atari games only; null where a wrapper has changed the actions. */
  readonly actionMeanings?: readonly string[] | null;
}

/** An environment in Python, as deepq sees it. */
export interface MadeEnvironment extends EnvironmentSpaces {
  /** Of one observation. */
  readonly observationBytes: number;
  readonly canRender: boolean;
  /** The interpreter's path. */
  readonly executable: string;
  /** How many frames a step of an Atari game takes; undefined for all else. */
  readonly frameSkip: number | FrameSkipRange | undefined;
  /** What each action of an Atari game does; undefined for all else. */
  readonly actionMeanings: readonly string[] | undefined;
}

/**
 * Reads the reply to `make`.
 *
 * @throws {OptionsError} If the spaces make no sense, such as bounds of NaN.
 */
export function readMade({ facts, data }: Reply): MadeEnvironment {
  const hello = readFacts(facts) as Hello;
  return {
    observationSpace: readObservationSpace(hello.observation, data),
    actionSpace: new Discrete(hello.actions),
    observationBytes: hello.observation.bytes,
    canRender: hello.renderMode === 'rgb_array',
    executable: hello.executable,
    frameSkip: readFrameSkip(hello.frameSkip),
    actionMeanings: hello.actionMeanings ?? undefined,
  };
}

function readFrameSkip(frameSkip: Hello['frameSkip']): number | FrameSkipRange | undefined {
  if (frameSkip === undefined || typeof frameSkip === 'number') return frameSkip;
  const [from, to] = frameSkip;
  return { from, to };
}

function readObservationSpace(
  space: Hello['observation'],
  data: Uint8Array<ArrayBuffer>,
): ObservationSpace {
  if (space.kind === 'discrete') return new Discrete(space.n);
  // Not in JSON, which knows no infinity: all lower bounds, then all higher ones.
  const bounds = new Float32Array(data.buffer);
  const low = bounds.subarray(0, bounds.length / 2);
  const high = bounds.subarray(bounds.length / 2);
  const dtype = space.dtype === '|u1' ? 'uint8' : 'float32';
  return new Box({ low, high, shape: space.shape, dtype });
}
