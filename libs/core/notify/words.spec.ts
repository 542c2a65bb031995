import { aMessage } from '#test/factories/alerts.js';
import { cut, endsIncident, eventTypeOf, incidentOf, wordsOf } from './words.js';

test('long text is cut and marked, never refused; a line stays a line', () => {
  expect(cut('abcdef', 6)).toBe('abcdef');
  expect(cut('abcdefg', 6)).toBe('abcd …');
  expect(cut('a\r\nBcc: b', 20)).toBe('a Bcc: b');
  expect(cut('a\nb\u0000c', 20, true)).toBe('a\nb c');
  expect(cut(`${'x'.repeat(3)}😀`, 4).isWellFormed()).toBe(true);
});

test('the title says how bad, what and whose; the rest how many', () => {
  expect(wordsOf(aMessage()).title).toBe('[WARNING] Order rejected (account default, AAPL)');
  expect(wordsOf(aMessage({ kind: 'more', more: 41 })).title).toContain('41 more like it');
  const escalated = wordsOf(aMessage({ kind: 'escalation', because: 'Nobody has acknowledged this within 5 minutes' }));
  expect(escalated.title).toMatch(/^\[ESCALATION\]/);
  expect(escalated.text).toContain('within 5 minutes. Order size exceeds limit');
});

test('a breaker is one incident from its trip to its reset', () => {
  const trip = aMessage({}, { alert_type: 'CIRCUIT_BREAKER_TRIPPED', breaker_id: 7 });
  const reset = aMessage({}, { alert_type: 'CIRCUIT_BREAKER_RESET', breaker_id: 7 });
  expect([incidentOf(trip), incidentOf(reset), endsIncident(trip), endsIncident(reset)]).toEqual([
    ...['breaker:7', 'breaker:7', false, true],
  ]);
  expect([eventTypeOf(trip), eventTypeOf(reset), eventTypeOf(aMessage())]).toEqual([
    ...['breaker.tripped', 'breaker.reset', 'risk.alert.created'],
  ]);
});
