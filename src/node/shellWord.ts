/** A path as a word of a command line that can be copied: in quotes where it needs them. */
export function shellWord(path: string): string {
  if (/^[\p{L}\p{N}_./\\:@%+=,~-]+$/u.test(path)) return path;
  // Double ones are known to every shell, and leave all but these as it is.
  return /["$`!\\]/.test(path) ? `'${path.replaceAll("'", `'\\''`)}'` : `"${path}"`;
}
