import { Webhook } from 'standardwebhooks';
import { ChannelsNotifier } from '#adapters/notify/channels-notifier.js';
import { httpAttempt } from '#adapters/notify/http-outcome.js';
import { InsideAllowed } from '#adapters/notify/inside.js';
import { ATTEMPT_MS, post } from '#adapters/notify/receiver.js';
import { newWebhookSecret } from '#adapters/notify/webhook.js';
import type { ChannelSecret, ChannelSettings, Message } from '#core/model/alert-channel.js';
import type { Attempted } from '#core/ports/notifier.js';
import { aChannel, aMessage } from '../factories/alerts.js';
import { HttpReceiver, MailReceiver, type Scripted } from '../factories/receivers.js';

const notifier = new ChannelsNotifier(['127.0.0.1']);
const forever = new AbortController().signal;
let http: HttpReceiver;
let mail: MailReceiver;
beforeAll(async () => {
  http = await HttpReceiver.open();
  mail = await MailReceiver.open();
});
afterAll(async () => {
  await http?.close();
  await mail?.close();
});
beforeEach(() => {
  http.received.length = 0;
  http.script = [];
  mail.mails.length = 0;
  mail.refused.clear();
});

interface Given {
  message?: Message;
  secret?: ChannelSecret | null;
  delivered_to?: string[];
  acknowledge_url?: string | null;
}
/** Each attempt has a channel of its own: messages to one Slack webhook are spaced. */
let channels = 0;
function attempt(settings: ChannelSettings, given: Given = {}, by = notifier): Promise<Attempted> {
  const { message = aMessage(), secret = null, delivered_to = [], acknowledge_url = null } = given;
  const channel = aChannel(settings, { id: `chn_${++channels}` });
  return by.attempt({ channel, message, secret, delivered_to, acknowledge_url }, forever);
}
const webhook = (script: Scripted[], given: Given = {}) => {
  http.script = script;
  return attempt({ kind: 'webhook', url: `${http.url}/hook` }, { secret: { primary: newWebhookSecret() }, ...given });
};
const only = () => {
  expect(http.received).toHaveLength(1);
  return http.received[0] as HttpReceiver['received'][number];
};

describe('an answer of a receiver over HTTP', () => {
  test.each<[string, Scripted, object]>([
    ['200 is delivered', { status: 200, body: 'ok' }, { outcome: 'delivered', status: 200, detail: 'ok' }],
    ['202 is delivered', { status: 202 }, { outcome: 'delivered', status: 202 }],
    ['429 waits as long as it says', { status: 429, headers: { 'retry-after': '7' } }, { outcome: 'retry', after_ms: 7000 }],
    ['500 is tried again', { status: 500, body: 'rollup_error' }, { outcome: 'retry', after_ms: null, detail: 'rollup_error' }],
    ['408 is tried again', { status: 408 }, { outcome: 'retry' }],
    ['400 is final, and no fault of the channel', { status: 400, body: 'bad' }, { outcome: 'final', channel_fault: false }],
    ['404 is final, and the channel is wrong', { status: 404 }, { outcome: 'final', channel_fault: true, gone: false }],
    ['410 is final, and the receiver is gone', { status: 410 }, { outcome: 'final', channel_fault: true, gone: true }],
    ['a body of ten megabytes is read to a kilobyte', 'huge', { outcome: 'delivered', status: 200 }],
    ['an answer that breaks off is what its status says', 'cut', { outcome: 'delivered', status: 200 }],
  ])('%s', async (_name, scripted, expected) => {
    const attempted = await webhook([scripted]);
    expect(attempted).toMatchObject(expected);
    expect(attempted.detail.length).toBeLessThanOrEqual(200);
    only();
  });

  test('a redirect is final and not followed', async () => {
    const other = await HttpReceiver.open();
    try {
      const attempted = await webhook([{ status: 307, headers: { location: `${other.url}/elsewhere` } }]);
      expect(attempted).toMatchObject({ outcome: 'final', status: 307, channel_fault: true });
      expect(other.received).toEqual([]);
    } finally {
      await other.close();
    }
  });

  test('nobody there is tried again, and no error names the address, which may be a secret', async () => {
    const gone = await HttpReceiver.open();
    await gone.close();
    const attempted = await attempt({ kind: 'slack' }, { secret: { primary: `${gone.url}/services/SECRET` } });
    expect(attempted).toMatchObject({ outcome: 'retry', status: null, detail: 'ECONNREFUSED' });
  });

  test('a mute receiver is given up when its time is over (ten seconds) and tried again', async () => {
    expect(ATTEMPT_MS).toBe(10_000);
    http.script = ['mute'];
    const allowed = new InsideAllowed(['127.0.0.1']);
    const begun = Date.now();
    const send = () => post(`${http.url}/mute`, {}, Buffer.from('{}'), allowed, forever, 300);
    expect(await httpAttempt(send, (text) => text)).toMatchObject({
      ...{ outcome: 'retry', status: null, detail: 'no answer within 0.3 s' },
    });
    expect(Date.now() - begun).toBeGreaterThanOrEqual(290);
  });

  test('an address of the inside is not connected to, whatever name leads there', async () => {
    const careful = new ChannelsNotifier([]);
    const port = new URL(http.url).port;
    for (const url of [`https://127.0.0.1:${port}/`, `https://localhost:${port}/`, `https://[::1]:${port}/`])
      expect(await attempt({ kind: 'webhook', url }, { secret: { primary: newWebhookSecret() } }, careful)).toMatchObject({
        ...{ outcome: 'final', status: null, channel_fault: true, detail: expect.stringContaining('inside') },
      });
    expect(http.received).toEqual([]);
  });
});

