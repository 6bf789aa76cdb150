/** Draws a box around lines, so that nobody overlooks them. */
export function box(lines: readonly string[]): string {
  const width = Math.max(...lines.map((line) => line.length));
  const edge = '#'.repeat(width + 6);
  return [edge, ...lines.map((line) => `## ${line.padEnd(width)} ##`), edge].join('\n');
}
