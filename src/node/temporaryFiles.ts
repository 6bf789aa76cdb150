import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { crc32 } from '../state/crc32.ts';
import { encodeUtf8 } from '../state/utf8.ts';

/** No write of a checkpoint takes this long. */
const MAX_AGE_MS = 24 * 60 * 60 * 1000;

/** What a name may take of the 255 bytes, beside host, process, number and tag. */
const MAX_STEM_BYTES = 190;

/** Told apart by process and by number within it, for threads by chance too. */
let count = 0;

let cachedHost: string | undefined;

/** The name of a new temporary file for the file `name`, in the same folder. */
export function temporaryName(name: string): string {
  count += 1;
  const tag = randomUUID().slice(0, 8);
  return `.${stem(name)}.${hostTag()}-${process.pid}-${count}-${tag}.tmp`;
}

/** The name, or where that leaves no room for more (255 bytes is all), a digest of it. */
function stem(name: string): string {
  const bytes = encodeUtf8(name);
  if (bytes.length <= MAX_STEM_BYTES) return name;
  // Whole characters: half of a surrogate pair would not come back from the disk.
  return `${[...name].slice(0, 40).join('')}~${hex(crc32(bytes))}`;
}

/**
 * Stands for where numbers of processes have a meaning: a host since it was
 * started, and on Linux the PID namespace, which each container has to itself.
 * Several of them may write to one folder.
 */
export function hostTag(): string {
  cachedHost ??= hex(
    crc32(
      encodeUtf8(
        [
          hostname(),
          attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
          attempt(() => readlinkSync('/proc/self/ns/pid')),
        ].join('\n'),
      ),
    ),
  );
  return cachedHost;
}

/**
 * Removes temporary files for `name` that killed processes left in `folder`,
 * so that they do not pile up over the years. Files of processes that may
 * still be writing stay; those of other hosts do until they are a day old.
 */
export function removeStaleFiles(folder: string, name: string): void {
  const prefix = `.${stem(name)}.`;
  // A folder that can be written to but not listed is no reason to fail.
  for (const entry of attempt(() => readdirSync(folder)) ?? []) {
    if (!entry.startsWith(prefix)) continue;
    const parts = /^([\da-f]{8})-(\d+)-\d+-[\da-f]{8}\.tmp$/.exec(entry.slice(prefix.length));
    const [, host, pid] = parts ?? [];
    if (host === undefined || pid === undefined) continue;
    const path = join(folder, entry);
    // Another process may tidy up at the same time; what is left comes next time.
    attempt(() => {
      if (isStale(path, host, Number(pid))) rmSync(path, { force: true });
    });
  }
}

function isStale(path: string, host: string, pid: number): boolean {
  const { mtimeMs } = statSync(path);
  if (Date.now() - mtimeMs > MAX_AGE_MS) return true;
  if (host !== hostTag()) return false;
  // Numbers of processes come round again; in containers even ours does.
  const startedMs = Date.now() - process.uptime() * 1000;
  return !isRunning(pid) || (pid === process.pid && mtimeMs < startedMs - 1000);
}

/** Whether there is a process of this number here. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, but belongs to another user.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** What an action gives, or undefined where it throws. */
export function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

function hex(number: number): string {
  return number.toString(16).padStart(8, '0');
}
