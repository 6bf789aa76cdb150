/** Whether an option was given: `false`, `0` and the like are, and are refused where they make no sense. */
export function isGiven<T>(option: T | null | undefined): option is T {
  return option !== undefined && option !== null;
}
