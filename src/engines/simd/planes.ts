import type { Architecture } from '../../networks/architecture.ts';

/** Whether the numbers of a pixel come from different planes; a single plane is an image as it is. */
export function arePlanes({ channels, shape }: Architecture['input']): boolean {
  return channels === 'first' && shape[0] !== 1;
}
