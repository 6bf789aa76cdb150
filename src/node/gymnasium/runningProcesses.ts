/**
 * What is to be ended with this process. One list and one listener for all of
 * them, as Node warns of more than ten listeners; there is none while the list
 * is empty.
 */
const running = new Set<() => void>();

function endAll(): void {
  for (const end of running) end();
}

/**
 * Calls `end` when this process exits.
 *
 * @returns What calls it off.
 */
export function endAtExit(end: () => void): () => void {
  if (running.size === 0) process.on('exit', endAll);
  running.add(end);
  return () => {
    if (running.delete(end) && running.size === 0) process.off('exit', endAll);
  };
}
