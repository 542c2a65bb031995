import type { DataSource } from 'typeorm';
import { ChannelsNotifier } from '#adapters/notify/channels-notifier.js';
import { PostgresAlertChannels } from '#adapters/postgres/alert-channels.js';
import { PostgresAlertMessages } from '#adapters/postgres/alert-messages.js';
import { newSecretKeyLine, Seal } from '#core/access/seal.js';
import type { AlertRow } from '#core/model/alert.js';
import { AS_SHIPPED, type ChannelSettings, type Route } from '#core/model/alert-channel.js';
import { claimOf } from '#core/notify/acknowledge-link.js';
import { DeliverMessage } from '#core/notify/deliver.js';
import { ManageChannels } from '#core/notify/manage-channels.js';
import { plan } from '#core/notify/plan.js';
import { actOfTest } from '../factories/access-people.js';
import { aRoute } from '../factories/alerts.js';
import { HttpReceiver } from '../factories/receivers.js';
import { connect, type ScratchDatabase, scratchDatabase } from '../factories/scratch-database.js';

const seal = new Seal(newSecretKeyLine('test'));
const notifier = new ChannelsNotifier(['127.0.0.1']);
let scratch: ScratchDatabase;
let db: DataSource;
let http: HttpReceiver;
let store: PostgresAlertChannels;
let messages: PostgresAlertMessages;
let manage: ManageChannels;
let deliver: DeliverMessage;
const signal = new AbortController().signal;

beforeAll(async () => {
  scratch = await scratchDatabase();
  db = await connect(scratch.url);
  http = await HttpReceiver.open();
});
afterAll(async () => {
  await http?.close();
  await db?.destroy();
  await scratch?.drop();
});
beforeEach(async () => {
  await db.query(
    'TRUNCATE alert_deliveries, alert_messages, alert_groups, alert_routes, alert_channels, alert_acknowledgements RESTART IDENTITY CASCADE',
  );
  await db.query('UPDATE alert_cursor SET last_seq = (SELECT coalesce(max(seq), 0) FROM risk_alerts)');
  http.received.length = 0;
  http.script = [];
  store = new PostgresAlertChannels(db);
  messages = new PostgresAlertMessages(db);
  manage = new ManageChannels(store, notifier, seal);
  deliver = new DeliverMessage(messages, notifier, seal, 'https://risk.example.com', { attempted: () => undefined });
});

let written = 0;
/** As the relay writes it. */
async function write(fields: Partial<AlertRow> = {}): Promise<string> {
  const id = `${Date.now()}-${++written}`;
  const { alert_type = 'RISK_CHECKS_OFF', severity = 'CRITICAL', account = null, symbol = null, breaker_id = null } = fields;
  await db.query(
    `INSERT INTO risk_alerts (id, alert_type, severity, account, symbol, message, breaker_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, now())`,
    [id, alert_type, severity, account, symbol, fields.message ?? 'a message', breaker_id],
  );
  return id;
}

async function channel(path = '/hook', kind: 'webhook' | 'pagerduty' = 'webhook'): Promise<string> {
  const settings: ChannelSettings = { kind, url: `${http.url}${path}` };
  const secret = kind === 'webhook' ? null : 'a'.repeat(32);
  const made = await manage.create(
    { name: `c ${++written}`, settings, templates: AS_SHIPPED, enabled: true, secret },
    () => actOfTest,
  );
  return made.channel.id;
}
const route = (channel_id: string, fields: Partial<Route> = {}) =>
  store.setRoute(aRoute({ name: `r-${++written}`, channel_id, ...fields }), actOfTest);

/** Everything that is due, one attempt each. */
async function sendAll(attempt = 1): Promise<string[]> {
  while (await messages.choose(plan));
  const outcomes: string[] = [];
  for (const { id } of await messages.due(Date.now() + 1000, 100)) {
    await messages.started([id], Date.now());
    const { outcome } = await deliver.attempt(id, attempt, signal);
    if (outcome === 'final') await deliver.giveUp(id, 'it was refused');
    outcomes.push(outcome);
  }
  return outcomes;
}
const firstDue = async () => {
  const [first] = await messages.due(Date.now() + 1000, 1);
  return first?.id ?? '';
};
const states = async () =>
  (await store.deliveries({}, { limit: 100 })).rows.map(({ kind, state }) => `${kind} ${state}`).toReversed();

