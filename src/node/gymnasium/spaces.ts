import { Box } from '../../spaces/box.ts';
import { Discrete } from '../../spaces/discrete.ts';
import type { ObservationSpace } from '../../spaces/space.ts';
import type { EnvironmentSpaces } from '../../environments/spaces.ts';
import type { Reply } from './protocol.ts';

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
}

/** An environment in Python, as deepq sees it. */
export interface MadeEnvironment extends EnvironmentSpaces {
  /** Of one observation. */
  readonly observationBytes: number;
  readonly canRender: boolean;
  /** The interpreter's path. */
  readonly executable: string;
}

/**
 * Reads the reply to `make`.
 *
 * @throws {OptionsError} If the spaces make no sense, such as bounds of NaN.
 */
export function readMade({ facts, data }: Reply): MadeEnvironment {
  const hello = JSON.parse(facts) as Hello;
  return {
    observationSpace: readObservationSpace(hello.observation, data),
    actionSpace: new Discrete(hello.actions),
    observationBytes: hello.observation.bytes,
    canRender: hello.renderMode === 'rgb_array',
    executable: hello.executable,
  };
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
