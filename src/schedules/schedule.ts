/**
 * A value that changes as training goes on: a pure function of a counter. The
 * option that takes a schedule says which counter (environment steps,
 * updates). Any function of this form will do.
 *
 * @category Schedules
 */
export type Schedule = (count: number) => number;
