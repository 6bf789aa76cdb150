/** A piece of work among others. */
export interface Task {
  readonly name: string;
  /** Names of tasks that must have ended before; those that are not run count as ended. */
  readonly after?: readonly string[];
}

/**
 * Runs tasks, so many at a time. They begin in the order of the list, but for those that wait
 * for others, and are told in the order of the list, each once those before it have ended.
 *
 * @param run - Runs a task; must not throw.
 * @param tell - Is given each task with what it came to.
 */
export async function runInLanes<T extends Task, R>(
  tasks: readonly T[],
  lanes: number,
  run: (task: T) => Promise<R>,
  tell: (task: T, result: R) => void,
): Promise<void> {
  const waiting = [...tasks];
  const results = new Map<T, R>();
  let told = 0;
  const isFree = ({ after = [] }: T): boolean =>
    tasks.every((other) => results.has(other) || !after.includes(other.name));
  const running = new Set<Promise<void>>();

  const begin = async (task: T): Promise<void> => {
    results.set(task, await run(task));
    for (; told < tasks.length && results.has(tasks[told]!); told++) {
      tell(tasks[told]!, results.get(tasks[told]!)!);
    }
  };
  while (waiting.length > 0 || running.size > 0) {
    const next = running.size < lanes ? waiting.findIndex(isFree) : -1;
    if (next < 0) {
      if (running.size === 0) throw new Error(`${waiting[0]!.name} waits for itself.`);
      await Promise.race(running);
      continue;
    }
    const work = begin(waiting.splice(next, 1)[0]!).finally(() => running.delete(work));
    running.add(work);
  }
}
