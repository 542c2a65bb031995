// Buys one SPY at its ask, waits for the fill, and says why if risk refuses. node trade.mjs [http://127.0.0.1:8082]
import { Breakwater, RefusedError } from 'breakwater-client';

const breakwater = new Breakwater({ url: process.argv[2] });
const { quotes } = await breakwater.api.listQuotes();
const spy = quotes.find(({ symbol }) => symbol === 'SPY');
try {
  const live = breakwater.live({ types: ['ORDER_UPDATE'] });
  await live.next(); // The snapshot: what follows is told.
  const { order_id } = await breakwater.submit({
    symbol: 'SPY',
    side: 'BUY',
    quantity: 1,
    price: spy.ask,
    order_type: 'LIMIT',
    time_in_force: 'IOC',
  });
  for await (const { data, ref } of live) {
    if (ref !== order_id) continue;
    console.log(data.status, data.filled_quantity, 'of', data.quantity, data.symbol);
    if (data.leaves_quantity === 0) break;
  }
} catch (error) {
  if (!(error instanceof RefusedError)) throw error;
  for (const { code, message } of error.violations) console.log(`refused: ${code} ${message}`);
}
