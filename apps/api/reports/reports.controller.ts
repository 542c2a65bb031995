import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import type { z } from 'zod';
import { type DailyReportAnswer, dailyReportAnswer, reportQuery, reportTableId } from '#contracts/reports.js';
import type { Principal } from '#core/access/principal.js';
import { type DailyReport, DailyReports } from '#core/ports/daily-reports.js';
import { csvOf } from '#core/reports/csv.js';
import { Caller } from '../http/access.guard.js';
import { HISTORY, Operation } from '../http/operation.js';
import { notFound, ProblemError, problem } from '../http/problems.js';

/** Reports that are computed at once: each reads a day of orders several times. */
const COMPUTED_MAX = 2;

/** What happened on a day, by one definition for each figure. */
@Controller('api/reports')
export class ReportsController {
  /** The same report that several ask for is computed once. */
  private readonly computing = new Map<string, Promise<DailyReport>>();

  constructor(private readonly reports: DailyReports) {}

  @Get('daily')
  @Operation({
    ...{ id: 'getDailyReport', tag: 'reports', needs: 'read', answer: dailyReportAnswer },
    summary: 'The report of a day: profit and loss, orders, refusals, fills, breakers, changes',
    description:
      'A day that was closed is answered as it was kept then. Whoever may read some accounts gets those, computed now.',
    problems: ['REQUEST_INVALID', 'TOO_MANY_TRIES', ...HISTORY],
  })
  async daily(
    @Query({ schema: reportQuery }) query: z.output<typeof reportQuery>,
    @Caller() caller: Principal,
  ): Promise<DailyReportAnswer> {
    return present(await this.report(query, caller));
  }

  @Get('daily/:table')
  @Operation({
    ...{ id: 'getDailyReportTable', tag: 'reports', needs: 'read', contentType: 'text/csv' },
    summary: 'One table of the report of a day, for a spreadsheet',
    problems: ['REQUEST_INVALID', 'NOT_FOUND', 'TOO_MANY_TRIES', ...HISTORY],
  })
  @Header('content-type', 'text/csv; charset=utf-8')
  @Header('content-disposition', 'attachment')
  async table(
    @Param('table', { schema: reportTableId }) id: string,
    @Query({ schema: reportQuery }) query: z.output<typeof reportQuery>,
    @Caller() caller: Principal,
  ): Promise<string> {
    const found = (await this.report(query, caller)).tables.find((table) => table.id === id);
    if (!found) throw notFound(`the report has no table ${id}`);
    return csvOf(found);
  }

  private async report({ date, now }: z.output<typeof reportQuery>, caller: Principal): Promise<DailyReport> {
    const mine = caller.accountsFor('read');
    const kept = now || mine !== null ? null : await this.reports.kept(date);
    return kept ?? this.computed(date, mine === null ? null : [...mine].sort());
  }

  private computed(day: string, accounts: readonly string[] | null): Promise<DailyReport> {
    const key = JSON.stringify([day, accounts]);
    const under = this.computing.get(key);
    if (under) return under;
    if (this.computing.size >= COMPUTED_MAX) {
      const detail = `${COMPUTED_MAX} reports are being computed: ask again in a few seconds`;
      throw new ProblemError(problem('TOO_MANY_TRIES', detail), { 'retry-after': '5' });
    }
    const begun = this.reports.compute(day, accounts).finally(() => this.computing.delete(key));
    this.computing.set(key, begun);
    return begun;
  }
}

function present({ day, from_ms, to_ms, made_at_ms, kept, tables }: DailyReport): DailyReportAnswer {
  const iso = (ms: number) => new Date(ms).toISOString();
  return {
    ...{ day, kept, from: iso(from_ms), to: iso(to_ms), made_at: iso(made_at_ms) },
    tables: tables.map(({ columns, rows, ...table }) => ({ ...table, columns: [...columns], rows: rows.map((row) => [...row]) })),
  };
}
