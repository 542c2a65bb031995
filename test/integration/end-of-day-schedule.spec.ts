import { endOfDaySchedule } from '#adapters/temporal/standing-workflows.js';
import { TemporalConnection } from '#adapters/temporal/temporal-connection.js';
import { exchangeCalendar } from '#core/model/exchange-calendar.js';
import { exchangeDay } from '#core/model/exchange-day.js';
import { setting } from '../factories/setting.js';

const ID = `end-of-day-test-${process.pid}`;
let temporal: TemporalConnection;
beforeAll(() => {
  temporal = new TemporalConnection({ address: setting('TEMPORAL_ADDRESS'), tls: null });
});
afterAll(async () => {
  await temporal.within(5000, ({ schedule }) => schedule.getHandle(ID).delete());
  await temporal.close();
});

const seconds = (iso: string) => ({ seconds: Math.floor(Date.parse(iso) / 1000) as unknown as Long });
type Long = NonNullable<Parameters<typeof temporal.client.workflowService.listScheduleMatchingTimes>[0]['startTime']>['seconds'] &
  object;

test('the server would close every trading day of three years at five past its close in New York, and no other day', async () => {
  const schedule = { ...endOfDaySchedule(), scheduleId: ID, state: { paused: true } };
  await temporal.within(5000, (client) => client.schedule.create(schedule));
  const { startTime } = await temporal.within(20_000, (client) =>
    client.workflowService.listScheduleMatchingTimes({
      namespace: 'default',
      scheduleId: ID,
      startTime: seconds('2026-01-01T05:00:00Z'),
      endTime: seconds('2029-01-01T04:59:00Z'),
    }),
  );
  const times = startTime.map((at) => new Date(Number(at.seconds) * 1000));
  const expected: string[] = [];
  for (const date = new Date('2026-01-01T12:00:00Z'); date.getUTCFullYear() < 2029; date.setUTCDate(date.getUTCDate() + 1)) {
    const day = date.toISOString().slice(0, 10);
    const hour = exchangeCalendar.closingHour(day);
    if (hour !== null) expected.push(`${day} ${hour}:05`);
  }
  const inNewYork = new Intl.DateTimeFormat('en-US', {
    timeZone: 'America/New_York',
    hour: 'numeric',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  expect(times.map((at) => `${exchangeDay(at.getTime())} ${inNewYork.format(at)}`)).toEqual(expected);
});