describe('a signed webhook', () => {
  test('is what the reference library of Standard Webhooks verifies', async () => {
    const primary = newWebhookSecret();
    await webhook([], { secret: { primary }, message: aMessage({}, { message: 'Ünïcode <&> "quotes"' }) });
    const { headers, body } = only();
    const verified = new Webhook(primary).verify(body, headers as Record<string, string>) as { type: string; data: object };
    expect(verified).toMatchObject({
      type: 'risk.alert.created',
      data: { severity: 'WARNING', message: 'Ünïcode <&> "quotes"' },
    });
    expect(() => new Webhook(newWebhookSecret()).verify(body, headers as Record<string, string>)).toThrow(
      'No matching signature',
    );
    const bent = () => new Webhook(primary).verify(body.replace('Ü', 'U'), headers as Record<string, string>);
    expect(bent).toThrow('No matching signature');
  });

  test('has the same id on every attempt, and for a day both secrets after a change', async () => {
    const [primary, old] = [newWebhookSecret(), newWebhookSecret()];
    const secret = { primary, earlier: { secret: old, until_ms: Date.now() + 1000 } };
    await webhook([{ status: 500 }], { secret });
    await webhook([], { secret });
    const [first, second] = http.received;
    expect(first?.headers['webhook-id']).toBe(second?.headers['webhook-id']);
    for (const key of [primary, old]) new Webhook(key).verify(second?.body ?? '', second?.headers as Record<string, string>);
    http.received.length = 0;
    await webhook([], { secret: { primary, earlier: { secret: old, until_ms: Date.now() - 1 } } });
    expect(() => new Webhook(old).verify(only().body, only().headers as Record<string, string>)).toThrow('No matching signature');
  });
});

describe('Slack', () => {
  const slack = (script: Scripted[], given: Given = {}) => {
    http.script = script;
    return attempt({ kind: 'slack' }, { secret: { primary: `${http.url}/services/T/B/X` }, ...given });
  };

  test('says it for eyes and for screen readers, with nothing of the outside as markup', async () => {
    const message = aMessage({}, { message: '<!channel> & "x" '.repeat(500), symbol: 'A<B' });
    await slack([], { message, acknowledge_url: 'https://risk.example.com/acknowledge#t' });
    const { text, blocks } = JSON.parse(only().body) as { text: string; blocks: object[] };
    expect(text).toContain('[WARNING] Order rejected');
    expect(JSON.stringify(blocks)).toContain('<https://risk.example.com/acknowledge#t|Acknowledge>');
    expect(JSON.stringify({ text, blocks })).not.toContain('<!channel>');
    expect(JSON.stringify(blocks).length).toBeLessThan(13_200);
  });

  test.each(['no_service', 'invalid_token', 'channel_is_archived'])('%s breaks the channel', async (word) => {
    expect(await slack([{ status: 400, body: word }])).toMatchObject({ outcome: 'final', channel_fault: true, detail: word });
  });

  test('messages to one webhook are a second apart, and far ones come again', async () => {
    const channel = aChannel({ kind: 'slack' }, { id: 'chn_spaced' });
    const given = { channel, message: aMessage(), secret: { primary: `${http.url}/s` }, delivered_to: [], acknowledge_url: null };
    const all = await Promise.all(Array.from({ length: 8 }, () => notifier.attempt(given, forever)));
    const sent = http.received.map(({ at_ms }) => at_ms);
    for (const [i, at] of sent.slice(1).entries()) expect(at - (sent[i] ?? 0)).toBeGreaterThan(1000);
    expect(all.filter(({ outcome }) => outcome === 'retry').length).toBe(8 - sent.length);
    expect(sent.length).toBeGreaterThan(3);
  });
});

