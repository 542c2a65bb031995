import { messageKey } from '#core/events/message-id.js';
import { Outgoing } from './outgoing.js';
import { Ring } from './ring.js';

const alert = (id: string) =>
  new Outgoing({ type: 'RISK_ALERT', data: {}, at_ms: Number(id.split('-')[0]), id, account: null, ref: id });
const after = (ring: Ring, id: string) => ring.after(messageKey(id))?.map(({ message }) => message.id) ?? null;

test('a reader that resumes between two messages of one entry gets the rest of it', () => {
  const ring = new Ring(100, '5-0');
  for (const id of ['6-0-0', '6-0-1', '6-0-2', '6-1']) ring.push(alert(id));
  expect(after(ring, '6-0-1')).toEqual(['6-0-2', '6-1']);
  expect(after(ring, '6-0')).toEqual(['6-1']);
  expect(after(ring, '5-0')).toEqual(['6-0-0', '6-0-1', '6-0-2', '6-1']);
  expect(after(ring, '6-1')).toEqual([]);
});

test('what fell out of it cannot be resumed from', () => {
  const ring = new Ring(8, '0-0');
  for (let n = 1; n <= 10; n += 1) ring.push(alert(`${n}-0`));
  expect(after(ring, '1-0')).toBeNull();
  expect(after(ring, '2-0')).toHaveLength(8);
});

test('older messages are put in front only when there is room, so that they push no newer one out', () => {
  const ring = new Ring(4, '10-0');
  ring.push(alert('11-0'));
  expect(after(ring, '8-0')).toBeNull();
  expect(ring.extendBack('8-0', [alert('9-0'), alert('10-0')])).toBe(true);
  expect(after(ring, '8-0')).toEqual(['9-0', '10-0', '11-0']);
  expect(ring.extendBack('1-0', [alert('2-0'), alert('3-0')])).toBe(false);
  expect(after(ring, '8-0')).toEqual(['9-0', '10-0', '11-0']);
});
