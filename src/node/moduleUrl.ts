import { fileURLToPath } from 'node:url';

/** Whether a thread can be started from what a URL leads to. */
export function isModuleUrl(url: URL): boolean {
  if (url.protocol === 'data:') return true;
  if (url.protocol !== 'file:') return false;
  try {
    // Not all that can be written as a URL is a path: another host, an encoded slash.
    return !fileURLToPath(url).includes('\0');
  } catch {
    return false;
  }
}
