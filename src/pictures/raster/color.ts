/**
 * Red, green, blue and, if need be, opacity: each from 0 to 255.
 *
 * @category Environments
 */
export type Color = readonly [red: number, green: number, blue: number, opacity?: number];
