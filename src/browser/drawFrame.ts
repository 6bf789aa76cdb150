import { OptionsError } from '../errors.ts';
import type { RgbaImage } from '../protocol/environment.ts';
import { show } from '../validation/show.ts';

/**
 * Draws a picture of an environment, which fills the canvas: its width and height become those
 * of the picture. How large it is shown is a matter of the page's styles.
 *
 * @param image - Such as `environment.render()` gives it, or a frame of a worker. `null` draws
 *   nothing.
 * @throws {OptionsError} If `canvas` is none.
 * @example
 * ```ts no-run
 * import { drawFrame } from 'deepq/browser';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * const environment = makeEnvironment('CartPole-v1');
 * environment.reset({ seed: 1 });
 * drawFrame(document.querySelector('canvas')!, environment.render!());
 * ```
 * @category Video
 */
export function drawFrame(
  canvas: HTMLCanvasElement | OffscreenCanvas,
  image: RgbaImage | null,
): void {
  const given = canvas as Partial<HTMLCanvasElement> | null | undefined;
  if (typeof given?.getContext !== 'function') {
    throw new OptionsError(
      `drawFrame(canvas, image) needs a canvas as first argument; received ${show(canvas)}.`,
    );
  }
  if (!image) return;
  const { width, height, data } = image;
  // Setting either, even to what it is, clears the canvas.
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d') as CanvasRenderingContext2D | null;
  context?.putImageData(new ImageData(data, width, height), 0, 0);
}
