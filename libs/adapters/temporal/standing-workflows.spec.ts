import { complaintInto } from '#test/factories/complaints.js';
import { exchangeCalendar } from '#core/model/exchange-calendar.js';
import { auditCheckSchedule, endOfDaySchedule, keepStandingWorkflows, reconciliationSchedule } from './standing-workflows.js';
import type { TemporalConnection } from './temporal-connection.js';

test('(12.26) why the standing workflows cannot be kept running is told once a cause, and that they are again', async () => {
  const [told, stop] = [[] as string[], new AbortController()];
  const causes = ['no route', 'no route', 'no namespace', ''];
  let calls = 0;
  const temporal = {
    within: async () => {
      const cause = calls === 0 ? causes.shift() : '';
      if (cause) throw new Error(cause);
      calls += 1;
      if (calls === 4) stop.abort();
    },
  } as unknown as TemporalConnection;
  await keepStandingWorkflows(temporal, { everyMs: 10, reconcileMs: null }, complaintInto(told), stop.signal);
  expect(told).toEqual(['no route', 'no namespace', 'well']);
});

test('(12.28) the schedule says which days it was made of, so that any day that is added brings it up to date', () => {
  const { calendar } = endOfDaySchedule().memo;
  for (const day of [...exchangeCalendar.holidays, ...exchangeCalendar.halfDays]) expect(calendar).toContain(day);
});

test('(14.5) the audit is checked each night, a check that still runs lets the next one pass, and a missed one is made up', () => {
  const { spec, policies, action } = auditCheckSchedule();
  expect(spec).toMatchObject({ timezone: 'America/New_York', calendars: [{ hour: 2, minute: 0 }] });
  expect(policies).toEqual({ overlap: 'SKIP', catchupWindow: '1 day' });
  expect(action).toMatchObject({ workflowType: 'auditCheck', workflowId: 'audit-check' });
});

test('(16.3) accounts are compared every so often; a look that runs lets the next one pass, and of missed ones at most one period is made up', () => {
  const { spec, policies, action, memo } = reconciliationSchedule(30_000);
  expect(spec).toEqual({ intervals: [{ every: 30_000 }] });
  expect(policies).toEqual({ overlap: 'SKIP', catchupWindow: 30_000 });
  expect(action).toMatchObject({ workflowType: 'reconciliation', workflowId: 'reconciliation' });
  // Another setting brings the schedule up to date.
  expect(reconciliationSchedule(1000).memo).not.toEqual(memo);
});
