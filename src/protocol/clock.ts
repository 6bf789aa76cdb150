/**
 * Milliseconds since some moment. Hosts without `performance`, such as bare contexts of a script, have the
 * time of day, which the host may set back.
 */
export function now(): number {
  return typeof performance === 'undefined' ? Date.now() : performance.now();
}
