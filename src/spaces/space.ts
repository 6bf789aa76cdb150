import type { Box, BoxDtype } from './box.ts';
import type { Discrete } from './discrete.ts';

/**
 * One observation: a whole number for a {@link Discrete} space, a flat typed
 * array (row-major) for a {@link Box}.
 *
 * @category Spaces
 */
export type Observation = number | Float32Array | Uint8Array;

/**
 * The spaces that observations can come from.
 *
 * @category Spaces
 */
export type ObservationSpace = Box<BoxDtype> | Discrete;
