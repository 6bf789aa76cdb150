/** What an error says of a value that was given: an object's own way to text may throw. */
export function textOf(given: unknown): string {
  return Object(given) === given ? typeof given : String(given);
}
