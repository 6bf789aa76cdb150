/** Whether a result is still to come. A loop that awaits only then stays synchronous. */
export function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof value === 'object' && value !== null && 'then' in value;
}