test('an alert is chosen once, sent, and every attempt is a row', async () => {
  await route(await channel());
  const alert_id = await write({ account: 'default' });
  http.script = [{ status: 500, body: 'not now' }];
  expect(await sendAll()).toEqual(['retry']);
  const [message] = (await store.deliveries({}, { limit: 10 })).rows;
  expect(await deliver.attempt(message?.id ?? '', 2, signal)).toEqual({ outcome: 'delivered' });
  expect(await sendAll()).toEqual([]);
  const [row] = (await store.deliveries({ alert: alert_id }, { limit: 10 })).rows;
  expect(row).toMatchObject({ state: 'delivered', alert: { id: alert_id, account: 'default' } });
  expect(row?.attempts.map(({ attempt, outcome, status, detail }) => [attempt, outcome, status, detail])).toEqual([
    [1, 'retry', 500, 'not now'],
    [2, 'delivered', 200, 'ok'],
  ]);
  const { data } = JSON.parse(http.received[1]?.body ?? '{}') as { data: { alert_id: string; acknowledge_url: string } };
  expect(data.alert_id).toBe(alert_id);
  expect(claimOf(seal, data.acknowledge_url.split('#')[1] ?? '', Date.now())).toMatchObject({ alert_id });
});

test('what was begun and never ended stands as unknown', async () => {
  await route(await channel());
  await write();
  await messages.choose(plan);
  const id = await firstDue();
  await messages.begin(id, 1, Date.now());
  const [row] = (await store.deliveries({}, { limit: 1 })).rows;
  expect(row?.attempts).toMatchObject([{ attempt: 1, outcome: 'unknown', ended_at_ms: null }]);
});

test('10,000 refusals in a minute are two messages', async () => {
  await route(await channel());
  const refused = { alert_type: 'ORDER_REJECTED', severity: 'WARNING', account: 'default', symbol: 'AAPL' } as const;
  await db.query(
    `INSERT INTO risk_alerts (id, alert_type, severity, account, symbol, message, created_at)
     SELECT 'flood-' || n, $1, $2, $3, $4, 'refused', now() FROM generate_series(1, 10000) n`,
    [refused.alert_type, refused.severity, refused.account, refused.symbol],
  );
  expect(await sendAll()).toEqual(['delivered']);
  // Its minute and the counts are over.
  await db.query(`UPDATE alert_groups SET open_until = now(), due_at = now()`);
  expect(await sendAll()).toEqual(['delivered']);
  expect(http.received.map(({ body }) => JSON.parse(body).data.more)).toEqual([0, 9999]);
  expect(await sendAll()).toEqual([]);
});

test('a channel that fails five times in a row is broken; its message goes on, and is escalated at once and once', async () => {
  const [bad, duty] = [await channel('/bad'), await channel('/duty')];
  await route(bad, { escalate_to: duty });
  await write({ message: 'the checks are off' });
  await messages.choose(plan);
  const id = await firstDue();
  for (let attempt = 1; attempt <= 6; attempt += 1) {
    http.script = [{ status: 503 }];
    expect((await deliver.attempt(id, attempt, signal)).outcome).toBe('retry');
    expect((await store.channel(bad))?.broken === null).toBe(attempt < 5);
  }
  expect(await states()).toEqual(['alert waiting', 'escalation waiting']);
  http.received.length = 0;
  await messages.started([id], Date.now());
  expect(await sendAll()).toEqual(['delivered']);
  const [escalation] = http.received;
  expect(escalation?.path).toBe('/duty');
  expect(escalation?.body).toContain('is broken (503');
  // The channel comes back: the alert arrives there too, and it is no longer broken.
  expect(await deliver.attempt(id, 7, signal)).toEqual({ outcome: 'delivered' });
  expect(await store.channel(bad)).toMatchObject({ broken: null, failed_in_row: 0 });
});

test('a final refusal is given up and escalated to the other channel, never back', async () => {
  const [first, second] = [await channel('/a'), await channel('/b')];
  await route(first, { escalate_to: second });
  await write();
  http.script = [{ status: 404 }, { status: 404 }];
  expect(await sendAll()).toEqual(['final']);
  expect(await sendAll()).toEqual(['final']);
  expect(await sendAll()).toEqual([]);
  expect(http.received.map(({ path }) => path)).toEqual(['/a', '/b']);
  expect(await states()).toEqual(['alert failed', 'escalation failed']);
});

test('a receiver that is gone (410) is not asked again until somebody turns it on', async () => {
  const gone = await channel();
  await route(gone);
  await write();
  http.script = [{ status: 410 }];
  expect(await sendAll()).toEqual(['final']);
  expect(await store.channel(gone)).toMatchObject({ enabled: false, broken: expect.stringContaining('410') });
  await write();
  expect(await sendAll()).toEqual([]);
});

test('a message whose channel was turned off is dropped, and nothing tries it again', async () => {
  const off = await channel();
  await route(off);
  await write();
  await messages.choose(plan);
  await db.query('UPDATE alert_channels SET enabled = false');
  expect(await sendAll()).toEqual(['dropped']);
  expect(await states()).toEqual(['alert dropped']);
  expect(await messages.due(Date.now() + 3_600_000, 10)).toEqual([]);
});

