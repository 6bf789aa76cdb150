/** A path as a word of a command line that can be copied: in quotes where it needs them. */
export function shellWord(path: string, isWindows: boolean = process.platform === 'win32'): string {
  return isWindows ? windowsWord(path) : posixWord(path);
}

function posixWord(path: string): string {
  // Without ~, which stands for a home folder: at the beginning of a word, and in bash after = too.
  if (/^[\p{L}\p{N}_./:@%+=,-]+$/u.test(path)) return path;
  // In single quotes only where double ones would change something.
  return /["$`!\\]/.test(path) ? `'${path.replaceAll("'", `'\\''`)}'` : `"${path}"`;
}

/** For cmd.exe, which knows only double quotes. Names of files cannot contain them on Windows. */
function windowsWord(path: string): string {
  if (/^(?!~)[\p{L}\p{N}_./\\:@%+=,~-]+$/u.test(path)) return path;
  // A single \ before the last quote would make the quote a part of the word.
  return `"${path.replace(/\\+$/, '$&$&')}"`;
}
