import type { ReportTable } from '../ports/daily-reports.js';

/**
 * A table as a spreadsheet opens it (RFC 4180). Text that a spreadsheet would take for a formula has an apostrophe before it: names and reasons come from
 * outside.
 */
export function csvOf({ columns, rows }: Pick<ReportTable, 'columns' | 'rows'>): string {
  const head = columns.map(({ name, unit }) =>
    unit === 'text' || unit === 'time' || unit === 'count' ? name : `${name} (${unit})`,
  );
  return [head, ...rows].map((row) => `${row.map(cellOf).join(',')}\r\n`).join('');
}

const FORMULA = /^[=+\-@\t\r]/;

function cellOf(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
