/** Deeper than anybody wraps; an environment might hold itself. */
const MAX_DEPTH = 64;

/**
 * A property of an environment, or of the outermost of those inside it that
 * has one; undefined where none has.
 */
export function lookInside(environment: unknown, property: string): unknown {
  let layer = environment;
  for (let depth = 0; depth < MAX_DEPTH && isObject(layer); depth++) {
    const value = layer[property];
    if (value !== undefined) return value;
    layer = inside(layer);
  }
  return undefined;
}

/** The environment that is inside of all others: itself, where it wraps none. */
export function innermost(environment: object): object {
  let layer = environment;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const next = inside(layer as Readonly<Record<string, unknown>>);
    if (next === undefined) break;
    layer = next;
  }
  return layer;
}

/**
 * What a wrapper is around: its `environment`. One that somebody has written
 * by hand may keep it under another name, so that any property counts that is
 * an environment.
 */
function inside(layer: Readonly<Record<string, unknown>>): object | undefined {
  const { environment } = layer;
  return isEnvironment(environment) ? environment : Object.values(layer).find(isEnvironment);
}

function isEnvironment(value: unknown): value is object {
  return (
    isObject(value) && typeof value['reset'] === 'function' && typeof value['step'] === 'function'
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
