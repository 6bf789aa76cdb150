import type { Environment } from '../../protocol/environment.ts';
import { EnvironmentError } from '../../errors.ts';
import type { Observation } from '../../spaces/space.ts';
import { requireBoxInside } from './requireSpaceInside.ts';

/** What the pictures of an environment are like. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  /** Bytes a pixel: 1 for gray, 3 for RGB. */
  readonly channels: number;
  /** `[height, width]` or `[height, width, channels]`. */
  readonly shape: readonly number[];
}

/**
 * The shape of the pictures inside a wrapper.
 *
 * @throws {EnvironmentError} If observations are no `uint8` pictures.
 */
export function requireImageInside<O extends Observation>(
  wrapper: string,
  environment: Environment<O>,
): ImageShape {
  const space = requireBoxInside(wrapper, environment);
  const { shape, dtype } = space;
  const [height, width, channels = 1] = shape;
  const isImage = (shape.length === 2 || shape.length === 3) && dtype === 'uint8';
  if (isImage) return { height: height!, width: width!, channels, shape };
  throw new EnvironmentError(
    `${wrapper} needs pictures of bytes, a Box of dtype uint8 and shape [height, width] or ` +
      `[height, width, channels]; received an environment with the observationSpace ` +
      `${space.toString()}. Wrap it before frames are stacked, flattened or scaled.`,
  );
}
