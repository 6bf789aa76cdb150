/**
 * How the numbers of a {@link Box} are stored.
 *
 * @category Spaces
 */
export type BoxDtype = 'float32' | 'uint8';
