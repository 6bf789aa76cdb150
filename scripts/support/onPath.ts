import { delimiter, join } from 'node:path';

/** Where programs of these names would lie, in each folder of the PATH. */
export function filesOnPath(names: readonly string[]): readonly string[] {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => names.map((name) => join(folder, name + suffix)));
}
