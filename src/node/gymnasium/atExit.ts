/**
 * What is to be done when this process exits. One list and one listener for
 * all, as Node warns of more than ten listeners; there is none while the list
 * is empty.
 */
const tasks = new Set<() => void>();

function doAll(): void {
  for (const task of tasks) task();
}

/**
 * Calls `task` when this process exits.
 *
 * @returns What calls it off.
 */
export function atExit(task: () => void): () => void {
  if (tasks.size === 0) process.on('exit', doAll);
  tasks.add(task);
  return () => {
    if (tasks.delete(task) && tasks.size === 0) process.off('exit', doAll);
  };
}
