import { DeepQError } from '../../errors.ts';

/** What the server itself refuses, and would refuse again; loading its file is none of it. */
export function isMistake(cause: unknown): boolean {
  return /^(?:ERR|WRONGTYPE|NOAUTH|WRONGPASS|NOPERM|MOVED|CROSSSLOT)$/.test(wordOf(cause) ?? '');
}

/** Whether the server's memory is full: it refuses what could take more of it. */
export function isOutOfMemory(cause: unknown): boolean {
  return wordOf(cause) === 'OOM';
}

/** What the server itself says begins with such a word: OOM where its memory is full, LOADING, READONLY. */
function wordOf(cause: unknown): string | null {
  const message = cause instanceof Error ? cause.message : '';
  // Before version 7 what a command of a script has failed with stood behind words on the script.
  const inside = /^ERR Error running script\b.*: -([A-Z]{3,20})\b/s.exec(message);
  return (inside ?? /^([A-Z]{3,20})\b/.exec(message))?.[1] ?? null;
}

const HINTS: Readonly<Record<string, string>> = {
  WRONGTYPE: '. Another program has a key of the same name: take another name for the run',
  MOVED:
    '. It is one node of a cluster, and the run lies on another one: give redisLearner and redisActor a ' +
    'client of the whole cluster, new Cluster([{ host, port }]) of ioredis, or take a Redis that is no cluster',
};

/** For people, where the server would refuse the command again. */
export function refused(cause: unknown): DeepQError {
  // Without the cause: clients keep the words of the command with it, a password among them. And without
  // what a server adds on the place in a script.
  const message = (cause as Error).message.replace(/ ?script: [\da-f]{40}.*$/s, '').slice(0, 120);
  return new DeepQError(`Redis refuses a command: ${message}${HINTS[wordOf(cause) ?? ''] ?? ''}`);
}

/** For people, where the limit is over. */
export function unreachable(cause: unknown, limitMs: number): DeepQError {
  return new DeepQError(
    `Redis could not be reached for ${Math.round(limitMs / 1000)} s (${reasonOf(cause)}). Start it again, ` +
      'or look at the network; what was sent and saved is not lost, and the same call goes on.',
  );
}

/** A word for it: messages of clients may hold addresses, with what stands before the @. */
export function reasonOf(cause: unknown): string {
  const { code } = Object(cause) as { readonly code?: unknown };
  if (typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code)) return code;
  const message = cause instanceof Error ? cause.message : '';
  if (message === 'no answer' || message === 'Connection timeout') return 'no answer';
  return wordOf(cause) ?? 'connection lost';
}
