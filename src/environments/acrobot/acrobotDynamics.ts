import { cosine, sine } from '../parts/trigonometry.ts';

/**
 * Whose equations of motion: those of Sutton and Barto's book, or those of
 * Sutton's paper at NIPS 1995, which lack a term.
 *
 * @category Environments
 */
export type AcrobotEquations = 'book' | 'paper';

// As in Gymnasium's acrobot.py; metres, kilograms, seconds. Both links alike.
const LENGTH = 1;
const MASS = 1;
/** From a link's joint to its centre of mass. */
const CENTRE = 0.5;
const INERTIA = 1;
const GRAVITY = 9.8;
const TIME_STEP = 0.2;

/** Four numbers: two angles and their velocities. */
type Vector4 = Float64Array;

/**
 * Moves the two links of an acrobot: one step of the classical Runge-Kutta
 * method. The order of operations is Gymnasium's, and decides the last bit.
 *
 * @see Sutton and Barto, Reinforcement Learning: An Introduction, section 11.3
 *   of the first edition
 */
export class AcrobotDynamics {
  readonly #equations: AcrobotEquations;
  // Kept, so that a step allocates nothing.
  readonly #slopes = Array.from({ length: 4 }, () => new Float64Array(4)) as [
    Vector4,
    Vector4,
    Vector4,
    Vector4,
  ];
  readonly #between = new Float64Array(4);

  constructor(equations: AcrobotEquations) {
    this.#equations = equations;
  }

  /**
   * Replaces a state by the one 0.2 s later.
   *
   * @param torque - On the joint between the links, in newton metres.
   */
  advance(state: Vector4, torque: number): void {
    const [k1, k2, k3, k4] = this.#slopes;
    this.#differentiate(state, torque, k1);
    this.#differentiate(this.#along(state, k1, TIME_STEP / 2), torque, k2);
    this.#differentiate(this.#along(state, k2, TIME_STEP / 2), torque, k3);
    this.#differentiate(this.#along(state, k3, TIME_STEP), torque, k4);
    for (let i = 0; i < 4; i++) {
      const slopes = at(k1, i) + 2 * at(k2, i) + 2 * at(k3, i) + at(k4, i);
      state[i] = at(state, i) + (TIME_STEP / 6) * slopes;
    }
  }

  /** `state + time · slope`. */
  #along(state: Vector4, slope: Vector4, time: number): Vector4 {
    for (let i = 0; i < 4; i++) this.#between[i] = at(state, i) + time * at(slope, i);
    return this.#between;
  }

  /** Writes the derivative of a state by time. */
  #differentiate(state: Vector4, torque: number, slope: Vector4): void {
    const angle1 = at(state, 0);
    const angle2 = at(state, 1);
    const velocity1 = at(state, 2);
    const velocity2 = at(state, 3);
    const cosine2 = cosine(angle2);
    const sine2 = sine(angle2);
    const arm = MASS * LENGTH * CENTRE;

    const d1 =
      MASS * CENTRE ** 2 +
      MASS * (LENGTH ** 2 + CENTRE ** 2 + 2 * LENGTH * CENTRE * cosine2) +
      INERTIA +
      INERTIA;
    const d2 = MASS * (CENTRE ** 2 + LENGTH * CENTRE * cosine2) + INERTIA;
    const phi2 = MASS * CENTRE * GRAVITY * cosine(angle1 + angle2 - Math.PI / 2);
    const phi1 =
      -arm * (velocity2 * velocity2) * sine2 -
      2 * arm * velocity2 * velocity1 * sine2 +
      (MASS * CENTRE + MASS * LENGTH) * GRAVITY * cosine(angle1 - Math.PI / 2) +
      phi2;
    const drive = torque + (d2 / d1) * phi1;
    const pull =
      this.#equations === 'book'
        ? drive - arm * (velocity1 * velocity1) * sine2 - phi2
        : drive - phi2;
    const acceleration2 = pull / (MASS * CENTRE ** 2 + INERTIA - (d2 * d2) / d1);

    slope[0] = velocity1;
    slope[1] = velocity2;
    slope[2] = -(d2 * acceleration2 + phi1) / d1;
    slope[3] = acceleration2;
  }
}

const at = (vector: Vector4, index: number): number => vector[index] as number;
