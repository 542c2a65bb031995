import { parseArgs } from 'node:util';
import { createDataSource } from '#adapters/postgres/data-source.js';
import { PostgresDailyReports } from '#adapters/postgres/daily-reports.js';
import { exchangeDay, isDay } from '#core/model/exchange-day.js';
import type { ReportTable } from '#core/ports/daily-reports.js';
import { csvOf } from '#core/reports/csv.js';
import { UsageError } from './usage-error.js';

/** `report [--day DATE] [--now] [--json | --csv TABLE]`: reads PostgreSQL and nothing else. */
export async function reportCommand(args: string[]): Promise<void> {
  const { day, now, json, csv } = readArgs(args);
  const url = process.env['DATABASE_URL'];
  if (!url) throw new UsageError('DATABASE_URL is not set, and no Breakwater runs here by npm start');
  const db = await createDataSource(url, { applicationName: 'breakwater-report', poolSize: 2 }).initialize();
  try {
    const reports = new PostgresDailyReports(db);
    const report = (now ? null : await reports.kept(day)) ?? (await reports.compute(day, null));
    if (json) return console.log(JSON.stringify(report, null, 2));
    if (csv === null) {
      const how = report.kept ? 'as it was kept when the day was closed' : 'computed now';
      return console.log([`Report of ${day}, ${how}`, ...report.tables.map(inWords)].join('\n\n'));
    }
    const found = report.tables.find(({ id }) => id === csv);
    if (!found) throw new UsageError(`--csv ${csv}: choose from ${report.tables.map(({ id }) => id).join(', ')}`);
    process.stdout.write(csvOf(found));
  } finally {
    await db.destroy();
  }
}

function readArgs(args: string[]) {
  try {
    const options = {
      day: { type: 'string' },
      now: { type: 'boolean' },
      json: { type: 'boolean' },
      csv: { type: 'string' },
    } as const;
    const { day = exchangeDay(), now = false, json = false, csv = null } = parseArgs({ args, options }).values;
    if (!isDay(day) || !day.startsWith('2')) throw new UsageError(`--day ${day}: must be a date such as 2026-11-25`);
    return { day, now, json, csv };
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** In a terminal the first rows are enough; --csv has all. */
const SHOWN = 20;

function inWords({ title, columns, rows, id }: ReportTable): string {
  if (rows.length === 0) return `${title}\n  nothing`;
  const lines = [columns.map(({ name }) => name), ...rows.slice(0, SHOWN).map((row) => row.map((cell) => String(cell ?? '')))];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => (line[i] ?? '').length)));
  const shown = lines.map((line) => `  ${line.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd());
  const more = rows.length > SHOWN ? [`  ... ${rows.length - SHOWN} more: --csv ${id}`] : [];
  return [title, ...shown, ...more].join('\n');
}