test('nobody acknowledged it: escalated; somebody did: not', async () => {
  const [first, second] = [await channel('/a'), await channel('/b')];
  await route(first, { escalate_after_minutes: 5, escalate_to: second });
  const ids = [await write(), await write()];
  expect(await sendAll()).toEqual(['delivered', 'delivered']);
  const ack = { alert_id: ids[0] ?? '', actor: 'user:a', via: 'api', note: 'seen', at_ms: 1_795_600_000_000 } as const;
  expect(await store.acknowledge(ack, actOfTest)).toEqual(ack);
  expect(await store.acknowledge({ ...ack, actor: 'user:b' }, actOfTest)).toEqual(ack);
  expect(await deliver.escalate(`${ids[0]}:${first}`)).toBe(false);
  expect(await deliver.escalate(`${ids[1]}:${first}`)).toBe(true);
  expect(await deliver.escalate(`${ids[1]}:${first}`)).toBe(false);
  expect(await sendAll()).toEqual(['delivered']);
  expect(http.received.at(-1)?.body).toContain('Nobody has acknowledged this within 5 minutes');
});

describe('a breaker and its incident', () => {
  const event = (breaker_id: number, what: 'TRIPPED' | 'RESET') =>
    db.query(
      `INSERT INTO circuit_breaker_events (id, breaker_id, event, scope, mode, trigger_type, trigger_value, threshold, actor, reason, source, at)
       VALUES ($1, $2, $3, 'strategy:t1', 'halt', 'MANUAL', 0, 0, 'dev', '', 'api', now())`,
      [`b-${breaker_id}-${what}`, breaker_id, what],
    );
  const trip = (breaker_id: number) => write({ alert_type: 'CIRCUIT_BREAKER_TRIPPED', breaker_id });
  const reset = (breaker_id: number) => write({ alert_type: 'CIRCUIT_BREAKER_RESET', breaker_id });
  const actions = () => http.received.map(({ body }) => JSON.parse(body).event_action as string);

  test('a route chooses it by the scope of the breaker', async () => {
    const [yes, no] = [await channel('/yes'), await channel('/no')];
    await route(yes, { scopes: ['strategy:t1'] });
    await route(no, { scopes: ['firm'] });
    await event(70, 'TRIPPED');
    await trip(70);
    await sendAll();
    expect(http.received.map(({ path }) => path)).toEqual(['/yes']);
  });

  test('opens and is resolved', async () => {
    await route(await channel('/pd', 'pagerduty'));
    await event(71, 'TRIPPED');
    await trip(71);
    await sendAll();
    await event(71, 'RESET');
    await reset(71);
    await sendAll();
    expect(actions()).toEqual(['trigger', 'resolve']);
  });

  test('a trip that could not be sent before the reset is dropped: it would open what nobody closes', async () => {
    await route(await channel('/pd', 'pagerduty'));
    await event(72, 'TRIPPED');
    await trip(72);
    http.script = [{ status: 500 }];
    expect(await sendAll()).toEqual(['retry']);
    await event(72, 'RESET');
    await reset(72);
    expect(await sendAll()).toEqual(['delivered']);
    const [, open] = (await store.deliveries({}, { limit: 10 })).rows;
    expect(open).toMatchObject({ state: 'dropped', reason: 'its breaker was reset before it was delivered' });
    expect(await deliver.attempt(open?.id ?? '', 2, signal)).toEqual({ outcome: 'dropped' });
    expect(actions()).toEqual(['trigger', 'resolve']);
  });

  const acknowledge = (alert_id: string) =>
    store.acknowledge({ alert_id, actor: 'ann', via: 'api', note: '', at_ms: Date.now() }, actOfTest);

  test('somebody acknowledged it: the incident is acknowledged too, once, and no other receiver hears of it', async () => {
    await route(await channel('/pd', 'pagerduty'));
    await route(await channel('/hook'));
    await event(74, 'TRIPPED');
    await trip(74);
    const cause = await write({ alert_type: 'CIRCUIT_BREAKER_CAUSE_ADDED', breaker_id: 74 });
    const alone = await write({ alert_type: 'RISK_CHECKS_OFF' });
    await sendAll();
    for (const id of [cause, cause, alone]) await acknowledge(id);
    await sendAll();
    const pages = http.received.filter(({ path }) => path === '/pd').map(({ body }) => JSON.parse(body));
    expect(
      pages
        .slice(3)
        .map(({ event_action, dedup_key }) => [event_action, dedup_key])
        .toSorted(),
    ).toEqual([
      ['acknowledge', `breakwater:alert:${alone}`],
      ['acknowledge', 'breakwater:breaker:74'],
    ]);
    expect(http.received.filter(({ path }) => path === '/hook')).toHaveLength(3);
  });

  test('an acknowledgement waits for its incident, and is dropped when that never opened or is resolved', async () => {
    await route(await channel('/pd', 'pagerduty'));
    await event(75, 'TRIPPED');
    const tripped = await trip(75);
    while (await messages.choose(plan));
    await acknowledge(tripped);
    const due = await messages.due(Date.now() + 1000, 10);
    expect(due.map(({ kind }) => kind)).toEqual(['alert', 'acknowledge']);
    const [first, second] = due.map(({ id }) => id);
    expect(await deliver.attempt(second ?? '', 1, signal)).toMatchObject({ outcome: 'retry' });
    expect(await deliver.attempt(first ?? '', 1, signal)).toEqual({ outcome: 'delivered' });
    expect(await deliver.attempt(second ?? '', 2, signal)).toEqual({ outcome: 'delivered' });
    expect(actions()).toEqual(['trigger', 'acknowledge']);

    await event(76, 'TRIPPED');
    const other = await trip(76);
    http.script = [{ status: 400 }];
    while (await messages.choose(plan));
    await acknowledge(other);
    expect(await sendAll()).toEqual(['final', 'dropped']);
    expect(actions()).toEqual(['trigger', 'acknowledge', 'trigger']);
  });

  test('the resolve waits while the trip is under way', async () => {
    await route(await channel('/pd', 'pagerduty'));
    await event(73, 'TRIPPED');
    await trip(73);
    await messages.choose(plan);
    const id = await firstDue();
    await messages.begin(id, 1, Date.now());
    await messages.started([id], Date.now());
    await event(73, 'RESET');
    await reset(73);
    expect(await sendAll()).toEqual(['retry']);
    expect(actions()).toEqual([]);
  });
});

