import { compile, dollars, GateWorld, units } from '#test/factories/gate-world.js';
import { RandomHistory } from '#test/factories/random-history.js';
import { decisionText, refusedTexts } from './row-text.js';
import { type Asked, decodeAsked, decodeEvent, encodeEvent, isLineOf, LineFormatError, refusedWords } from '../gate/codec.js';
import type { OrderDecided } from '../gate/event.js';
import { emptyState } from '../gate/state.js';
import { Words } from '../gate/words.js';

/** Orders of a random history, and some of what few orders have: a sender, texts that are not ASCII, a user, a strategy. */
function orderLines(): string[] {
  const { world } = RandomHistory.begin(5, emptyState(compile));
  const history = new RandomHistory(6, world);
  for (let i = 0; i < 1500; i += 1) history.step();
  const other = GateWorld.open();
  const sent = { principal: 'k_1', access_version: null, orders_per_second: 5 };
  const whose = { user: 'ann', strategy: 'a-strategy-with-a-long-name' };
  for (const more of [
    { client_order_id: 'c' },
    { ...whose, client_order_id: 'd' },
    { client_order_id: 'größe-1' },
    { client_order_id: '日本-1' },
  ])
    for (const quantity of [units(1), units(1000)]) {
      other.ask({
        kind: 'submit',
        order: other.order({ ...more, client_order_id: `${more.client_order_id}${quantity}`, quantity }),
        by: sent,
      });
      other.submit({ ...more, quantity, client_order_id: `${more.client_order_id}-${quantity}` });
      other.submit({ ...whose, quantity, price: dollars(99.5) });
    }
  return [...world.log, ...other.log].filter(({ type }) => type === 'ORDER_DECIDED').map(encodeEvent);
}
const LINES = orderLines();
const decided = (line: string) => decodeEvent(line) as OrderDecided;
/** The decision that another line has, on what this one asks. */
const on = (asked: Asked, { state, ...event }: OrderDecided): OrderDecided => ({
  ...{ ...event, id: asked.id, at_ms: asked.at_ms, order: asked.order },
  state: { ...state, at_us: asked.at_us },
});

/** Each line with one character changed, left out or doubled. */
function* changed(line: string): Generator<string> {
  for (let i = 0; i < line.length; i += 1) {
    const [before, after] = [line.slice(0, i), line.slice(i + 1)];
    yield before + after;
    yield before + line[i] + line.slice(i);
    for (const other of ['0', '-', ' ', 'x']) yield before + other + after;
  }
}

test('a decision is told to be that of its line by the words, whatever the line has', () => {
  expect(LINES.length).toBeGreaterThan(200);
  for (const line of LINES) {
    const asked = decodeAsked(line);
    const { order, id, at_ms, state, principal, principal_rate } = decided(line);
    expect(asked).toMatchObject({ order, id, at_ms, at_us: state.at_us });
    expect(asked.sentBy).toEqual({ ...(principal && { principal }), ...(principal_rate && { principal_rate }) });
    expect(isLineOf(on(asked, decided(line)), asked)).toBe(true);
  }
});

test('of a line that says anything else it is never told', () => {
  let told = 0;
  for (const line of LINES.filter((_, i) => i % 12 === 0)) {
    const event = decided(line);
    for (const other of changed(line)) {
      const asked = askedIn(other);
      if (asked === null) continue;
      const again = on(asked, event);
      if (!isLineOf(again, asked)) continue;
      told += 1;
      expect(encodeEvent(again)).toBe(other);
    }
  }
  expect(told).toBeGreaterThan(100);
});

function askedIn(line: string): Asked | null {
  try {
    return decodeAsked(line);
  } catch (error) {
    if (error instanceof LineFormatError || error instanceof SyntaxError) return null;
    throw error;
  }
}

test('rows of a refusal that is counted follow from its words as from what was read', () => {
  const counted = LINES.filter((line) => refusedWords(line) !== null);
  expect(counted.length).toBeGreaterThan(30);
  for (const line of counted) {
    const [words, event] = [refusedWords(line), decided(line)];
    expect(event).toMatchObject({ accepted: false, alert_of: expect.stringMatching(/-/) });
    expect(words && refusedTexts(words)?.decision).toBe(decisionText(event));
  }
  const others = LINES.filter((line) => refusedWords(line) === null).map(decided);
  expect(others.every(({ accepted, alert_of, ...event }) => accepted || alert_of === '' || isRare(event as OrderDecided))).toBe(
    true,
  );
});

const isRare = (event: OrderDecided) => /\{.*\}/.test(encodeEvent(event).split(' ')[43] ?? '');

test('a whole number is read as it is written and in no other way', () => {
  const read = (text: string) => new Words(text, 0).whole();
  for (const text of ['0', '7', '-7', '120', '999999999', '9007199254740991', '-9007199254740991', '1000000000000000'])
    expect(String(read(text))).toBe(text);
  for (const text of [
    '',
    '-',
    '-0',
    '07',
    '-07',
    '1.5',
    '1e3',
    '+1',
    '9007199254740992',
    '9999999999999999',
    '12345678901234567',
    '1-',
    ' 1',
  ])
    expect(read(text)).toBeNaN();
  const words = new Words('9007199254740992 12 -3', 0);
  expect([words.whole(), words.isNumber(2 ** 53), words.isNumber(13), words.at]).toEqual([Number.NaN, true, false, 20]);
});

test('a shorter line is read to its own end, not into the one before it', () => {
  expect(new Words('10 200 3000', 0).whole()).toBe(10);
  const words = new Words('10 20', 3);
  expect([words.is('200'), words.is('20'), words.text(), words.is('')]).toEqual([false, true, '', false]);
  expect(new Words('日本 20', 3).whole()).toBe(20);
});
