import { aDay, anOrder, decided, executed, logId, START_MS, usd } from '#test/factories/log-events.js';
import type { BreakerTripped, GateEvent, Ticked } from '../gate/event.js';
import { actorNamed, actsOf } from './event-acts.js';

const at = { id: logId(1), at_ms: START_MS };
const cause: Omit<BreakerTripped, 'id' | 'at_ms' | 'type' | 'trigger_type' | 'source'> = {
  ...{ breaker_id: 7, scope: 'account:default', mode: 'halt', trigger_value: usd(0), threshold: usd(0), expires_at_ms: null },
  ...{ actor: 'ops', reason: 'news' },
};

test('an order and what becomes of it are no acts of their own: batches cover them', () => {
  expect(actsOf(decided(1))).toEqual([]);
  expect(actsOf(executed(2, anOrder(1)))).toEqual([]);
  expect(actsOf({ ...at, type: 'MARKED', quotes: [] })).toEqual([]);
});

test('who trips, softens and resets a breaker is told with the reason and what changed', () => {
  const tripped: GateEvent = { ...at, ...cause, type: 'BREAKER_TRIPPED', trigger_type: 'MANUAL', source: 'api' };
  expect(actsOf(tripped)).toEqual([
    expect.objectContaining({
      ...{ at_us: START_MS * 1000, action: 'breaker.tripped', object: 'account:default', outcome: 'done', reason: 'news' },
      actor: { id: 'ops', kind: 'person', via: 'api', ip_ref: null, strength: 'none' },
      after: { breaker_id: 7, mode: 'halt', trigger_type: 'MANUAL', expires_at_ms: null },
    }),
  ]);
  const who = { breaker_id: 7, scope: 'firm', actor: 'ops', reason: 'mended', source: 'cli' };
  expect(actsOf({ ...at, ...who, type: 'BREAKER_RESET' })[0]).toMatchObject({ action: 'breaker.reset', actor: { via: 'cli' } });
  expect(actsOf({ ...at, ...who, type: 'BREAKER_MODE_CHANGED', mode: 'reduce_only' })[0]?.after).toEqual({
    breaker_id: 7,
    mode: 'reduce_only',
  });
});

test('a loss that trips is an act of the gate with both figures, money as text', () => {
  const loss = { trigger_type: 'DAILY_LOSS', trigger_value: usd(5000.5), threshold: usd(5000), actor: 'gate' } as const;
  const [act] = actsOf({ ...at, ...cause, ...loss, type: 'BREAKER_TRIPPED', source: 'gate' });
  expect(act).toMatchObject({ actor: { id: 'gate', kind: 'system' }, after: { loss: '5000.50', limit: '5000.00' } });
});

test('cash, days and accounts are told with their figures', () => {
  expect(
    actsOf({ ...at, type: 'CASH_MOVED', account: 'default', amount: usd(-12.5), actor: 'ops', reason: 'payout' }),
  ).toMatchObject([{ action: 'cash.moved', object: 'account:default', after: { amount: '-12.50' }, reason: 'payout' }]);
  expect(actsOf({ ...at, type: 'DAY_CLOSED', day: aDay() })).toMatchObject([
    { action: 'day.closed', after: { date: '2026-03-02', cash: '100000.00', total_pnl: '0.00' } },
  ]);
  expect(actsOf({ ...at, type: 'ACCOUNT_OPENED', account: 'a', cash: usd(1), day: '2026-03-02' })).toMatchObject([
    { action: 'account.opened', object: 'account:a', after: { cash: '1.00' } },
  ]);
});

test('sums that drifted are told, a calm look of the monitor is not', () => {
  const tick: Omit<Ticked, 'drift'> = { ...at, type: 'TICKED', known_us: 1, holder: 'w', stale_symbols: [] };
  expect(actsOf({ ...tick, drift: 0 })).toEqual([]);
  expect(actsOf({ ...tick, drift: 2 })).toMatchObject([{ action: 'pnl.drift', outcome: 'failed', after: { positions: 2 } }]);
});

test('what Breakwater does by itself is no person', () => {
  expect(actorNamed('dev', 'api').kind).toBe('person');
  expect(actorNamed('key_12', 'api').kind).toBe('key');
  for (const [id, via] of [
    ['gate', 'gate'],
    ['database', 'database'],
    ['worker', 'worker'],
    ['anybody', 'expiry'],
  ] as const)
    expect(actorNamed(id, via).kind).toBe('system');
});
