import { EnvironmentError } from '../errors.ts';
import type { RgbaImage } from '../protocol/environment.ts';
import { checkImage } from '../pictures/video/checkImage.ts';
import { messageOf, show } from '../validation/show.ts';

/**
 * What an environment looks like; null where it has no `render`, or draws nothing.
 *
 * @throws {EnvironmentError} If it draws something that is no picture.
 */
export function imageOf(environment: unknown): RgbaImage | null {
  const { render } = Object(environment) as { readonly render?: unknown };
  if (render === undefined || render === null) return null;
  if (typeof render !== 'function') {
    throw new EnvironmentError(
      `environment.render must be a function that returns a picture, or left out; received ${show(render)}.`,
    );
  }
  const image: unknown = render.call(environment);
  if (image === undefined || image === null) return null;
  try {
    checkImage('What environment.render() returns', image);
  } catch (cause) {
    throw new EnvironmentError(messageOf(cause) ?? '', { cause });
  }
  return image;
}
