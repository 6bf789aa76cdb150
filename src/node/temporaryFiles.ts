import { randomUUID } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from '../state/crc32.ts';
import { encodeUtf8 } from '../state/utf8.ts';

/** No write of a checkpoint takes this long. */
const MAX_AGE_MS = 24 * 60 * 60 * 1000;

/** What a name may take of the 255 bytes, beside process, number and tag. */
const MAX_STEM_BYTES = 200;

/** Told apart by process and by number within it, for threads by chance too. */
let count = 0;

/** The name of a new temporary file for the file `name`, in the same folder. */
export function temporaryName(name: string): string {
  count += 1;
  const tag = randomUUID().slice(0, 8);
  return `.${stem(name)}.${process.pid}-${count}-${tag}.tmp`;
}

/** The name, or where that leaves no room for more (255 bytes is all), a digest of it. */
function stem(name: string): string {
  const bytes = encodeUtf8(name);
  if (bytes.length <= MAX_STEM_BYTES) return name;
  // Whole characters: half of a surrogate pair would not come back from the disk.
  return `${[...name].slice(0, 40).join('')}~${crc32(bytes).toString(16).padStart(8, '0')}`;
}

/**
 * Removes temporary files for `name` that killed processes left in `folder`,
 * so that they do not pile up over the years. Files of processes that may
 * still be writing stay.
 */
export async function removeStaleFiles(folder: string, name: string): Promise<void> {
  const prefix = `.${stem(name)}.`;
  // A folder that can be written to but not listed is no reason to fail.
  for (const entry of await readdir(folder).catch(() => [])) {
    if (!entry.startsWith(prefix)) continue;
    const pid = /^(\d+)-\d+-[\da-f]{8}\.tmp$/.exec(entry.slice(prefix.length))?.[1];
    if (pid === undefined) continue;
    const path = join(folder, entry);
    // Another process may tidy up at the same time; what is left comes next time.
    if (await isStale(path, Number(pid)).catch(() => false)) {
      await rm(path, { force: true }).catch(() => undefined);
    }
  }
}

async function isStale(path: string, pid: number): Promise<boolean> {
  if (!isRunning(pid)) return true;
  const { mtimeMs } = await stat(path);
  // Numbers of processes come round again; in containers even ours does.
  const startedMs = Date.now() - process.uptime() * 1000;
  return Date.now() - mtimeMs > MAX_AGE_MS || (pid === process.pid && mtimeMs < startedMs - 1000);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, but belongs to another user.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
