import { Registry } from 'prom-client';
import type { BrokerState } from '#core/ports/broker.js';
import { gaugeBroker } from './broker-gauges.js';

const state = (account: string, more: Partial<BrokerState> = {}): BrokerState => ({
  ...{ account, not_ready: null, live: false, account_number: 'PA1', requests_left: 180, last_event_ms: null },
  ...more,
});

test('each account has its figures; one that is not there any more has none', async () => {
  const registry = new Registry();
  let states = [state('a'), state('b', { not_ready: 'cut off', live: true, requests_left: 3, last_event_ms: Date.now() - 5000 })];
  gaugeBroker(registry, () => states);
  const text = await registry.metrics();
  for (const line of [
    'breakwater_broker_ready{account="a"} 1',
    'breakwater_broker_ready{account="b"} 0',
    'breakwater_broker_live{account="b"} 1',
    'breakwater_broker_requests_remaining{account="b"} 3',
  ])
    expect(text).toContain(line);
  expect(text).toMatch(/breakwater_broker_event_age_seconds\{account="b"\} 5/);
  expect(text).not.toContain('breakwater_broker_event_age_seconds{account="a"}');
  states = [];
  expect(await registry.metrics()).not.toContain('account="a"');
});