describe('PagerDuty', () => {
  const secret = { primary: 'a'.repeat(32) };
  const send = (message: Message) => attempt({ kind: 'pagerduty', url: `${http.url}/v2/enqueue` }, { secret, message });

  test('a trip opens an incident, and its reset resolves the same one', async () => {
    await send(
      aMessage({}, { alert_type: 'CIRCUIT_BREAKER_TRIPPED', severity: 'CRITICAL', breaker_id: 7, message: 'x'.repeat(5000) }),
    );
    await send(aMessage({}, { alert_type: 'CIRCUIT_BREAKER_RESET', severity: 'CRITICAL', breaker_id: 7 }));
    const [trip, reset] = http.received.map(({ body }) => JSON.parse(body));
    expect(trip).toMatchObject({
      ...{ routing_key: secret.primary, event_action: 'trigger', dedup_key: 'breakwater:breaker:7' },
      payload: { severity: 'critical', source: 'breakwater' },
    });
    expect(trip.payload.summary.length).toBeLessThanOrEqual(1024);
    expect(reset).toEqual({ routing_key: secret.primary, event_action: 'resolve', dedup_key: 'breakwater:breaker:7' });
  });
});

describe('e-mail', () => {
  const settings = (to: string[]): ChannelSettings => ({
    ...{ kind: 'email', host: '127.0.0.1', port: mail.port, security: 'none', username: null, from: 'risk@firm.test', to },
  });

  test('goes to each recipient by itself, in text and HTML', async () => {
    const message = aMessage({}, { message: 'Loss <b>$1</b>\r\nBcc: nobody@evil.test' });
    const link = 'https://risk.example.com/acknowledge#t';
    expect(await attempt(settings(['a@firm.test', 'b@firm.test']), { message, acknowledge_url: link })).toMatchObject({
      outcome: 'delivered',
    });
    expect(mail.mails.map(({ to }) => to)).toEqual([['a@firm.test'], ['b@firm.test']]);
    const [first] = mail.mails;
    expect(first).toMatchObject({ subject: '[WARNING] Order rejected (account default, AAPL)' });
    expect(first?.text).toContain(link);
    expect(first?.html).toContain('&lt;b&gt;$1&lt;/b&gt;');
    expect(first?.headers.get('auto-submitted')).toBe('auto-generated');
    expect(first?.message_id).toMatch(/^<\d+-0_chn_a\.a_firm\.test@127\.0\.0\.1>$/);
  });

  test('one who is refused for now does not keep it from the others, and they do not get it twice', async () => {
    mail.refused.set('b@firm.test', 451);
    const recipients = settings(['b@firm.test', 'a@firm.test']);
    const first = await attempt(recipients);
    expect(first).toMatchObject({ outcome: 'retry', status: 451, delivered_to: ['a@firm.test'] });
    mail.refused.clear();
    const delivered_to = first.outcome === 'retry' ? [...first.delivered_to] : [];
    expect(await attempt(recipients, { delivered_to })).toMatchObject({ outcome: 'delivered' });
    expect(mail.mails.map(({ to }) => to)).toEqual([['a@firm.test'], ['b@firm.test']]);
  });

  test('one who is refused for good is final', async () => {
    mail.refused.set('a@firm.test', 550);
    expect(await attempt(settings(['a@firm.test']))).toMatchObject({ outcome: 'final', status: 550, channel_fault: false });
  });

  test('a server that is away is tried again; one that offers no TLS where it must is too', async () => {
    const closed = await MailReceiver.open();
    await closed.close();
    const away = { ...settings(['a@firm.test']), port: closed.port } as ChannelSettings;
    expect(await attempt(away)).toMatchObject({ outcome: 'retry', status: null });
    const strict = { ...settings(['a@firm.test']), security: 'starttls' } as ChannelSettings;
    expect((await attempt(strict)).outcome).not.toBe('delivered');
    expect(mail.mails).toEqual([]);
  });
});
