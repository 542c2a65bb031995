import { CLIENT_IDS_KEPT_US, ClientIds, type ClientOrder, clientKey } from './client-ids.js';

const entry = (at_us: number, order_id = `o-${at_us}`): ClientOrder => ({ order_id, content_hash: at_us * 7, at_us });

/** The same by plain means: what the table must be equal to after every step. */
class Plain {
  readonly map = new Map<string, ClientOrder>();

  remember(key: string, given: ClientOrder): void {
    this.map.delete(key);
    this.map.set(key, given);
    for (const [old, { at_us }] of this.map) {
      if (at_us > given.at_us - CLIENT_IDS_KEPT_US) break;
      this.map.delete(old);
    }
  }
}

test('is equal to a plain map while tens of thousands of ids come, come again and leave by age', () => {
  const ids = new ClientIds();
  const plain = new Plain();
  let random = 12_345;
  const next = (below: number) => {
    random = (Math.imul(random, 1_103_515_245) + 12_345) >>> 0;
    return random % below;
  };
  let at = 1_000;
  let differed = false;
  for (let step = 0; step < 40_000; step += 1) {
    // Some two days in all, with gaps in which thousands leave at once.
    at += next(1000) === 0 ? next(CLIENT_IDS_KEPT_US / 10) : next(1_000_000);
    const key = clientKey(`a${next(3)}`, next(20) === 0 ? `again-${next(500)}` : `id-${step}-${next(1e9)}`);
    ids.remember(key, entry(at, `order-${step}`));
    plain.remember(key, entry(at, `order-${step}`));
    differed ||= ids.size !== plain.map.size;
    if (step % 1000 === 0) for (const [known, kept] of plain.map) if (next(2000) === 0) expect(ids.get(known)).toEqual(kept);
  }
  expect(differed).toBe(false);
  expect(plain.map.size).toBeGreaterThan(5000);
  expect([...ids]).toEqual([...plain.map]);
  for (const [key, kept] of plain.map) expect(ids.get(key)).toEqual(kept);
  expect(ids.get(clientKey('a1', 'never'))).toBeUndefined();
  let sum = 0;
  for (const { content_hash, at_us } of plain.map.values()) sum = (sum + ((content_hash + at_us) % 2 ** 48)) % 2 ** 48;
  expect(ids.sum).toBe(sum);
});

test('ids that are read as bytes are those that are read as texts, whatever is in them and however often one comes', () => {
  const [ids, same] = [new ClientIds(), new ClientIds()];
  const names = ['plain', 'Zürich–東京', 'ÿ', '', 'a b\tc', '😀'];
  for (let i = 0; i < 9000; i += 1) {
    const key = clientKey(i % 7 === 0 ? 'Konto–é' : 'default', `${names[i % names.length]}${i % 11 === 0 ? i % 50 : i}`);
    const given = {
      order_id: i % 13 === 0 ? `ö${i}` : `ord_${i}`,
      content_hash: i * 2 ** 34 + 5,
      at_us: 1_795_600_000_000_000 + i * 20_000_000,
    };
    const bytes = Buffer.from(`before${key}${given.order_id}after`);
    const place = { from: 6, keyBytes: Buffer.byteLength(key), idBytes: Buffer.byteLength(given.order_id) };
    ids.rememberBytes(bytes, place, given.content_hash, given.at_us);
    same.remember(key, given);
  }
  expect(ids.size).toBeLessThan(5000);
  expect([ids.size, ids.sum]).toEqual([same.size, same.sum]);
  expect([...ids]).toEqual([...same]);
  for (const [key, known] of same) expect(ids.get(key)).toEqual(known);
});

test('with room reserved it is the same table, whatever came of the guess', () => {
  const one = new ClientIds();
  for (const reserved of [0, 1, 1000, 10_000_000]) {
    const ids = new ClientIds(5000);
    ids.reserve(reserved);
    for (let i = 0; i < 2000; i += 1) ids.remember(`a\nid-${i}`, { order_id: `ord_${i}`, content_hash: i, at_us: 1000 + i });
    expect([ids.size, ids.has('a\nid-0'), ids.get('a\nid-1999')?.order_id, ids.has('a\nid-2000')]).toEqual([
      ...[2000, true, 'ord_1999', false],
    ]);
  }
  one.remember('a\nx', { order_id: 'ord_x', content_hash: 1, at_us: 1 });
  one.reserve(100_000);
  expect(one.get('a\nx')?.order_id).toBe('ord_x');
});

test('exactly 24 hours back has left; a microsecond later is still known', () => {
  const ids = new ClientIds();
  ids.remember('a', entry(1000));
  ids.remember('b', entry(1000 + CLIENT_IDS_KEPT_US - 1));
  expect(ids.has('a')).toBe(true);
  ids.remember('c', entry(1000 + CLIENT_IDS_KEPT_US));
  expect([...ids.keys()]).toEqual(['b', 'c']);
});

test.each([
  ['characters beyond one byte', 'Zürich–東京'],
  ['half a character', 'a\ud800b'],
  ['one that begins like another', 'a'],
  ['a very long one', 'x'.repeat(100_000)],
])('finds %s exactly', (_, key) => {
  const ids = new ClientIds();
  for (const other of ['ab', 'aa', 'Zürich-東京', 'a\ud801b', 'x'.repeat(99_999)]) ids.remember(other, entry(1));
  expect(ids.has(key)).toBe(false);
  ids.remember(key, entry(2, `order of ${key}`));
  expect(ids.get(key)).toEqual(entry(2, `order of ${key}`));
});

test('beyond the bound the oldest leave, and an id that is replaced all the time does not fill the memory', () => {
  const ids = new ClientIds(20_000);
  for (let i = 0; i < 20_010; i += 1) ids.remember(`id-${i}`, entry(i + 1));
  expect(ids.size).toBe(20_000);
  expect([ids.has('id-9'), ids.has('id-10')]).toEqual([false, true]);
  const few = new ClientIds(20_000);
  few.remember('first', entry(1));
  for (let i = 0; i < 60_000; i += 1) few.remember('again', entry(2));
  expect(few.has('first')).toBe(false);
  expect(few.size).toBe(1);
});
