/** A row of a table: column names and what stands there. */
export type Row = Readonly<Record<string, string | number | boolean | null>>;

/**
 * Lays rows out as a table with aligned columns, numbers to the right. The
 * columns are those of all rows, in the order of their first appearance.
 */
export function formatTable(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = [columns, ...rows.map((row) => columns.map((column) => formatCell(row[column])))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]!.length)));
  const isNumeric = columns.map((column) => rows.every((row) => typeof row[column] !== 'string'));

  const layOut = (line: readonly string[]): string =>
    line
      .map((cell, index) =>
        isNumeric[index] ? cell.padStart(widths[index]!) : cell.padEnd(widths[index]!),
      )
      .join('  ')
      .trimEnd();
  const [head, ...body] = lines.map(layOut);
  return [head, widths.map((width) => '-'.repeat(width)).join('  '), ...body].join('\n');
}

/** Three digits that count, whole numbers in full, thousands set apart. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const digits = Number.isInteger(value) ? 0 : 2 - Math.floor(Math.log10(Math.abs(value)));
  const decimals = Math.min(Math.max(digits, 0), 6);
  return value.toLocaleString('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}

function formatCell(value: Row[string] | undefined): string {
  if (value === undefined || value === null) return '-';
  return typeof value === 'number' ? formatNumber(value) : String(value);
}
