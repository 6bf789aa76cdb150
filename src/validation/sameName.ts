/** Whether two names differ in nothing but `_`, `-` and capitals. */
export function isSameName(name: string, key: string): boolean {
  return name.replace(/[_-]/g, '').toLowerCase() === key.replace(/[_-]/g, '').toLowerCase();
}
