/** Codes of our own, beside those of the system. */
export const NOT_ORDINARY = 'DEEPQ_NOT_ORDINARY';
export const TEMPORARY_GONE = 'DEEPQ_TEMPORARY_GONE';

const EXPLANATIONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder, and it cannot be created; choose another path',
  ENAMETOOLONG: 'the name is too long for the file system; choose a shorter one',
  [NOT_ORDINARY]: 'it is a pipe, a socket or a device; give the path of an ordinary file',
  [TEMPORARY_GONE]:
    'another program removed the temporary file beside it; keep other programs out of the folder',
  EISDIR: 'it is a folder; give the path of a file',
  ELOOP: 'it is a link that leads to itself; choose another path',
  ENOTDIR: 'a part of the path is a file, not a folder; check the path',
  EEXIST: 'a part of the path is a file, not a folder; check the path',
  EACCES: 'permission was denied; change the permissions or the path',
  EPERM: 'permission was denied; change the permissions or the path',
  EROFS: 'the file system is read-only; choose another path',
  ENOSPC: 'the disk is full; make room or choose another path',
  EDQUOT: 'the quota of the disk is used up; make room or choose another path',
  EFBIG: 'the file would be larger than the system allows; raise the limit (ulimit -f)',
};

/** What an error of the file system means, and what to do about it. */
export function explain(error: unknown): string {
  return EXPLANATIONS[codeOf(error)] ?? `${String(error)}; see the cause of this error`;
}

/** Such as `ENOENT`. */
export function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code);
}

/** An error with a code, as the file system has them. */
export function errorWithCode(code: string, message: string, cause?: unknown): Error {
  return Object.assign(new Error(message, { cause }), { code });
}