describe('channels and their secrets', () => {
  test('a secret is kept sealed and never shown; a channel whose secret cannot be read says so', async () => {
    const id = await channel('/x', 'pagerduty');
    const { rows } = await db.query(`SELECT secret, settings::text FROM alert_channels`).then((all) => ({ rows: all }));
    expect(rows[0].secret.toString('latin1')).not.toContain('aaaaaaaa');
    expect(JSON.stringify(await store.channels())).not.toContain('aaaaaaaa');
    const blind = new ManageChannels(store, notifier, new Seal(newSecretKeyLine('other')));
    expect(await blind.test(id, 'dev', signal)).toMatchObject({
      outcome: 'final',
      detail: expect.stringContaining('enter it again'),
    });
    await expect(
      new ManageChannels(store, notifier, null).create(
        {
          name: 'z',
          settings: { kind: 'webhook', url: 'https://example.com/x' },
          templates: AS_SHIPPED,
          enabled: true,
          secret: null,
        },
        () => actOfTest,
      ),
    ).rejects.toThrow('BREAKWATER_SECRET_KEY_FILE');
  });

  test('a test alert is one attempt, a row, and mends a broken channel when it arrives', async () => {
    const id = await channel();
    await db.query(`UPDATE alert_channels SET broken = 'x', failed_in_row = 9`);
    expect(await manage.test(id, 'dev', signal)).toMatchObject({ outcome: 'delivered', status: 200 });
    expect(http.received[0]?.body).toContain('"type":"test.sent"');
    expect(await store.channel(id)).toMatchObject({ broken: null, failed_in_row: 0 });
    expect(await states()).toEqual(['test delivered']);
  });

  test('a channel that a route names stays; without routes it goes, with its secret and what waits for it', async () => {
    const id = await channel();
    await store.setRoute(aRoute({ name: 'one', channel_id: id }), actOfTest);
    await write();
    await messages.choose(plan);
    await expect(store.removeChannel(id, actOfTest)).rejects.toThrow('routes still name it: one');
    await store.removeRoute('one', actOfTest);
    expect(await store.removeChannel(id, actOfTest)).toBe(true);
    expect(await store.sealedSecret(id)).toBeNull();
    expect(await states()).toEqual(['alert dropped']);
  });

  test('two channels of one name are refused, whatever its letters', async () => {
    const settings: ChannelSettings = { kind: 'webhook', url: 'https://example.com/x' };
    const wish = { name: 'Desk', settings, templates: AS_SHIPPED, enabled: true, secret: null };
    await manage.create(wish, () => actOfTest);
    await expect(manage.create({ ...wish, name: 'desk' }, () => actOfTest)).rejects.toThrow('the name desk is taken');
  });
});
