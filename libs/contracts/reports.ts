/** The report of a day. */
import { z } from 'zod';

export const REPORT_UNITS = [
  'text',
  'time',
  'count',
  'dollars',
  'percent',
  'ratio',
  'units',
  'basis points',
  'milliseconds',
] as const;
const date = z.iso.date({ error: 'must be a day such as 2026-11-25' }).regex(/^2\d{3}-/, 'must be a day since the year 2000');
export const reportTableId = z.string().regex(/^[a-z]{1,20}$/, 'must be the id of a table, such as symbols');
export const reportQuery = z.strictObject({
  date,
  now: z
    .stringbool()
    .meta({ override: { type: 'boolean' } })
    .default(false)
    .meta({ description: 'Computed now, although one was kept at the end of the day' }),
});

const cell = z.union([z.string(), z.number()]).nullable();
export const reportTableAnswer = z.object({
  id: z.string(),
  title: z.string(),
  means: z.string().meta({ description: 'What the figures are, and what they are computed from' }),
  columns: z.array(z.object({ name: z.string(), unit: z.enum(REPORT_UNITS) })),
  rows: z.array(z.array(cell)),
  cut: z.boolean().meta({ description: 'There are more rows than these' }),
});
export type ReportTableAnswer = z.infer<typeof reportTableAnswer>;
export const dailyReportAnswer = z.object({
  day: z.string(),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  made_at: z.iso.datetime(),
  kept: z.boolean().meta({ description: 'As it was when the day was closed; otherwise computed now' }),
  tables: z.array(reportTableAnswer),
});
export type DailyReportAnswer = z.infer<typeof dailyReportAnswer>;
