import { aChannel, anAlert, aRoute, T0 } from '#test/factories/alerts.js';
import type { Route } from '../model/alert-channel.js';
import type { ChooseInput } from '../ports/alert-store.js';
import { type Group, GROUPS_MAX, plan, STALE_MS } from './plan.js';

/** Plans one batch after the other, as the dispatcher does, with the groups that each leaves open. */
class Planning {
  private groups: Group[] = [];
  readonly sent: string[] = [];
  constructor(private readonly input: Partial<ChooseInput> = {}) {}

  take(nowMs: number, alerts: ChooseInput['alerts'] = [], counts = new Map<string, number>()) {
    const planned = plan({
      ...{ routes: [aRoute()], channels: [aChannel()], ...this.input },
      ...{ alerts, groups: this.groups, counts, nowMs },
    });
    const closed = new Set(planned.closed.map(({ first }) => first.id));
    const changed = new Map(planned.groups.map((group) => [group.first.id, group]));
    const kept = this.groups.filter(({ first }) => !closed.has(first.id) && !changed.has(first.id));
    this.groups = [...kept, ...changed.values()];
    this.sent.push(...planned.messages.map(({ kind, more }) => (more === 0 ? kind : `${kind} ${more}`)));
    return planned.messages;
  }
  get open() {
    return this.groups.length;
  }
}

test('a CRITICAL alert goes at once, each by itself', () => {
  const planning = new Planning();
  const trips = [1, 2, 3].map((n) =>
    anAlert({ id: `${n}`, alert_type: 'CIRCUIT_BREAKER_TRIPPED', severity: 'CRITICAL', breaker_id: n }),
  );
  planning.take(T0, trips);
  expect([planning.sent, planning.open]).toEqual([['alert', 'alert', 'alert'], 0]);
});

test('the first refusal goes at once; one message says how many followed, when its minute and all counts are over', () => {
  const planning = new Planning();
  planning.take(T0, [anAlert({ id: 'a' }), anAlert({ id: 'b', symbol: 'TSLA', created_at_ms: T0 + 30_000 })]);
  expect(planning.sent).toEqual(['alert']);
  planning.take(T0 + 70_000); // The gate still counts those like b.
  expect(planning.sent).toEqual(['alert']);
  planning.take(
    T0 + 101_000,
    [],
    new Map([
      ['a', 700],
      ['b', 300],
    ]),
  );
  expect([planning.sent, planning.open]).toEqual([['alert', 'more 999'], 0]);
});

test('what says how many followed has the words of the last', () => {
  const planning = new Planning();
  planning.take(T0, [anAlert({ id: 'a', message: '81 %' }), anAlert({ id: 'b', message: '96 %' })]);
  const [more] = planning.take(T0 + 80_000);
  expect([more?.id, more?.alert.message, more?.more]).toEqual(['a:chn_a:more', '96 %', 1]);
});

test('an alert that came alone is one message', () => {
  const planning = new Planning();
  planning.take(T0, [anAlert()]);
  planning.take(T0 + 80_000);
  expect([planning.sent, planning.open]).toEqual([['alert'], 0]);
});

test('what comes in the next minute begins the next group while the counts of the last one are awaited', () => {
  const planning = new Planning();
  planning.take(T0, [anAlert({ id: 'a' })]);
  planning.take(T0 + 61_000, [anAlert({ id: 'b', created_at_ms: T0 + 61_000 })]);
  expect([planning.sent, planning.open]).toEqual([['alert', 'alert'], 2]);
  planning.take(
    T0 + 140_000,
    [],
    new Map([
      ['a', 5],
      ['b', 9],
    ]),
  );
  expect([planning.sent.sort(), planning.open]).toEqual([['alert', 'alert', 'more 4', 'more 8'], 0]);
});

test('a flood over a thousand accounts is a few messages too', () => {
  const planning = new Planning();
  const alerts = Array.from({ length: 1000 }, (_, n) => anAlert({ id: `a${n}`, account: `acc-${n}` }));
  planning.take(T0, alerts.slice(0, 500));
  planning.take(T0 + 1000, alerts.slice(500));
  planning.take(T0 + 80_000);
  expect(planning.sent).toEqual([...Array.from({ length: GROUPS_MAX + 1 }, () => 'alert'), `more ${1000 - GROUPS_MAX - 1}`]);
});

test('severity counts: a CRITICAL refusal is told although a WARNING one was', () => {
  const planning = new Planning();
  planning.take(T0, [anAlert({ id: 'a' }), anAlert({ id: 'b', severity: 'CRITICAL' })]);
  expect(planning.sent).toEqual(['alert', 'alert']);
});

test('in quiet hours nothing but CRITICAL goes; afterwards one message says all', () => {
  const quiet = { from: '09:00', to: '11:00', timezone: 'America/New_York' };
  const planning = new Planning({ routes: [aRoute({ quiet })] });
  planning.take(T0, [anAlert({ id: 'a' }), anAlert({ id: 'b' })]);
  expect(planning.sent).toEqual([]);
  planning.take(T0, [anAlert({ id: 'c', alert_type: 'AUDIT_FAULT_FOUND', severity: 'CRITICAL' })]);
  expect(planning.sent).toEqual(['alert']);
  planning.take(T0 + 3_600_000);
  expect([planning.sent, planning.open]).toEqual([['alert', 'alert 1'], 0]);
});

test('two routes to one channel are one message, by the first; a channel that is off gets none', () => {
  const routes = [aRoute({ name: 'a' }), aRoute({ name: 'b' }), aRoute({ name: 'c', channel_id: 'chn_b' })];
  const channels = [aChannel(), aChannel({ kind: 'slack' }, { id: 'chn_b', enabled: false })];
  const messages = new Planning({ routes, channels }).take(T0, [anAlert()]);
  expect(messages.map(({ channel_id, route }) => [channel_id, route])).toEqual([['chn_a', 'a']]);
});

test('a refused order pages nobody', () => {
  const channels = [aChannel({ kind: 'pagerduty', url: 'https://events.pagerduty.com/v2/enqueue' })];
  const planning = new Planning({ channels });
  planning.take(T0, [
    anAlert({ severity: 'CRITICAL' }),
    anAlert({ id: 'b', alert_type: 'RISK_CHECKS_OFF', severity: 'CRITICAL' }),
  ]);
  expect(planning.sent).toEqual(['alert']);
});

test('an alert of the day before is sent to nobody', () => {
  const planning = new Planning();
  planning.take(T0 + STALE_MS + 1, [anAlert()]);
  expect([planning.sent, planning.open]).toEqual([[], 0]);
});

test('an escalation needs somebody to escalate to', () => {
  const route: Partial<Route> = { escalate_after_minutes: 5, escalate_to: 'chn_b' };
  const critical = anAlert({ alert_type: 'RISK_CHECKS_OFF', severity: 'CRITICAL' });
  const [message] = new Planning({ routes: [aRoute(route)] }).take(T0, [critical]);
  expect(message).toMatchObject({ escalate_after_minutes: 5, escalate_to: 'chn_b' });
  const [alone] = new Planning({ routes: [aRoute({ ...route, escalate_to: null })] }).take(T0, [critical]);
  expect(alone).toMatchObject({ escalate_after_minutes: null, escalate_to: null });
});
