/** Whether a result is still to come. A loop that awaits only then stays synchronous. */
export function isPromise<T extends object>(value: T | Promise<T>): value is Promise<T> {
  return 'then' in value;
}
