/** Deeper than anybody wraps; an environment might hold itself. */
const MAX_DEPTH = 64;

/**
 * A property of an environment, or of the outermost of those inside it that
 * has one; undefined where none has. Wrappers have theirs as `environment`.
 */
export function lookInside(environment: unknown, property: string): unknown {
  let layer = environment;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    if (typeof layer !== 'object' || layer === null) return undefined;
    const members = layer as Readonly<Record<string, unknown>>;
    if (members[property] !== undefined) return members[property];
    layer = members['environment'];
  }
  return undefined;
}
