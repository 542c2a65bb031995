import { GateWorld } from '#test/factories/gate-world.js';
import { alertsOf } from '../events/alerts.js';
import { Board } from '../events/board.js';
import { decodeEvent, encodeEvent } from '../gate/codec.js';
import { restoreSnapshot, takeSnapshot } from '../gate/snapshot.js';
import { stateHash } from '../gate/state-hash.js';
import { ExchangeCalendar } from '../model/exchange-calendar.js';
import { StateUnavailableError } from '../ports/gate.js';
import { CalendarWatch } from './calendar-watch.js';

const calendar = new ExchangeCalendar({ 2028: { holidays: ['12-25'], half_days: [] } });
const noon = (day: string) => Date.parse(`${day}T17:00:00Z`);

class Scene {
  readonly world = GateWorld.open();
  asked = 0;
  away = false;
  readonly book = {
    warnOfCalendar: async (day: string, ends_on: string, days_left: number) => {
      this.asked += 1;
      if (this.away) throw new StateUnavailableError('STATE_UNAVAILABLE', 'no gate is active');
      return this.world.ask({ kind: 'warn_of_calendar', day, ends_on, days_left }).told;
    },
  };
  readonly watch = new CalendarWatch(this.book, calendar);

  get told(): { severity: string; message: string }[] {
    return this.world.log
      .filter(({ type }) => type === 'CALENDAR_ENDING')
      .flatMap((event) => alertsOf(event).map(({ severity, message }) => ({ severity, message })));
  }
}

let scene: Scene;
beforeEach(() => {
  scene = new Scene();
});

test('(12.28) nothing is said until 90 days before the end of the exchange calendar', async () => {
  await scene.watch.look(noon('2028-10-01'));
  expect(scene.asked).toBe(0);
  await scene.watch.look(noon('2028-10-02'));
  expect(scene.told).toHaveLength(1);
});

test('(12.28) it is said once a day, by however many workers and however often they look or start again', async () => {
  for (const day of ['2028-10-02', '2028-10-03']) {
    for (let i = 0; i < 5; i += 1) await scene.watch.look(noon(day));
    await new CalendarWatch(scene.book, calendar).look(noon(day));
  }
  expect(scene.told).toHaveLength(2);
  expect(scene.asked).toBe(4);
});

test('(12.28) what could not be said is said at the next look', async () => {
  scene.away = true;
  await expect(scene.watch.look(noon('2028-12-01'))).rejects.toThrow('no gate is active');
  scene.away = false;
  await scene.watch.look(noon('2028-12-01'));
  expect(scene.told).toHaveLength(1);
});

test('(12.28) the words say how many days are left and what to do; two weeks before the end, and after it, it is critical', async () => {
  for (const day of ['2028-12-01', '2028-12-18', '2029-01-04']) await scene.watch.look(noon(day));
  expect(scene.told.map(({ severity }) => severity)).toEqual(['WARNING', 'CRITICAL', 'CRITICAL']);
  expect(scene.told[0]?.message).toContain('ends on 2028-12-31, in 30 days');
  expect(scene.told[2]?.message).toContain('ended on 2028-12-31');
  for (const { message } of scene.told) expect(message).toContain('docs/workflows.md');
});

test('(12.28) it is in the log, in the live feed, and in the state that a snapshot keeps; it is no fault of the configuration', async () => {
  await scene.watch.look(noon('2028-12-01'));
  const { state, log } = scene.world;
  const event = log.find(({ type }) => type === 'CALENDAR_ENDING');
  if (!event) throw new Error('it was not said');
  expect(decodeEvent(encodeEvent(event))).toEqual(event);
  const board = new Board({ position: '0-0', config_version: 1, alerts: [], days: [], open_breakers: [] });
  const [message] = board.take({ n: 1, event, order: null }, { orders: false, changes: () => [] });
  expect(message).toMatchObject({ type: 'RISK_ALERT', data: { alert_type: 'CALENDAR_ENDING', severity: 'WARNING' } });
  const restored = restoreSnapshot(takeSnapshot(state), state.compile);
  for (const [key, entry] of state.clients) restored.clients.remember(key, entry);
  expect(stateHash(restored)).toBe(stateHash(state));
});
