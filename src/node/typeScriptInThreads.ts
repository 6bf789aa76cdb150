/** The words of Node for a file of TypeScript that it cannot read. */
const AS_TYPESCRIPT = /unknown file extension "\.[cm]?tsx?"/i;

/**
 * What to do where a thread of Node failed at a module of TypeScript, or null where it failed by
 * something else. A loader such as tsx, by which the program runs, does not reach into threads.
 *
 * @param message - That of the error.
 * @param example - A module as the reader may have named it, such as `worker.ts`.
 */
export function typeScriptRemedy(message: string, example: string): string | null {
  if (!AS_TYPESCRIPT.test(message)) return null;
  return (
    'Threads of Node read TypeScript from Node 22.18 on; before that tsx does not reach into them. Compile the ' +
    "module, or name a .mjs file that loads it: import { register } from 'tsx/esm/api'; register(); " +
    `await import('./${example}');`
  );
}
