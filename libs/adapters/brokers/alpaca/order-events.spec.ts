import { readFrame } from './order-events.js';

const ORDER = {
  id: 'x1',
  client_order_id: 'ord_1',
  symbol: 'AAPL',
  status: 'new',
  side: 'buy',
  qty: '1',
  filled_qty: '0',
  type: 'limit',
  time_in_force: 'day',
};

describe('a frame of the stream of order events', () => {
  it('is an update with the whole order', () => {
    const said = readFrame(JSON.stringify({ stream: 'trade_updates', data: { event: 'new', order: { ...ORDER, more: 1 } } }));
    expect(said).toMatchObject({
      kind: 'update',
      update: { event: 'new', execution_id: null, order: { id: 'x1', limit_price: null } },
    });
  });

  it.each([
    [{ stream: 'authorization', data: { status: 'authorized' } }, 'authorized'],
    [{ stream: 'authorization', data: { status: 'unauthorized' } }, 'unauthorized'],
    [{ stream: 'listening', data: { streams: ['trade_updates'] } }, 'listening'],
    [{ stream: 'listening', data: { streams: [] } }, 'error'],
    [{ action: 'error', data: { error_message: 'internal' } }, 'error'],
    [{ stream: 'something_new', data: {} }, 'nothing'],
    [{ stream: 'trade_updates', data: null }, 'unread'],
    [{ stream: 'trade_updates', data: { event: 'fill', order: { ...ORDER, filled_qty: undefined } } }, 'unread'],
  ])('%j is read as %s', (frame, kind) => expect(readFrame(JSON.stringify(frame)).kind).toBe(kind));

  it('that is no JSON is not passed over in silence', () => expect(readFrame('{').kind).toBe('unread'));
});
