// Names and values as in Gymnasium's lunar_lander.py. Lengths are in metres of
// the physics; the drawings of the lander are in pixels, SCALE to the metre.

/** Steps a second. */
export const FPS = 50;
/** Pixels a metre. */
export const SCALE = 30;
/** Of the picture, in pixels. */
export const VIEWPORT_WIDTH = 600;
/** Of the picture, in pixels. */
export const VIEWPORT_HEIGHT = 400;
/** Of the visible world, in metres. */
export const WIDTH: number = VIEWPORT_WIDTH / SCALE;
/** Of the visible world, in metres. */
export const HEIGHT: number = VIEWPORT_HEIGHT / SCALE;
/** Points of the ground's outline. */
export const CHUNKS = 11;
/** The height that the pad is meant to have; smoothing takes 1% off. */
export const HELIPAD_Y: number = HEIGHT / 4;
/** From the lander's origin down to its feet, in metres. */
export const LEG_DOWN: number = 18 / SCALE;

/** How many actions there are. */
export const ACTIONS = 4;
/** The actions, for messages. */
export const ACTION_MEANINGS = '0 (nothing), 1 (left engine), 2 (main engine) or 3 (right engine)';
