/**
 * What a page that was opened from the disk cannot fetch: files by their path in base64, and
 * the worker's source. The build writes it as a script, which such a page may load.
 */
interface DiskFiles {
  readonly worker: string;
  readonly files: Readonly<Record<string, string>>;
}

declare global {
  var deepqStudioDisk: DiskFiles | undefined;
}

/** Whether the page was opened from the disk. */
export const isFromDisk: boolean = location.protocol === 'file:';

/**
 * A file that lies beside the page.
 *
 * @throws {Error} If it cannot be read.
 */
export async function readStatic(path: string): Promise<Uint8Array<ArrayBuffer>> {
  if (isFromDisk) {
    const found = (await diskFiles()).files[path];
    if (found === undefined) throw new Error(`There is no ${path}.`);
    return Uint8Array.from(atob(found), (letter) => letter.charCodeAt(0));
  }
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** The source of the worker, for a page from the disk. */
export async function workerSource(): Promise<string> {
  return (await diskFiles()).worker;
}

let loading: Promise<DiskFiles> | undefined;

function diskFiles(): Promise<DiskFiles> {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = 'fromDisk.js';
    script.onload = (): void => {
      if (globalThis.deepqStudioDisk) resolve(globalThis.deepqStudioDisk);
      else reject(new Error('fromDisk.js is damaged.'));
    };
    script.onerror = (): void => reject(new Error('fromDisk.js is missing beside the page.'));
    document.head.append(script);
  });
  return loading;
}
